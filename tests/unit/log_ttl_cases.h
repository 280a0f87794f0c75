/* log_ttl_cases.h - events that are over after a while. */
#ifndef LOG_TTL_CASES_H
#define LOG_TTL_CASES_H

#include "log_driver.h"

#define TTL(ms) ((struct hub_extra){ .ttl_ms = (ms) })

static void
what_is_over_is_not_given(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 10 });

	(void)state;
	append(log, "a", "1");
	append_with(log, "a", "2", TTL(500));
	append_with(log, "a", "3", TTL(INT64_MAX));
	assert_string_equal(replay_all(log, "**"), "1 2 3 ");
	assert_string_equal(find(log, "2", 1499), "2 in a");
	assert_string_equal(replay_all(log, "a"), "1 2 3 ");
	assert_string_equal(find(log, "2", 1500), "");
	assert_string_equal(replay_all(log, "a"), "1 3 ");
	assert_string_equal(replay_all(log, "**"), "1 3 ");
	assert_string_equal(replay(log, "a", HUB_CURSOR_NEWEST, "2"), "1 3 ");
	assert_string_equal(append_with(log, "a", "2", TTL(1)), "duplicate 2");
	tick(log, 1500);
	assert_string_equal(replay_id(log, "a", "2"), "3 ");
	assert_string_equal(append_with(log, "a", "2", TTL(1)), "duplicate 2");
	assert_string_equal(append(log, "b", "2"), "conflict 2");
	close_log(log);
}

/* Any call that knows the time tells it. */
static void
what_is_over_is_not_missed(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 1 });

	(void)state;
	append(log, "a", "1");
	append_with(log, "a", "2", TTL(500));
	append_with(log, "a", "3", TTL(900));
	append_with(log, "a", "4", TTL(100));
	assert_string_equal(
	    replay_id(log, "a", "1"), "(expired after 3 missed 2) 4 ");
	tick(log, 1100);
	assert_string_equal(
	    replay_id(log, "a", "1"), "(expired after 3 missed 2) ");
	append_at(log, 1500, "b", "5", "x");
	assert_string_equal(
	    replay_id(log, "a", "1"), "(expired after 3 missed 1) ");
	assert_string_equal(replay_as(log, &(struct asked){ .pattern = "a",
					       .kind = HUB_CURSOR_ID,
					       .cursor = "1",
					       .wall_ms = 1900 }),
	    "");
	close_log(log);
}

static void
events_are_over_in_any_order(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 700 });
	struct buf want = BUF(1 << 20);
	int count = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		char id[16];

		snprintf(id, sizeof(id), "%d", i);
		append_of_many(log, "a", id, TTL(1 + i * 7919 % 1000));
	}
	for (int64_t now = 1000; now <= 2000; now += 125) {
		tick(log, now);
		buf_reset(&want);
		count = 0;
		for (int i = 300; i < 1000; i++)
			if (1001 + i * 7919 % 1000 > now && ++count > 0)
				buf_addf(&want, "%d ", i);
		buf_add_char(&want, '\0');
		assert_string_equal(replay_all(log, "a"), want.ptr);
	}
	assert_int_equal(count, 0);
	assert_string_equal(topics(log, "a"), ".");
	buf_clear(&want);
	close_log(log);
}

#endif
