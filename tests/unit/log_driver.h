/*
 * log_driver.h - drives a log: what it answered, and what a reader gets, as
 * text.  A log that answers later is waited for.
 */
#ifndef LOG_DRIVER_H
#define LOG_DRIVER_H

#include <inttypes.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "hub/id.h"
#include "hub/log.h"
#include "log/memory/memory.h"

static struct hub_log *make_log(const struct hub_keep *keep);

static bool is_answered;
static bool is_behind; /* something is done that is not answered */

/* Waits for the answer to what was asked last. */
static inline void
settle(struct hub_log *log)
{
	while (!is_answered) {
		struct pollfd p = { .fd = log->ops->fd(log), .events = POLLIN };

		assert_int_equal(poll(&p, 1, 30000), 1);
		log->ops->run(log);
	}
	is_answered = false;
}

/* What append answered, in words: "taken 1", "duplicate 1", "conflict 1". */
static struct buf told = BUF(1 << 20);

static inline void
on_done(struct hub_publish *p)
{
	static const char *const names[] = {
		[HUB_TAKEN] = "taken",
		[HUB_DUPLICATE] = "duplicate",
		[HUB_CONFLICT] = "conflict",
		[HUB_FAILED] = "failed",
	};

	is_answered = true;
	buf_reset(&told);
	buf_addf(&told, "%s %.*s", names[p->outcome], SLICE_ARGS(p->id));
}

static inline void
on_taken(struct hub_log_sink *sink, struct hub_publish *p)
{
	(void)sink;
	p->on_done(p);
}

static struct hub_log_sink sink = { .on_taken = on_taken };

static inline struct hub_log *
open_log(struct hub_keep keep)
{
	struct hub_log *log = make_log(&keep);

	log->sink = &sink;
	return log;
}

static inline void
close_log(struct hub_log *log)
{
	log->ops->close(log);
	buf_clear(&told);
}

/* Appends, and returns what became of it. */
static inline const char *
append_message(
    struct hub_log *log, int64_t wall_ms, const struct hub_message *m)
{
	struct hub_publish p = {
		.message = *m,
		.wall_ms = wall_ms,
		.on_done = on_done,
	};

	log->ops->append(log, &p);
	settle(log);
	buf_add_char(&told, '\0');
	return told.ptr;
}

/* A publish that nobody waits for. */
static inline void
on_unheeded(struct hub_publish *p)
{
	assert_int_equal(p->outcome, HUB_TAKEN);
	free(p);
}

/* Appends one of many; a call that is waited for comes behind. */
static inline void
append_of_many(struct hub_log *log, const char *topic, const char *id,
    struct hub_extra extra)
{
	struct hub_publish *p = calloc(1, sizeof(*p));

	p->message = (struct hub_message){
		.id = slice_of(id),
		.topic = slice_of(topic),
		.type = slice_empty(),
		.data = slice_of("x"),
		.retry_ms = -1,
		.extra = extra,
	};
	p->wall_ms = 1000;
	p->on_done = on_unheeded;
	log->ops->append(log, p);
	is_behind = true;
}

#define PLAIN ((struct hub_extra){ .ttl_ms = 0 })

static inline const char *
append_at(struct hub_log *log, int64_t wall_ms, const char *topic,
    const char *id, const char *data)
{
	const struct hub_message m = {
		.id = slice_of(id),
		.topic = slice_of(topic),
		.type = slice_empty(),
		.data = slice_of(data),
		.retry_ms = -1,
	};

	return append_message(log, wall_ms, &m);
}

/* The same at 1000 ms, with what few events have. */
static inline const char *
append_with(struct hub_log *log, const char *topic, const char *id,
    struct hub_extra extra)
{
	const struct hub_message m = {
		.id = slice_of(id),
		.topic = slice_of(topic),
		.type = slice_empty(),
		.data = slice_of("x"),
		.retry_ms = -1,
		.extra = extra,
	};

	return append_message(log, 1000, &m);
}

static inline const char *
append(struct hub_log *log, const char *topic, const char *id)
{
	return append_at(log, 1000, topic, id, "x");
}

