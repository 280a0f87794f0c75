/*
 * log_mirror.h - a log that is a memory log to who writes, and a reader of
 * SQLite tables to who reads: before it reads, they are filled with what the
 * memory log has.  So a reader is held against all that a memory log can do.
 */
#ifndef LOG_MIRROR_H
#define LOG_MIRROR_H

#include "log_fill.h"

#include "log/memory/kept.h"
#include "log/memory/memory_inner.h"

struct mirror {
	struct hub_log log; /* first: who uses it knows only this */
	struct hub_log *memory;
	struct fill fill;
	struct reader reader;
	struct buf frames;
	bool is_behind; /* the tables are */
};

static inline void
mirror_live(struct mirror *m, const struct store *st, struct hub_event *ev)
{
	const struct store_topic *topic = store_topic(st, ev->topic);
	const struct row_new row = {
		.event = ev,
		.retry_ms = -1,
		.kept = (topic->retained == ev ? SCHEMA_RETAINED : 0) |
			(queue_find(&st->held, ev->pos) ? SCHEMA_HELD : 0),
	};

	fill_row(&m->fill, &row);
}

/* When it is over is all that is left of its ttl. */
static inline void
mirror_gone(struct mirror *m, const struct seen_item *item, uint64_t n)
{
	struct hub_message message = {
		.topic = item->topic, .type = item->type, .retry_ms = -1
	};
	bool is_lost = item->over_ms != 0;
	struct row_new row = { .retry_ms = -1 };
	struct hub_event *ev;

	message.data = slice_empty();
	message.extra = (struct hub_extra){ .ttl_ms = 0 };
	if (item->extra != NULL)
		message.extra = *item->extra;
	if (is_lost && item->over_ms != INT64_MAX)
		message.extra.ttl_ms = item->over_ms - item->time_ms;
	ev = hub_event_new(&message, item->id, item->pos, item->time_ms);
	row.event = ev;
	fill_row(&m->fill, &row);
	hub_event_unref(ev);
	fill_gone(
	    &m->fill, item->pos, is_lost ? SCHEMA_LOST : SCHEMA_REMOVED, n);
}

static inline void
mirror_topic(struct mirror *m, const struct store_topic *topic)
{
	const struct queue *events = &topic->events;
	bool is_void = queue_size(events) == 0;

	fill_topic(&m->fill,
	    &(struct fill_topic){
		.name = { topic->name, topic->name_bytes },
		.count = (int64_t)queue_size(events),
		.bytes = topic->bytes,
		.base =
		    is_void ? m->log.newest_pos : queue_at(events, 0)->pos - 1,
		.lost = topic->lost_pos,
		.retained = topic->retained ? topic->retained->pos : 0,
		.held = topic->held,
	    });
}

