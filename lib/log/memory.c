#include "log/memory.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "hub/id.h"
#include "log/store.h"

#define PAGE_LOOK_MAX 4096
#define PAGE_ROOM_MAX (HUB_PAGE_BYTES + HUB_FORMAT_BYTES_MAX)
#define PAGE_KEPT (4 * HUB_PAGE_BYTES)
#define EXPIRE_AT_ONCE 10000

struct memory_log {
	struct hub_log log; /* first: the hub knows only this */
	struct store store;
	struct buf page; /* the frames that were read last */
	struct hub_id last_id;
	struct hub_id first_id; /* ids before it are another process's */
	int64_t last_time_ms;
};

/* Makes the next id that no publisher has chosen before. */
static struct slice
next_id(struct memory_log *m, int64_t wall_ms, char text[HUB_ID_TEXT_MAX],
    uint64_t *hash)
{
	struct store_known known;
	struct slice id;

	do {
		hub_id_next(&m->last_id, wall_ms);
		id = hub_id_format(m->last_id, text);
		known = store_look_up(&m->store, id);
	} while (known.event != NULL || known.seen != NULL);
	*hash = known.hash;
	if (m->first_id.ms == 0)
		m->first_id = m->last_id;
	return id;
}

/* Returns HUB_TAKEN if the id is new. */
static enum hub_outcome
look_up(const struct memory_log *m, const struct hub_message *message,
    uint64_t *hash)
{
	struct store_known known = store_look_up(&m->store, message->id);
	bool same;

	*hash = known.hash;
	if (known.event == NULL && known.seen == NULL)
		return HUB_TAKEN;
	same = known.event != NULL ? hub_event_is_same(known.event, message)
				   : seen_is_same(known.seen, message);
	return same ? HUB_DUPLICATE : HUB_CONFLICT;
}

static void
memory_append(struct hub_log *log, struct hub_publish *p)
{
	struct memory_log *m = (struct memory_log *)log;
	char text[HUB_ID_TEXT_MAX];
	struct hub_event *ev;
	uint64_t hash;

	p->id = p->message.id;
	p->topic = p->message.topic;
	p->outcome = HUB_TAKEN;
	if (p->id.len > 0)
		p->outcome = look_up(m, &p->message, &hash);
	else
		p->id = next_id(m, p->wall_ms, text, &hash);
	if (p->outcome != HUB_TAKEN) {
		log->sink->on_taken(log->sink, p);
		return;
	}
	if (p->wall_ms > m->last_time_ms)
		m->last_time_ms = p->wall_ms;
	ev = hub_event_new(
	    &p->message, p->id, ++log->newest_pos, m->last_time_ms);
	p->event = hub_event_ref(ev);
	p->id = ev->id;
	p->topic = ev->topic;
	store_add(&m->store, ev, hash);
	log->sink->on_taken(log->sink, p);
	hub_event_unref(ev);
}

/* Returns whether sel lost more than the ids that are still remembered. */
static bool
lost_more(const struct memory_log *m, const struct hub_select *sel,
    uint64_t after_pos)
{
	const struct slice *name = hub_select_topic(sel);
	const struct store_topic *topic;

	if (after_pos >= m->store.seen.lost_pos &&
	    after_pos >= m->store.lost_pos)
		return false;
	if (name != NULL) {
		topic = store_topic(&m->store, *name);
		if (topic != NULL)
			return topic->lost_pos > after_pos &&
			       after_pos < m->store.seen.lost_pos;
		return after_pos < m->store.lost_pos;
	}
	for (size_t at = 0;
	     (topic = map_next(&m->store.topics, &at)) != NULL;) {
		struct slice it = { topic->name, topic->name_bytes };

		if (topic->lost_pos > after_pos && hub_select_matches(sel, it))
			return true;
	}
	return after_pos < m->store.lost_pos;
}

