/* log_kept_cases.h - events that are retained or held. */
#ifndef LOG_KEPT_CASES_H
#define LOG_KEPT_CASES_H

#include "log_driver.h"

#define RETAIN ((struct hub_extra){ .retain = true })
#define HOLD ((struct hub_extra){ .hold = true })

static void
the_newest_retained_stays(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 2 });

	(void)state;
	append_with(log, "a", "1", RETAIN);
	append(log, "a", "2");
	append(log, "b", "b1");
	assert_string_equal(replay_new(log, "a", 0), "1 ");
	assert_string_equal(replay_new(log, "*", 0), "1 ");
	assert_string_equal(replay_new(log, "b", 0), "");
	assert_string_equal(replay_all(log, "a"), "1 2 ");
	append(log, "a", "3");
	append(log, "a", "4");
	assert_string_equal(replay_new(log, "a", 0), "1 ");
	assert_string_equal(replay_all(log, "a"), "1 3 4 ");
	assert_string_equal(replay(log, "a", HUB_CURSOR_NEWEST, "1"), "1 4 ");
	assert_string_equal(replay(log, "a", HUB_CURSOR_TIME, "1001"), "1 ");
	assert_string_equal(find(log, "1", 0), "1 in a");
	assert_string_equal(append_with(log, "a", "1", RETAIN), "duplicate 1");
	close_log(log);
}

static void
a_retained_event_replaces_the_last(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 2 });

	(void)state;
	append_with(log, "a", "1", RETAIN);
	append_with(log, "b", "b1", RETAIN);
	append_with(log, "a", "2", RETAIN);
	assert_string_equal(replay_new(log, "a", 0), "2 ");
	assert_string_equal(replay_new(log, "**", 0), "b1 2 ");
	assert_string_equal(replay_all(log, "a"), "1 2 ");
	append(log, "a", "3");
	append(log, "a", "4");
	append_with(log, "a", "5", RETAIN);
	assert_string_equal(replay_new(log, "a", 0), "5 ");
	assert_string_equal(replay_all(log, "a"), "4 5 ");
	/* Now 2 is lost, as others are. */
	assert_string_equal(
	    replay_id(log, "a", "1"), "(expired after 3 missed 2) 4 5 ");
	assert_string_equal(append(log, "a", "2"), "duplicate 2");
	close_log(log);
}

static void
what_is_held_stays_until_released(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 1 });

	(void)state;
	append_with(log, "a", "1", HOLD);
	append_with(log, "a", "2", HOLD);
	append_with(
	    log, "a", "3", (struct hub_extra){ .retain = true, .hold = true });
	append(log, "a", "4");
	assert_string_equal(replay_new(log, "a", 0), "1 2 3 ");
	release(log, slice_of("1"));
	release(log, slice_of("3"));
	release(log, slice_of("4"));
	release(log, slice_of("none"));
	assert_string_equal(replay_new(log, "a", 0), "2 3 ");
	assert_string_equal(
	    replay(log, "a", HUB_CURSOR_EARLIEST, ""), "2 3 4 ");
	append_with(log, "a", "5", RETAIN);
	assert_string_equal(replay_new(log, "*", 0), "2 5 ");
	release(log, slice_of("2"));
	release(log, slice_of("2"));
	assert_string_equal(replay_new(log, "*", 0), "5 ");
	close_log(log);
}

static void
who_resumes_has_had_what_is_kept(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 2 });

	(void)state;
	append_with(log, "a", "1", RETAIN);
	append(log, "b", "b1");
	append_with(log, "b", "b2", HOLD);
	append(log, "a", "2");
	assert_string_equal(replay_id(log, "**", "b1"), "b2 2 ");
	assert_string_equal(replay_id(log, "a", "2"), "");
	append(log, "b", "b3");
	append(log, "b", "b4");
	/* It has not had b2, which only the topic's history has forgotten. */
	assert_string_equal(replay_id(log, "b", "b1"), "b2 b3 b4 ");
	assert_string_equal(replay_id(log, "b", "b2"), "b3 b4 ");
	assert_string_equal(replay_id(log, "a", "?"), "(unknown after ) 1 2 ");
	close_log(log);
}