static inline uint64_t
mirror_max(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* Fills the tables anew. */
static inline void
mirror_fill(struct mirror *m)
{
	const struct memory_log *memory = (struct memory_log *)m->memory;
	const struct store *st = &memory->store;
	const struct seen *seen = &st->seen;
	const struct store_topic *topic;
	struct fill_state state = {
		.last = m->log.newest_pos,
		.time = seen->now_ms,
		.first_id = memory->first_id,
		.last_id = memory->last_id,
		.n = seen->total,
		.lost = seen->lost_pos,
		.lost_to = seen->lost_to_pos,
		.lost_also = seen->lost_spread_pos,
		.lost_topic = st->lost_pos,
	};

	db_exec(&m->fill.db, "BEGIN; DELETE FROM entries; DELETE FROM topics");
	state.missed = mirror_max(state.lost, state.lost_topic);
	state.missed = mirror_max(state.missed, state.lost_to);
	state.missed = mirror_max(state.missed, state.lost_also);
	for (size_t i = 0; i < st->all.count; i++)
		if (queue_at(&st->all, i)->event != NULL)
			mirror_live(m, st, queue_at(&st->all, i)->event);
	for (size_t i = 0; i < seen->count; i++) {
		const struct seen_item *item =
		    seen->items[(seen->first + i) % seen->max];

		mirror_gone(m, item, seen->total - seen->count + i + 1);
		if (item->over_ms != 0)
			state.missed = mirror_max(state.missed, item->pos);
	}
	for (size_t at = 0; (topic = map_next(&st->topics, &at)) != NULL;)
		mirror_topic(m, topic);
	fill_state(&m->fill, &state);
	assert_true(db_exec(&m->fill.db, "COMMIT"));
	m->is_behind = false;
}

/* Writes go to the memory log. */
static inline struct hub_log *
mirror_write(struct hub_log *log)
{
	struct mirror *m = (struct mirror *)log;

	m->is_behind = true;
	m->memory->sink = log->sink;
	return m->memory;
}

static inline void
mirror_wrote(struct hub_log *log)
{
	const struct mirror *m = (struct mirror *)log;

	log->newest_pos = m->memory->newest_pos;
	log->kept_count = m->memory->kept_count;
}

static inline void
mirror_append(struct hub_log *log, struct hub_publish *p)
{
	struct hub_log *memory = mirror_write(log);

	memory->ops->append(memory, p);
	mirror_wrote(log);
}

static inline void
mirror_remove(struct hub_log *log, struct hub_removal *r)
{
	struct hub_log *memory = mirror_write(log);

	memory->ops->remove(memory, r);
	mirror_wrote(log);
}

static inline void
mirror_release(struct hub_log *log, struct slice id)
{
	struct hub_log *memory = mirror_write(log);

	memory->ops->release(memory, id);
	mirror_wrote(log);
}

static inline void
mirror_tick(struct hub_log *log, int64_t wall_ms)
{
	struct hub_log *memory = mirror_write(log);

	memory->ops->tick(memory, wall_ms);
	mirror_wrote(log);
}

static inline struct reader *
mirror_read(struct hub_log *log)
{
	struct mirror *m = (struct mirror *)log;

	if (m->is_behind)
		mirror_fill(m);
	return &m->reader;
}

static inline void
mirror_seek(struct hub_log *log, struct hub_seek *s)
{
	reader_seek(mirror_read(log), s);
	assert_false(s->failed);
	s->on_done(s);
}

static inline void
mirror_page(struct hub_log *log, struct hub_page *page)
{
	struct mirror *m = (struct mirror *)log;

	reader_page(mirror_read(log), page, &m->frames);
	assert_false(page->failed);
	page->on_done(page);
	hub_event_unref(page->large);
}

static inline void
mirror_find(struct hub_log *log, struct hub_find *f)
{
	reader_find(mirror_read(log), f);
	assert_false(f->failed);
	f->on_done(f);
	hub_event_unref(f->event);
}

struct mirror_topics {
	struct reader_topics topics; /* first */
	struct hub_topic_query *query;
};

static inline bool
mirror_on_topic(struct reader_topics *t, const struct hub_topic_info *info)
{
	struct mirror_topics *own = (struct mirror_topics *)t;

	return own->query->on_topic(own->query, info);
}

static inline void
mirror_topics(struct hub_log *log, struct hub_topic_query *q)
{
	struct mirror_topics t = {
		.topics = {
			.name = q->name,
			.count_max = q->count_max,
			.after_len = q->after_len,
			.on_topic = mirror_on_topic,
		},
		.query = q,
	};

	memcpy(t.topics.after, q->after, q->after_len);
	assert_true(reader_topics(mirror_read(log), &t.topics));
	memcpy(q->after, t.topics.after, t.topics.after_len);
	q->after_len = t.topics.after_len;
	q->at_end = t.topics.at_end;
	q->on_done(q);
}

static inline void
mirror_close(struct hub_log *log)
{
	struct mirror *m = (struct mirror *)log;

	m->memory->ops->close(m->memory);
	reader_close(&m->reader);
	fill_close(&m->fill);
	buf_clear(&m->frames);
	free(m);
}

static inline struct hub_log *
mirror_new(const struct hub_keep *keep)
{
	static const struct hub_log_ops ops = {
		.append = mirror_append,
		.seek = mirror_seek,
		.read = mirror_page,
		.find = mirror_find,
		.remove = mirror_remove,
		.release = mirror_release,
		.topics = mirror_topics,
		.tick = mirror_tick,
		.close = mirror_close,
	};
	struct mirror *m = calloc(1, sizeof(*m));
	struct err err;

	m->log.ops = &ops;
	m->memory = memory_log_new(keep);
	m->is_behind = true;
	buf_init(&m->frames, 10 << 20);
	fill_open(&m->fill);
	assert_int_equal(
	    reader_open(&m->reader,
		&(struct reader_options){ .path = m->fill.path }, &err),
	    0);
	return &m->log;
}

#endif