/* The place is known: was anything behind it lost? */
static void
seek_place(struct memory_log *m, struct hub_seek *s, int64_t time_ms)
{
	struct seen_loss loss =
	    seen_count(&m->store.seen, s->reader.select, s->after_pos, time_ms);
	bool more =
	    time_ms == 0 && lost_more(m, s->reader.select, s->after_pos);

	s->resumed_after = loss.last_id;
	if (loss.count == 0 && !more)
		return;
	s->gap = HUB_GAP_EXPIRED;
	s->missed = more ? -1 : loss.count;
}

/* The id is not remembered: it was ours and is too old, or never was. */
static void
seek_unknown(struct memory_log *m, struct hub_seek *s)
{
	struct hub_id id;
	bool ours = m->first_id.ms != 0 && hub_id_parse(s->id, &id) &&
		    hub_id_compare(id, m->first_id) >= 0 &&
		    hub_id_compare(id, m->last_id) <= 0;

	s->gap = ours ? HUB_GAP_EXPIRED : HUB_GAP_UNKNOWN;
	s->resumed_after =
	    seen_count(&m->store.seen, s->reader.select, 0, 0).last_id;
}

static void
seek_id(struct memory_log *m, struct hub_seek *s)
{
	struct store_known known = store_look_up(&m->store, s->id);

	if (known.event == NULL && known.seen == NULL) {
		seek_unknown(m, s);
		return;
	}
	s->after_pos = known.event != NULL ? known.event->pos : known.seen->pos;
	seek_place(m, s, 0);
}

/* Returns the queue to read for a selection: a topic's own, or that of all. */
static const struct store_queue *
queue_of(const struct memory_log *m, const struct hub_select *sel)
{
	static const struct store_queue none;
	const struct slice *name = hub_select_topic(sel);
	const struct store_topic *topic;

	if (name == NULL)
		return &m->store.all;
	topic = store_topic(&m->store, *name);
	return topic != NULL ? &topic->events : &none;
}

/* Returns whether an event of the queue that was found for sel is wanted. */
static bool
is_wanted(const struct memory_log *m, const struct store_queue *q,
    const struct hub_event *ev, const struct hub_select *sel)
{
	if (ev == NULL || !hub_select_has_type(sel, ev->type))
		return false;
	return q != &m->store.all || hub_select_matches(sel, ev->topic);
}

static void
seek_time(struct memory_log *m, struct hub_seek *s)
{
	const struct store_queue *all = &m->store.all;

	for (size_t i = 0; i < all->count; i++) {
		const struct store_slot *slot = store_queue_at(all, i);

		/* A hole has no time: what it lost is counted by seen. */
		if (slot->event == NULL)
			continue;
		if (slot->event->time_ms >= s->time_ms)
			break;
		s->after_pos = slot->pos;
	}
	seek_place(m, s, s->time_ms);
}

/* Goes back until so many are found: nothing is lost that was asked for. */
static void
seek_newest(struct memory_log *m, struct hub_seek *s)
{
	const struct store_queue *q = queue_of(m, s->reader.select);
	int64_t left = s->newest;

	s->after_pos = m->log.newest_pos;
	for (size_t i = q->count; i > 0 && left > 0; i--) {
		const struct store_slot *slot = store_queue_at(q, i - 1);

		if (!is_wanted(m, q, slot->event, s->reader.select))
			continue;
		s->after_pos = slot->pos - 1;
		left--;
	}
}

static void
memory_seek(struct hub_log *log, struct hub_seek *s)
{
	struct memory_log *m = (struct memory_log *)log;

	s->after_pos = 0;
	s->gap = HUB_GAP_NONE;
	s->missed = -1;
	s->resumed_after = slice_empty();
	s->mark = m->store.seen.total;
	if (s->kind == HUB_CURSOR_LATEST)
		s->after_pos = log->newest_pos;
	else if (s->kind == HUB_CURSOR_ID)
		seek_id(m, s);
	else if (s->kind == HUB_CURSOR_TIME)
		seek_time(m, s);
	else if (s->kind == HUB_CURSOR_NEWEST)
		seek_newest(m, s);
	s->on_done(s);
}

