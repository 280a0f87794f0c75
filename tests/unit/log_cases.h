/*
 * log_cases.h - what every log must do, whatever it keeps its events in: the
 * contract of hub/log.h as cases.
 *
 * A test program says how its log is made, then includes this and runs
 * log_cases:
 *
 *   static struct hub_log *make_log(const struct memory_keep *keep);
 */
#ifndef LOG_CASES_H
#define LOG_CASES_H

#include <inttypes.h>
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
#include "log/memory.h"

static struct hub_log *make_log(const struct memory_keep *keep);

/* What append answered, in words: "taken 1", "duplicate 1", "conflict 1". */
static struct buf told = BUF(1 << 20);

static void
on_done(struct hub_publish *p)
{
	static const char *const names[] = {
		[HUB_TAKEN] = "taken",
		[HUB_DUPLICATE] = "duplicate",
		[HUB_CONFLICT] = "conflict",
		[HUB_FAILED] = "failed",
	};

	buf_reset(&told);
	buf_addf(&told, "%s %.*s", names[p->outcome], SLICE_ARGS(p->id));
}

static void
on_taken(struct hub_log_sink *sink, struct hub_publish *p)
{
	(void)sink;
	p->on_done(p);
}

static struct hub_log_sink sink = { .on_taken = on_taken };

static struct hub_log *
open_log(struct memory_keep keep)
{
	struct hub_log *log = make_log(&keep);

	log->sink = &sink;
	return log;
}

static void
close_log(struct hub_log *log)
{
	log->ops->close(log);
	buf_clear(&told);
}

/* Appends, and returns what became of it. */
static const char *
append_at(struct hub_log *log, int64_t wall_ms, const char *topic,
    const char *id, const char *data)
{
	struct hub_publish p = {
		.message = {
		    .id = slice_of(id),
		    .topic = slice_of(topic),
		    .type = slice_empty(),
		    .data = slice_of(data),
		    .retry_ms = -1,
		},
		.wall_ms = wall_ms,
		.on_done = on_done,
	};

	log->ops->append(log, &p);
	buf_add_char(&told, '\0');
	return told.ptr;
}

static const char *
append(struct hub_log *log, const char *topic, const char *id)
{
	return append_at(log, 1000, topic, id, "x");
}

static void
on_sought(struct hub_seek *s)
{
	static const char *const gaps[] = { "", "unknown", "expired", "slow" };

	if (s->gap == HUB_GAP_NONE)
		return;
	buf_addf(&told, "(%s after %.*s", gaps[s->gap],
	    SLICE_ARGS(s->resumed_after));
	if (s->missed >= 0)
		buf_addf(&told, " missed %" PRId64, s->missed);
	buf_addf(&told, ") ");
}

/* Adds the ids of frames to told. */
static void
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

