/*
 * log_replay_cases.h - a log takes, keeps and replays: the contract as cases.
 */
#ifndef LOG_REPLAY_CASES_H
#define LOG_REPLAY_CASES_H

#include "log_driver.h"

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
	struct hub_log *log = open_log((struct hub_keep){ .count = 10 });

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
	struct hub_log *log = open_log((struct hub_keep){ .count = 10 });

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
	struct hub_log *log = open_log((struct hub_keep){ .count = 2 });

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
	struct hub_log *log = open_log((struct hub_keep){ 0 });

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
	    open_log((struct hub_keep){ .count = 1000, .bytes = 100000 });
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
what_is_removed_makes_room(void **state)
{
	struct hub_log *log =
	    open_log((struct hub_keep){ .count = 1000, .bytes = 100000 });

	(void)state;
	for (int i = 0; i < 500; i++) {
		char id[16];

		snprintf(id, sizeof(id), "r%d", i);
		append(log, "a", id);
		remove_it(log, id, "");
	}
	append(log, "a", "2");
	append(log, "a", "3");
	assert_string_equal(replay_all(log, "a"), "2 3 ");
	close_log(log);
}

static void
it_keeps_the_newest_by_age(void **state)
{
	struct hub_log *log =
	    open_log((struct hub_keep){ .count = 10, .age_ms = 500 });

	(void)state;
	append_at(log, 1000, "a", "1", "x");
	append_at(log, 1200, "b", "2", "x");
	append_at(log, 1400, "a", "3", "x");
	tick(log, 1500);
	assert_string_equal(replay_all(log, "**"), "1 2 3 ");
	tick(log, 1701);
	assert_string_equal(replay_all(log, "**"), "3 ");
	assert_string_equal(
	    replay_id(log, "**", "1"), "(expired after 2 missed 1) 3 ");
	assert_string_equal(replay_id(log, "a", "1"), "3 ");
	tick(log, 5000);
	assert_string_equal(replay_all(log, "**"), "");
	close_log(log);
}

static void
the_same_again_is_a_duplicate(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 1 });

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
	struct hub_log *log = open_log((struct hub_keep){ .count = 3 });
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
	struct hub_log *log = open_log((struct hub_keep){ .count = 2 });

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
	struct hub_log *log = open_log((struct hub_keep){ .count = 100 });
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
	struct hub_log *log = open_log((struct hub_keep){ .count = 100 });

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
	struct hub_log *log = open_log((struct hub_keep){ .count = 10000 });
	struct buf want = BUF(1 << 20);

	(void)state;
	for (int i = 0; i < count; i++) {
		char id[16];

		snprintf(id, sizeof(id), "%d", i);
		append_of_many(log, i % 3 == 0 ? "a" : "b", id, PLAIN);
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
	struct hub_log *log = open_log((struct hub_keep){ .count = 100 });
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

/* Who reads already still gets what is forgotten meanwhile, from memory. */
static bool gives_forgotten;

/* Reads one page behind the seek's place, after others have appended. */
static void
a_slow_reader_is_told_what_it_missed(void **state)
{
	const struct slice patterns[] = { slice_of("a") };
	struct hub_log *log = open_log((struct hub_keep){ .count = 2 });
	struct hub_select select;
	struct hub_seek seek = {
		.reader = { .select = &select, .user = slice_empty() },
		.kind = HUB_CURSOR_TIME,
		.id = slice_empty(),
		.on_done = on_sought,
	};

	(void)state;
	hub_select_init(&select, patterns, 1);
	append(log, "a", "1");
	append(log, "a", "2");
	append(log, "a", "3");
	seek_it(log, &seek);
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
	assert_string_equal(told.ptr,
	    gives_forgotten ? "2 3 4 5 6 " : "(missed 3 up to 4) 5 6 ");
	/* What is over meanwhile, or removed, it has not missed. */
	seek_it(log, &seek);
	append_with(log, "a", "7", (struct hub_extra){ .ttl_ms = 500 });
	remove_it(log, "6", "");
	append(log, "a", "8");
	append_at(log, 1500, "a", "9", "x");
	buf_reset(&told);
	read_from(log, &seek);
	buf_add_char(&told, '\0');
	assert_string_equal(
	    told.ptr, gives_forgotten ? "5 8 9 " : "(missed 1 up to 5) 8 9 ");
	hub_select_clear(&select);
	close_log(log);
}

#endif