static void
what_is_kept_comes_in_pages(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 0 });
	struct buf want = BUF(1 << 20);

	(void)state;
	for (int i = 0; i < 10000; i++) {
		char id[16], topic[16];

		snprintf(id, sizeof(id), "%d", i);
		snprintf(topic, sizeof(topic), "%s/%d", i % 2 ? "a" : "b", i);
		append_of_many(log, topic, id, i % 3 ? RETAIN : HOLD);
		if (i % 2 == 1)
			buf_addf(&want, "%d ", i);
	}
	buf_add_char(&want, '\0');
	assert_string_equal(replay_new(log, "a/*", 0), want.ptr);
	assert_string_equal(replay_new(log, "a/501", 0), "501 ");
	assert_string_equal(replay_new(log, "a/502", 0), "");
	buf_clear(&want);
	close_log(log);
}

static void
a_retained_event_has_its_users(void **state)
{
	const struct hub_extra to = { .to = slice_of("ann\n"), .retain = true };
	struct asked ann = { .pattern = "b", .user = "ann" };
	struct hub_log *log = open_log((struct hub_keep){ .count = 1 });

	(void)state;
	append_with(log, "b", "1", RETAIN);
	append_with(log, "$inbox/ann", "2", to);
	append_with(log, "a", "3",
	    (struct hub_extra){
		.copy = slice_of("ann"), .retain = true, .ttl_ms = 500 });
	assert_string_equal(replay_as(log, &ann), "1 2 3 ");
	ann.pattern = "**";
	assert_string_equal(replay_as(log, &ann), "1 2 3 ");
	assert_string_equal(replay_new(log, "**", 0), "1 3 ");
	assert_string_equal(replay_new(log, "a", 1499), "3 ");
	assert_string_equal(replay_new(log, "a", 1500), "");
	tick(log, 1500);
	assert_int_equal(log->kept_count, 2);
	close_log(log);
}

static void
what_is_kept_stands_in_its_place(void **state)
{
	struct hub_log *log =
	    open_log((struct hub_keep){ .count = 100, .age_ms = 500 });

	(void)state;
	append_with(log, "a", "1", RETAIN);
	append_at(log, 1000, "b", "2", "x");
	append_with(log, "c", "3", HOLD);
	append_at(log, 1400, "b", "4", "x");
	tick(log, 1600);
	assert_string_equal(replay_all(log, "**"), "1 3 4 ");
	append_at(log, 1700, "a", "5", "x");
	tick(log, 2000);
	assert_string_equal(replay_all(log, "**"), "1 3 5 ");
	assert_string_equal(replay_all(log, "a"), "1 5 ");
	assert_string_equal(
	    replay_id(log, "**", "1"), "(expired after 4 missed 2) 3 5 ");
	release(log, slice_of("3"));
	tick(log, 9000);
	assert_string_equal(replay_all(log, "**"), "1 ");
	close_log(log);
}

static void
what_is_kept_is_counted(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 1 });

	(void)state;
	append(log, "a", "0");
	assert_int_equal(log->kept_count, 0);
	append_with(log, "a", "1", RETAIN);
	append_with(log, "a", "2", RETAIN);
	assert_int_equal(log->kept_count, 1);
	append_with(
	    log, "a", "3", (struct hub_extra){ .retain = true, .hold = true });
	append_with(log, "b", "4", HOLD);
	assert_int_equal(log->kept_count, 2);
	release(log, slice_of("3"));
	assert_int_equal(log->kept_count, 2);
	release(log, slice_of("4"));
	assert_int_equal(log->kept_count, 1);
	remove_it(log, "3", "");
	assert_int_equal(log->kept_count, 0);
	close_log(log);
}

#endif