static void
on_page(struct hub_page *page)
{
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
static void
read_from(struct hub_log *log, const struct hub_seek *seek)
{
	struct hub_page page = {
		.reader = seek->reader,
		.after_pos = seek->after_pos,
		.mark = seek->mark,
		.on_done = on_page,
	};

	do {
		uint64_t before = page.after_pos;

		log->ops->read(log, &page);
		assert_true(page.at_end || page.after_pos > before);
	} while (!page.at_end);
}

/* Returns the gap and the ids that a follower of pattern would get. */
static const char *
replay(struct hub_log *log, const char *pattern, enum hub_cursor_kind kind,
    const char *cursor)
{
	const struct slice patterns[] = { slice_of(pattern) };
	struct hub_select select;
	struct hub_seek seek = {
		.reader = { .select = &select, .user = slice_empty() },
		.kind = kind,
		.id = slice_of(cursor),
		.time_ms = kind == HUB_CURSOR_TIME ? atoll(cursor) : 0,
		.on_done = on_sought,
	};

	hub_select_init(&select, patterns, 1);
	buf_reset(&told);
	log->ops->seek(log, &seek);
	read_from(log, &seek);
	hub_select_clear(&select);
	buf_add_char(&told, '\0');
	return told.ptr;
}

static const char *
replay_id(struct hub_log *log, const char *pattern, const char *id)
{
	return replay(log, pattern, HUB_CURSOR_ID, id);
}

static const char *
replay_all(struct hub_log *log, const char *pattern)
{
	return replay(log, pattern, HUB_CURSOR_EARLIEST, "");
}

static void
it_replays_from_a_cursor(void **state)
{
	static const struct {
		const char *pattern;
		enum hub_cursor_kind kind;
		const char *cursor, *expected;
	} rows[] = {
		{ "a", HUB_CURSOR_EARLIEST, "", "1 3 5 " },
		{ "b/c", HUB_CURSOR_EARLIEST, "", "2 4 " },
		{ "**", HUB_CURSOR_EARLIEST, "", "1 2 3 4 5 " },
		{ "none", HUB_CURSOR_EARLIEST, "", "" },
		{ "a", HUB_CURSOR_LATEST, "", "" },
		{ "a", HUB_CURSOR_ID, "1", "3 5 " },
		{ "a", HUB_CURSOR_ID, "2", "3 5 " },
		{ "b/*", HUB_CURSOR_ID, "3", "4 " },
		{ "**", HUB_CURSOR_ID, "5", "" },
		{ "none", HUB_CURSOR_ID, "1", "" },
	};
	struct hub_log *log = open_log((struct memory_keep){ .count = 10 });

	(void)state;
	for (int i = 1; i <= 5; i++) {
		const char id[] = { (char)('0' + i), '\0' };

		append(log, i % 2 == 1 ? "a" : "b/c", id);
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(
		    replay(log, rows[i].pattern, rows[i].kind, rows[i].cursor),
		    rows[i].expected);
	close_log(log);
}

static void
an_unknown_cursor_is_a_gap(void **state)
{
	struct hub_log *log = open_log((struct memory_keep){ .count = 10 });

	(void)state;
	assert_string_equal(replay_id(log, "a", "x"), "(unknown after ) ");
	append(log, "a", "1");
	assert_string_equal(replay_id(log, "a", "x"), "(unknown after ) 1 ");
	assert_string_equal(
	    replay_id(log, "**", "999-0"), "(unknown after ) 1 ");
	close_log(log);
}

static void
it_keeps_the_newest_by_count(void **state)
{
	struct hub_log *log = open_log((struct memory_keep){ .count = 2 });

	(void)state;
	append(log, "a", "1");
	append(log, "b", "b1");
	append(log, "a", "2");
	append(log, "a", "3");
	append(log, "a", "4");
	assert_string_equal(replay_all(log, "a"), "3 4 ");
	assert_string_equal(replay_all(log, "**"), "b1 3 4 ");
	assert_string_equal(replay_id(log, "a", "2"), "3 4 ");
	assert_string_equal(
	    replay_id(log, "a", "1"), "(expired after 2 missed 1) 3 4 ");
	/* What was lost of others' topics is no gap of ours. */
	assert_string_equal(replay_id(log, "b", "1"), "b1 ");
	close_log(log);
}

static void
it_keeps_nothing_if_told_so(void **state)
{
	struct hub_log *log = open_log((struct memory_keep){ 0 });

	(void)state;
	assert_string_equal(append(log, "a", "1"), "taken 1");
	assert_string_equal(append(log, "a", "2"), "taken 2");
	assert_string_equal(replay_all(log, "a"), "");
	assert_string_equal(
	    replay_id(log, "a", "1"), "(expired after 2 missed 1) ");
	close_log(log);
}

static void
it_keeps_the_newest_by_bytes(void **state)
{
	struct hub_log *log =
	    open_log((struct memory_keep){ .count = 1000, .bytes = 100000 });
	char *data = calloc(1, 30001);

	(void)state;
	memset(data, 'x', 30000);
	for (const char *id = "123456"; *id != '\0'; id++)
		append_at(log, 1000, "a", (const char[]){ *id, '\0' }, data);
	free(data);
	assert_string_equal(append(log, "b", "b1"), "taken b1");
	/* How many fit is the log's affair; that it is the newest is not. */
	assert_non_null(strstr(replay_all(log, "a"), "6 "));
	assert_null(strstr(replay_all(log, "a"), "3 "));
	assert_string_equal(replay_all(log, "b"), "b1 ");
	close_log(log);
}

static void
it_keeps_the_newest_by_age(void **state)
{
	struct hub_log *log =
	    open_log((struct memory_keep){ .count = 10, .age_ms = 500 });

	(void)state;
	append_at(log, 1000, "a", "1", "x");
	append_at(log, 1200, "b", "2", "x");
	append_at(log, 1400, "a", "3", "x");
	log->ops->tick(log, 1500);
	assert_string_equal(replay_all(log, "**"), "1 2 3 ");
	log->ops->tick(log, 1701);
	assert_string_equal(replay_all(log, "**"), "3 ");
	assert_string_equal(
	    replay_id(log, "**", "1"), "(expired after 2 missed 1) 3 ");
	assert_string_equal(replay_id(log, "a", "1"), "3 ");
	log->ops->tick(log, 5000);
	assert_string_equal(replay_all(log, "**"), "");
	close_log(log);
}

static void
the_same_again_is_a_duplicate(void **state)
{
	struct hub_log *log = open_log((struct memory_keep){ .count = 1 });

	(void)state;
	assert_string_equal(append(log, "a", "1"), "taken 1");
	assert_string_equal(append(log, "a", "1"), "duplicate 1");
	assert_string_equal(append(log, "b", "1"), "conflict 1");
	assert_string_equal(append_at(log, 1000, "a", "1", "y"), "conflict 1");
	/* Also once the event itself is no longer kept. */
	append(log, "a", "2");
	assert_string_equal(append(log, "a", "1"), "duplicate 1");
	assert_string_equal(append_at(log, 1000, "a", "1", "y"), "conflict 1");
	assert_string_equal(append(log, "b", "1"), "conflict 1");
	assert_string_equal(replay_all(log, "**"), "2 ");
	close_log(log);
}

static void
it_replays_from_a_time(void **state)
{
	struct hub_log *log = open_log((struct memory_keep){ .count = 3 });
	static const char *const rows[][2] = {
		{ "1", "2 3 b 4 " },
		{ "2000", "2 3 b 4 " },
		{ "2001", "3 b 4 " },
		{ "4000", "4 " },
		{ "4001", "" },
	};

	(void)state;
	append_at(log, 2000, "a", "2", "x");
	append_at(log, 3000, "a", "3", "x");
	append_at(log, 3500, "b", "b", "x");
	append_at(log, 4000, "a", "4", "x");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(
		    replay(log, "**", HUB_CURSOR_TIME, rows[i][0]), rows[i][1]);
	/* Now 2 is lost, and who asks for its time is told. */
	append_at(log, 5000, "a", "5", "x");
	assert_string_equal(replay(log, "a", HUB_CURSOR_TIME, "1"),
	    "(expired after 2 missed 1) 3 4 5 ");
	assert_string_equal(
	    replay(log, "a", HUB_CURSOR_TIME, "2500"), "3 4 5 ");
	/* Also when others' events lie around it. */
	append_at(log, 6000, "a", "6", "x");
	assert_string_equal(replay(log, "**", HUB_CURSOR_TIME, "2500"),
	    "(expired after 3 missed 1) b 4 5 6 ");
	close_log(log);
}

static void
a_time_within_what_was_lost_is_a_gap(void **state)
{
	struct hub_log *log = open_log((struct memory_keep){ .count = 2 });

	(void)state;
	append_at(log, 1000, "b", "b", "x");
	append_at(log, 2000, "a", "2", "x");
	append_at(log, 3000, "a", "3", "x");
	append_at(log, 4000, "a", "4", "x");
	append_at(log, 5000, "a", "5", "x");
	assert_string_equal(replay(log, "**", HUB_CURSOR_TIME, "1500"),
	    "(expired after 3 missed 2) 4 5 ");
	assert_string_equal(replay(log, "**", HUB_CURSOR_TIME, "2500"),
	    "(expired after 3 missed 1) 4 5 ");
	assert_string_equal(replay(log, "**", HUB_CURSOR_TIME, "3500"), "4 5 ");
	close_log(log);
}

static void
ids_never_go_back(void **state)
{
	static const int64_t clock[] = { 5000, 5000, 6000, 4000, 0, 6000,
		6001 };
	struct hub_log *log = open_log((struct memory_keep){ .count = 100 });
	struct hub_id last = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(clock) / sizeof(clock[0]); i++) {
		const char *text = append_at(log, clock[i], "a", "", "x");
		struct hub_id id;

		assert_true(hub_id_parse(slice_of(text + 6), &id));
		assert_true(hub_id_compare(last, id) < 0);
		last = id;
	}
	assert_int_equal(last.ms, 6001);
	close_log(log);
}

static void
an_id_that_was_chosen_is_not_made_again(void **state)
{
	struct hub_log *log = open_log((struct memory_keep){ .count = 100 });

	(void)state;
	append_at(log, 5000, "a", "5000-0", "chosen");
	append_at(log, 5000, "a", "5000-1", "chosen");
	assert_string_equal(append_at(log, 5000, "a", "", "x"), "taken 5000-2");
	close_log(log);
}

static void
it_pages_through_many(void **state)
{
	const int count = 15007; /* "a" has a third of them: many pages */
	struct hub_log *log = open_log((struct memory_keep){ .count = 10000 });
	struct buf want = BUF(1 << 20);

	(void)state;
	for (int i = 0; i < count; i++) {
		char id[16];

		snprintf(id, sizeof(id), "%d", i);
		append(log, i % 3 == 0 ? "a" : "b", id);
		if (i % 3 == 0)
			buf_addf(&want, "%d ", i);
	}
	buf_add_char(&want, '\0');
	assert_string_equal(replay_all(log, "a"), want.ptr);
	assert_string_equal(replay_all(log, "a/**"), "");
	assert_string_equal(strstr(replay_all(log, "*"), " 15002"),
	    " 15002 15003 15004 15005 15006 ");
	buf_clear(&want);
	close_log(log);
}

static void
large_events_stand_in_their_place(void **state)
{
	struct hub_log *log = open_log((struct memory_keep){ .count = 100 });
	char *large = calloc(1, 20001);

	(void)state;
	memset(large, 'x', 20000);
	append(log, "a", "1");
	append_at(log, 1000, "a", "2", large);
	append(log, "b", "3");
	append(log, "a", "4");
	append_at(log, 1000, "a", "5", large);
	append_at(log, 1000, "a", "6", large);
	append(log, "a", "7");
	assert_string_equal(replay_all(log, "a"), "1 2 4 5 6 7 ");
	assert_string_equal(replay_all(log, "**"), "1 2 3 4 5 6 7 ");
	free(large);
	close_log(log);
}

/* Reads one page behind the seek's place, after others have appended. */
static void
a_slow_reader_is_told_what_it_missed(void **state)
{
	const struct slice patterns[] = { slice_of("a") };
	struct hub_log *log = open_log((struct memory_keep){ .count = 2 });
	struct hub_select select;
	struct hub_seek seek = {
		.reader = { .select = &select, .user = slice_empty() },
		.kind = HUB_CURSOR_EARLIEST,
		.id = slice_empty(),
		.on_done = on_sought,
	};

	(void)state;
	hub_select_init(&select, patterns, 1);
	append(log, "a", "1");
	append(log, "a", "2");
	append(log, "a", "3");
	log->ops->seek(log, &seek);
	append(log, "b", "b1");
	append(log, "b", "b2");
	append(log, "b", "b3");
	buf_reset(&told);
	read_from(log, &seek);
	buf_add_char(&told, '\0');
	assert_string_equal(told.ptr, "2 3 ");
	append(log, "a", "4");
	append(log, "a", "5");
	append(log, "a", "6");
	buf_reset(&told);
	read_from(log, &seek);
	buf_add_char(&told, '\0');
	assert_string_equal(told.ptr, "(missed 3 up to 4) 5 6 ");
	hub_select_clear(&select);
	close_log(log);
}

static const struct CMUnitTest log_cases[] = {
	cmocka_unit_test(it_replays_from_a_cursor),
	cmocka_unit_test(an_unknown_cursor_is_a_gap),
	cmocka_unit_test(it_keeps_the_newest_by_count),
	cmocka_unit_test(it_keeps_nothing_if_told_so),
	cmocka_unit_test(it_keeps_the_newest_by_bytes),
	cmocka_unit_test(it_keeps_the_newest_by_age),
	cmocka_unit_test(the_same_again_is_a_duplicate),
	cmocka_unit_test(it_replays_from_a_time),
	cmocka_unit_test(a_time_within_what_was_lost_is_a_gap),
	cmocka_unit_test(ids_never_go_back),
	cmocka_unit_test(an_id_that_was_chosen_is_not_made_again),
	cmocka_unit_test(it_pages_through_many),
	cmocka_unit_test(large_events_stand_in_their_place),
	cmocka_unit_test(a_slow_reader_is_told_what_it_missed),
};

#endif