static inline void
on_sought(struct hub_seek *s)
{
	static const char *const gaps[] = { "", "unknown", "expired", "slow" };

	is_answered = true;
	assert_false(s->failed);
	if (s->gap == HUB_GAP_NONE)
		return;
	buf_addf(&told, "(%s after %.*s", gaps[s->gap],
	    SLICE_ARGS(s->resumed_after));
	if (s->missed >= 0)
		buf_addf(&told, " missed %" PRId64, s->missed);
	buf_addf(&told, ") ");
}

/* Adds the ids of frames to told. */
static inline void
add_ids(struct slice frames)
{
	struct slice line;

	while (frames.len > 0) {
		slice_cut(frames, '\n', &line, &frames);
		if (slice_starts(line, "id: "))
			buf_addf(&told, "%.*s ",
			    SLICE_ARGS(slice_drop(line, strlen("id: "))));
	}
}

static inline void
seek_it(struct hub_log *log, struct hub_seek *seek)
{
	log->ops->seek(log, seek);
	settle(log);
}

static inline void
on_page(struct hub_page *page)
{
	is_answered = true;
	assert_false(page->failed);
	if (page->missed != 0)
		buf_addf(&told, "(missed %" PRId64 " up to %.*s) ",
		    page->missed, SLICE_ARGS(page->resumed_after));
	/* What is large is not copied, and comes alone. */
	if (page->large != NULL) {
		assert_int_equal(page->frames.len, 0);
		assert_true(page->large->frame.len > HUB_LARGE_BYTES);
		add_ids(page->large->frame);
	}
	assert_true(page->frames.len < HUB_PAGE_BYTES + HUB_LARGE_BYTES);
	add_ids(page->frames);
}

/* Reads page by page to the end, and adds the ids to told. */
static inline void
read_pages(struct hub_log *log, struct hub_page *page)
{
	do {
		uint64_t before = page->after_pos;

		log->ops->read(log, page);
		settle(log);
		assert_true(page->at_end || page->after_pos > before);
	} while (!page->at_end);
}

static inline void
read_from(struct hub_log *log, const struct hub_seek *seek)
{
	struct hub_page page = {
		.reader = seek->reader,
		.after_pos = seek->after_pos,
		.mark = seek->mark,
		.on_done = on_page,
	};

	read_pages(log, &page);
}

/* Reads as a stream does: what is kept, then the events. */
static inline void
read_all_from(struct hub_log *log, const struct hub_seek *seek)
{
	struct hub_page page = {
		.reader = seek->reader,
		.source = HUB_PAGE_KEPT,
		.start_pos = seek->after_pos,
		.resumes = seek->kind == HUB_CURSOR_ID && seek->after_pos > 0,
		.mark = seek->mark,
		.on_done = on_page,
	};

	read_pages(log, &page);
	read_from(log, seek);
}

static inline void
on_caught_up(struct hub_removal *r)
{
	assert_int_equal(r->count, 0);
	is_answered = true;
}

/* What is not answered is done once something behind it is. */
static inline void
catch_up(struct hub_log *log)
{
	struct hub_removal r = { .id = slice_of("no such id"),
		.topic = slice_empty(),
		.on_done = on_caught_up };

	if (!is_behind)
		return;
	is_behind = false;
	log->ops->remove(log, &r);
	settle(log);
}

/* What a reader asks for. */
struct asked {
	const char *pattern, *user;
	enum hub_cursor_kind kind;
	const char *cursor; /* the id, or the number; NULL: none */
	int64_t wall_ms;
};

/* Returns the gap and the ids that it would get. */
static inline const char *
replay_as(struct hub_log *log, const struct asked *asked)
{
	const char *cursor = asked->cursor != NULL ? asked->cursor : "";
	const struct slice patterns[] = { slice_of(asked->pattern) };
	struct hub_select select;
	struct hub_seek seek = {
		.reader = { .select = &select,
		    .user = slice_of(asked->user != NULL ? asked->user : "") },
		.wall_ms = asked->wall_ms,
		.kind = asked->kind,
		.id = slice_of(cursor),
		.time_ms = asked->kind == HUB_CURSOR_TIME ? atoll(cursor) : 0,
		.newest = asked->kind == HUB_CURSOR_NEWEST ? atoll(cursor) : 0,
		.on_done = on_sought,
	};

	hub_select_init(&select, patterns, 1);
	catch_up(log);
	buf_reset(&told);
	seek_it(log, &seek);
	read_all_from(log, &seek);
	hub_select_clear(&select);
	buf_add_char(&told, '\0');
	return told.ptr;
}

