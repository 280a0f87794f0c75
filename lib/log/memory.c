#include "log/memory.h"

#include <stdlib.h>

#include "base/mem.h"
#include "hub/id.h"
#include "log/store.h"

#define PAGE_BYTES_MAX (256 << 10)
#define PAGE_LOOK_MAX 4096
#define EXPIRE_AT_ONCE 10000

struct memory_log {
	struct hub_log log; /* first: the hub knows only this */
	struct store store;
	struct hub_id last_id;
	struct hub_id first_id; /* ids before it are another process's */
	int64_t last_time_ms;
};

/* Makes the next id that no publisher has chosen before. */
static struct slice
next_id(struct memory_log *m, int64_t wall_ms, char text[HUB_ID_TEXT_MAX])
{
	struct slice id;

	do {
		hub_id_next(&m->last_id, wall_ms);
		id = hub_id_format(m->last_id, text);
	} while (store_find(&m->store, id) != NULL ||
		 seen_find(&m->store.seen, id) != NULL);
	if (m->first_id.ms == 0)
		m->first_id = m->last_id;
	return id;
}

/* Returns HUB_TAKEN if the id is new. */
static enum hub_outcome
known(const struct memory_log *m, const struct hub_message *message)
{
	const struct hub_event *ev = store_find(&m->store, message->id);
	const struct seen_item *item;

	if (ev != NULL)
		return hub_event_is_same(ev, message) ? HUB_DUPLICATE
						      : HUB_CONFLICT;
	item = seen_find(&m->store.seen, message->id);
	if (item != NULL)
		return seen_is_same(item, message) ? HUB_DUPLICATE
						   : HUB_CONFLICT;
	return HUB_TAKEN;
}

static void
memory_append(struct hub_log *log, struct hub_publish *p)
{
	struct memory_log *m = (struct memory_log *)log;
	char text[HUB_ID_TEXT_MAX];
	struct hub_event *ev;

	p->id = p->message.id;
	p->outcome = HUB_TAKEN;
	if (p->id.len > 0)
		p->outcome = known(m, &p->message);
	else
		p->id = next_id(m, p->wall_ms, text);
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
	store_add(&m->store, ev);
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
	    seen_count(&m->store.seen, s->select, s->after_pos, time_ms);
	bool more = time_ms == 0 && lost_more(m, s->select, s->after_pos);

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
	s->resumed_after = seen_count(&m->store.seen, s->select, 0, 0).last_id;
}

static void
seek_id(struct memory_log *m, struct hub_seek *s)
{
	const struct hub_event *ev = store_find(&m->store, s->id);
	const struct seen_item *item = seen_find(&m->store.seen, s->id);

	if (ev == NULL && item == NULL) {
		seek_unknown(m, s);
		return;
	}
	s->after_pos = ev != NULL ? ev->pos : item->pos;
	seek_place(m, s, 0);
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
	s->on_done(s);
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

/* What its follower wanted to read was forgotten since the last page. */
static void
tell_missed(const struct memory_log *m, struct hub_page *page)
{
	const struct seen *seen = &m->store.seen;
	uint64_t newest = seen->total - page->mark;
	struct seen_loss loss = seen_count_newest(
	    seen, page->select, page->after_pos, (size_t)newest);

	page->mark = seen->total;
	page->missed = newest > seen->count ? -1 : loss.count;
	page->resumed_after = loss.last_id;
}

static void
memory_read(struct hub_log *log, struct hub_page *page)
{
	struct memory_log *m = (struct memory_log *)log;
	const struct store_queue *q = queue_of(m, page->select);
	size_t at = store_queue_after(q, page->after_pos);
	size_t look = PAGE_LOOK_MAX, bytes = 0;
	bool all = q != &m->store.all;

	tell_missed(m, page);
	for (; at < q->count && look > 0; at++, look--) {
		const struct store_slot *slot = store_queue_at(q, at);
		struct hub_event *ev = slot->event;

		if (page->count == HUB_PAGE_EVENTS_MAX ||
		    bytes > PAGE_BYTES_MAX)
			break;
		page->after_pos = slot->pos;
		if (ev == NULL ||
		    (!all && !hub_select_matches(page->select, ev->topic)))
			continue;
		page->events[page->count++] = ev;
		bytes += ev->frame.len;
	}
	page->at_end = at == q->count;
	page->on_done(page);
}

static void
memory_tick(struct hub_log *log, int64_t wall_ms)
{
	struct memory_log *m = (struct memory_log *)log;

	store_expire(&m->store, wall_ms, EXPIRE_AT_ONCE);
}

static void
memory_close(struct hub_log *log)
{
	struct memory_log *m = (struct memory_log *)log;

	store_clear(&m->store);
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
		.close = memory_close,
	};
	struct memory_log *m = mem_new(sizeof(*m));

	m->log.ops = &ops;
	store_init(&m->store, keep);
	return &m->log;
}