/* What its follower wanted to read was forgotten since the last page. */
static void
tell_missed(const struct memory_log *m, struct hub_page *page)
{
	const struct seen *seen = &m->store.seen;
	uint64_t newest = seen->total - page->mark;
	struct seen_loss loss = seen_count_newest(
	    seen, page->reader.select, page->after_pos, (size_t)newest);

	page->mark = seen->total;
	page->missed = newest > seen->count ? -1 : loss.count;
	page->resumed_after = loss.last_id;
}

/* Adds an event to the page; false if it is for the next one. */
static bool
add_to_page(struct memory_log *m, struct hub_page *page, struct hub_event *ev)
{
	enum hub_format format = page->reader.select->format;

	if (page->large != NULL || m->page.len >= HUB_PAGE_BYTES ||
	    (page->count_max > 0 && page->count == page->count_max))
		return false;
	if (format == HUB_FORMAT_STREAM && ev->frame.len > HUB_LARGE_BYTES) {
		if (m->page.len > 0)
			return false;
		page->large = ev;
	} else if (!hub_format_event(&m->page, format, ev)) {
		mem_fail();
	}
	page->count++;
	return true;
}

static void
memory_read(struct hub_log *log, struct hub_page *page)
{
	struct memory_log *m = (struct memory_log *)log;
	const struct store_queue *q = queue_of(m, page->reader.select);
	size_t at = store_queue_after(q, page->after_pos);
	size_t look = PAGE_LOOK_MAX;

	tell_missed(m, page);
	buf_reset(&m->page);
	page->large = NULL;
	page->count = 0;
	for (; at < q->count && look > 0; at++, look--) {
		const struct store_slot *slot = store_queue_at(q, at);

		if (is_wanted(m, q, slot->event, page->reader.select) &&
		    !add_to_page(m, page, slot->event))
			break;
		page->after_pos = slot->pos;
	}
	page->frames = buf_slice(&m->page);
	page->at_end = at == q->count;
	page->on_done(page);
	if (m->page.cap > PAGE_KEPT)
		buf_clear(&m->page);
}

static void
memory_tick(struct hub_log *log, int64_t wall_ms)
{
	struct memory_log *m = (struct memory_log *)log;

	store_expire(&m->store, wall_ms, EXPIRE_AT_ONCE);
}

static void
memory_measure(const struct hub_log *log, struct hub_log_size *size)
{
	const struct memory_log *m = (const struct memory_log *)log;
	const struct store *st = &m->store;

	*size = (struct hub_log_size){
		.events = st->ids.count,
		.bytes = (uint64_t)st->bytes,
		.bytes_max = (uint64_t)MEMORY_BYTES_MAX,
		.topics = st->topics.count,
		.topics_max = MEMORY_TOPICS_MAX,
	};
}

static void
memory_close(struct hub_log *log)
{
	struct memory_log *m = (struct memory_log *)log;

	store_clear(&m->store);
	buf_clear(&m->page);
	free(m);
}

struct hub_log *
memory_log_new(const struct memory_keep *keep)
{
	static const struct hub_log_ops ops = {
		.append = memory_append,
		.seek = memory_seek,
		.read = memory_read,
		.tick = memory_tick,
		.measure = memory_measure,
		.close = memory_close,
	};
	struct memory_log *m = mem_new(sizeof(*m));

	m->log.ops = &ops;
	store_init(&m->store, keep);
	buf_init(&m->page, PAGE_ROOM_MAX);
	return &m->log;
}

void
memory_log_set_keep(struct hub_log *log, const struct memory_keep *keep,
    const struct memory_rule *rules, size_t count)
{
	struct memory_log *m = (struct memory_log *)log;

	store_set_keep(&m->store, keep, rules, count);
}