static inline const char *
replay(struct hub_log *log, const char *pattern, enum hub_cursor_kind kind,
    const char *cursor)
{
	return replay_as(
	    log, &(struct asked){
		     .pattern = pattern, .kind = kind, .cursor = cursor });
}

static inline const char *
replay_id(struct hub_log *log, const char *pattern, const char *id)
{
	return replay(log, pattern, HUB_CURSOR_ID, id);
}

static inline const char *
replay_all(struct hub_log *log, const char *pattern)
{
	return replay(log, pattern, HUB_CURSOR_EARLIEST, "");
}

/* The same for a user, who has had what came up to id; "": nothing yet. */
static inline const char *
replay_user(
    struct hub_log *log, const char *pattern, const char *user, const char *id)
{
	return replay_as(
	    log, &(struct asked){
		     .pattern = pattern,
		     .user = user,
		     .kind = *id != '\0' ? HUB_CURSOR_ID : HUB_CURSOR_EARLIEST,
		     .cursor = id,
		 });
}

/* The same for one who comes new, at a time. */
static inline const char *
replay_new(struct hub_log *log, const char *pattern, int64_t wall_ms)
{
	return replay_as(log, &(struct asked){ .pattern = pattern,
				  .kind = HUB_CURSOR_LATEST,
				  .wall_ms = wall_ms });
}

static inline void
on_found(struct hub_find *f)
{
	is_answered = true;
	assert_false(f->failed);
	buf_reset(&told);
	if (f->event != NULL)
		buf_addf(&told, "%.*s in %.*s", SLICE_ARGS(f->event->id),
		    SLICE_ARGS(f->event->topic));
}

/* Returns "ID in TOPIC", or nothing. */
static inline const char *
find(struct hub_log *log, const char *id, int64_t wall_ms)
{
	struct hub_find f = {
		.id = slice_of(id), .wall_ms = wall_ms, .on_done = on_found
	};

	log->ops->find(log, &f);
	settle(log);
	buf_add_char(&told, '\0');
	return told.ptr;
}

static int64_t removed;

static inline void
on_removed(struct hub_removal *r)
{
	is_answered = true;
	removed = r->count;
}

/* Removes by id, or, where that is empty, by topic; returns how many. */
static inline int64_t
remove_it(struct hub_log *log, const char *id, const char *topic)
{
	struct hub_removal r = { .id = slice_of(id),
		.topic = slice_of(topic),
		.on_done = on_removed };

	removed = -2;
	log->ops->remove(log, &r);
	settle(log);
	return removed;
}

static inline void
tick(struct hub_log *log, int64_t wall_ms)
{
	log->ops->tick(log, wall_ms);
	is_behind = true;
	catch_up(log);
}

static inline void
release(struct hub_log *log, struct slice id)
{
	log->ops->release(log, id);
	is_behind = true;
	catch_up(log);
}

static inline void
set_keep(struct hub_log *log, const struct hub_keep *all,
    const struct hub_keep_rule *rules, size_t count)
{
	log->ops->set_keep(log, all, rules, count);
	is_behind = true;
	catch_up(log);
}

static inline bool
on_topic(struct hub_topic_query *q, const struct hub_topic_info *info)
{
	buf_addf(&told, "%.*s:%" PRId64 " last %.*s at %" PRId64 " ",
	    SLICE_ARGS(info->name), info->count, SLICE_ARGS(info->last_id),
	    info->last_time_ms);
	assert_true(info->bytes > 0);
	return q->name.len > 0 || told.len < 50;
}

static inline void
on_topics(struct hub_topic_query *q)
{
	is_answered = true;
	assert_false(q->failed);
	buf_add_char(&told, '.');
}

/* Returns what is known of a topic, or of all. */
static inline const char *
topics(struct hub_log *log, const char *name)
{
	struct hub_topic_query q = { .name = slice_of(name),
		.on_topic = on_topic,
		.on_done = on_topics };

	buf_reset(&told);
	log->ops->topics(log, &q);
	settle(log);
	buf_add_char(&told, '\0');
	return told.ptr;
}

#endif
