#include "log/memory/memory.h"

#include <stdlib.h>

#include "base/mem.h"
#include "log/memory/age.h"
#include "log/memory/kept.h"
#include "log/memory/memory_inner.h"
#include "log/page.h"

#define EXPIRE_AT_ONCE 10000

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

	memory_now(m, p->wall_ms);
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
	ev = hub_event_new(
	    &p->message, p->id, ++log->newest_pos, m->store.seen.now_ms);
	p->event = hub_event_ref(ev);
	p->id = ev->id;
	p->topic = ev->topic;
	store_add(&m->store, ev, hash);
	log->kept_count = m->store.kept_count;
	log->sink->on_taken(log->sink, p);
	hub_event_unref(ev);
}

static void
memory_find(struct hub_log *log, struct hub_find *f)
{
	struct memory_log *m = (struct memory_log *)log;
	struct hub_event *ev = store_look_up(&m->store, f->id).event;

	memory_now(m, f->wall_ms);
	if (ev != NULL && hub_event_is_over(ev, m->store.seen.now_ms))
		ev = NULL;
	/* It may be removed meanwhile. */
	f->event = ev != NULL ? hub_event_ref(ev) : NULL;
	f->on_done(f);
	hub_event_unref(ev);
}

static int64_t
remove_id(struct memory_log *m, struct slice id)
{
	struct hub_event *ev = store_look_up(&m->store, id).event;
	bool is_there;

	if (ev == NULL)
		return 0;
	is_there = !hub_event_is_over(ev, m->store.seen.now_ms);
	store_remove(&m->store, ev);
	return is_there;
}

static void
memory_remove(struct hub_log *log, struct hub_removal *r)
{
	struct memory_log *m = (struct memory_log *)log;
	struct store_topic *topic;

	r->count = 0;
	if (r->id.len > 0)
		r->count = remove_id(m, r->id);
	else if ((topic = store_topic(&m->store, r->topic)) != NULL)
		r->count = store_remove_topic(&m->store, topic);
	log->kept_count = m->store.kept_count;
	r->on_done(r);
}

static void
memory_release(struct hub_log *log, struct slice id)
{
	struct memory_log *m = (struct memory_log *)log;
	struct hub_event *ev = store_look_up(&m->store, id).event;

	if (ev != NULL)
		kept_release(&m->store, ev);
	log->kept_count = m->store.kept_count;
}

static void
memory_tick(struct hub_log *log, int64_t wall_ms)
{
	struct memory_log *m = (struct memory_log *)log;

	memory_now(m, wall_ms);
	age_out(&m->store, EXPIRE_AT_ONCE);
	log->kept_count = m->store.kept_count;
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

static void
memory_set_keep(struct hub_log *log, const struct hub_keep *keep,
    const struct hub_keep_rule *rules, size_t count)
{
	struct memory_log *m = (struct memory_log *)log;

	store_set_keep(&m->store, keep, rules, count);
}

struct hub_log *
memory_log_new(const struct hub_keep *keep)
{
	static const struct hub_log_ops ops = {
		.append = memory_append,
		.seek = memory_seek,
		.read = memory_read,
		.find = memory_find,
		.remove = memory_remove,
		.release = memory_release,
		.topics = memory_topics,
		.tick = memory_tick,
		.set_keep = memory_set_keep,
		.measure = memory_measure,
		.close = memory_close,
	};
	struct memory_log *m = mem_new(sizeof(*m));

	m->log.ops = &ops;
	store_init(&m->store, keep);
	buf_init(&m->page, PAGE_ROOM_MAX);
	return &m->log;
}
