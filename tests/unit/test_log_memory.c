/* The memory log keeps the contract of hub/log.h, by rules and in bounds. */
#include "log_cases.h"

static struct hub_log *
make_log(const struct hub_keep *keep)
{
	return memory_log_new(keep);
}

static struct hub_keep_rule
rule(const char *pattern, int64_t count, int64_t bytes, int64_t age_ms)
{
	return (struct hub_keep_rule){ slice_of(pattern),
		{ .count = count, .bytes = bytes, .age_ms = age_ms } };
}

static void
the_first_rule_that_matches_says_what_is_kept(void **state)
{
	const struct hub_keep all = { .count = 2 };
	const struct hub_keep_rule rules[] = {
		rule("a/b", 3, 0, 0),
		rule("a/*", 1, 0, 0),
		rule("a/**", 4, 0, 0),
	};
	static const struct {
		const char *topic, *kept;
	} rows[] = {
		{ "a/b", "3 4 5 " },
		{ "a/c", "5 " },
		{ "a/c/d", "2 3 4 5 " },
		{ "a", "4 5 " },
	};
	struct hub_log *log = open_log(all);

	(void)state;
	set_keep(log, &all, rules, 3);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (int n = 1; n <= 5; n++) {
			char id[] = { (char)('0' + n), (char)('a' + i), '\0' };

			append(log, rows[i].topic, id);
		}
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char got[64] = "";
		const char *at = replay_all(log, rows[i].topic);

		for (size_t n = 0; *at != '\0'; at++)
			if (*at != (char)('a' + i)) {
				got[n++] = *at;
				got[n] = '\0';
			}
		assert_string_equal(got, rows[i].kept);
	}
	close_log(log);
}

static void
other_rules_hold_at_once(void **state)
{
	const struct hub_keep all = { .count = 5 }, less = { .count = 2 };
	const struct hub_keep_rule rules[] = { rule("b", 1, 0, 0) };
	struct hub_log *log = open_log(all);
	static const char *const ids[] = { "1", "2", "3", "4", "5", "6" };

	(void)state;
	for (int i = 0; i < 6; i++)
		append(log, i % 2 == 0 ? "a" : "b", ids[i]);
	set_keep(log, &all, rules, 1);
	assert_string_equal(replay_all(log, "a"), "1 3 5 ");
	assert_string_equal(replay_all(log, "b"), "6 ");
	assert_string_equal(
	    replay_id(log, "b", "2"), "(expired after 4 missed 1) 6 ");
	set_keep(log, &less, NULL, 0);
	assert_string_equal(replay_all(log, "a"), "3 5 ");
	append(log, "b", "7");
	append(log, "b", "8");
	assert_string_equal(replay_all(log, "b"), "7 8 ");
	close_log(log);
}

static void
each_topic_has_an_age_of_its_own(void **state)
{
	const struct hub_keep all = { .count = 5, .age_ms = 5000 };
	const struct hub_keep_rule rules[] = { rule("short", 5, 0, 1000),
		rule("ever", 5, 0, 0) };
	struct hub_log *log = open_log(all);

	(void)state;
	set_keep(log, &all, rules, 2);
	append_at(log, 1000, "ever", "1", "x");
	append_at(log, 1000, "any", "2", "x");
	append_at(log, 1000, "short", "3", "x");
	append_at(log, 2500, "short", "4", "x");
	tick(log, 2600);
	assert_string_equal(replay_all(log, "**"), "1 2 4 ");
	tick(log, 6001);
	assert_string_equal(replay_all(log, "**"), "1 ");
	tick(log, INT64_C(1) << 40);
	assert_string_equal(replay_all(log, "**"), "1 ");
	set_keep(log, &all, NULL, 0);
	tick(log, 6001);
	assert_string_equal(replay_all(log, "**"), "");
	close_log(log);
}

/* More topics than one tick looks at: the next goes on with the others. */
static void
of_many_topics_none_is_forgotten_to_be_expired(void **state)
{
	enum { TOPICS = 25000, TICKS = TOPICS / 10000 + 1 };
	const struct hub_keep all = { .count = 5, .age_ms = 5000 };
	const struct hub_keep_rule rules[] = { rule("ever", 5, 0, 0) };
	struct hub_log *log = open_log(all);
	char topic[16];

	(void)state;
	set_keep(log, &all, rules, 1);
	for (int i = 0; i < TOPICS; i++) {
		snprintf(topic, sizeof(topic), "t%d", i);
		append(log, topic, topic);
	}
	append(log, "ever", "1");
	for (int i = 0; i < TICKS; i++)
		tick(log, 10000);
	assert_string_equal(replay_all(log, "**"), "1 ");
	close_log(log);
}

/* Of the topics, the one published to longest ago, but not what is held. */
static void
what_is_held_outlasts_other_topics(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 1 });

	(void)state;
	append_with(log, "held", "h", HOLD);
	append_with(log, "a", "1", RETAIN);
	append_with(log, "b", "2", RETAIN);
	for (int i = 4; i <= MEMORY_TOPICS_MAX; i++) {
		char name[16];

		snprintf(name, sizeof(name), "t%d", i);
		append(log, name, "");
	}
	assert_string_equal(replay_new(log, "*", 0), "h 1 2 ");
	append(log, "another", "");
	assert_string_equal(replay_new(log, "*", 0), "h 2 ");
	assert_int_equal(log->kept_count, 2);
	append(log, "a", "");
	assert_string_equal(replay_new(log, "*", 0), "h ");
	assert_string_equal(topics(log, "held"), "held:1 last h at 1000 .");
	assert_string_equal(topics(log, "b"), ".");
	close_log(log);
}

int
main(void)
{
	const struct CMUnitTest own[] = {
		cmocka_unit_test(the_first_rule_that_matches_says_what_is_kept),
		cmocka_unit_test(other_rules_hold_at_once),
		cmocka_unit_test(each_topic_has_an_age_of_its_own),
		cmocka_unit_test(
		    of_many_topics_none_is_forgotten_to_be_expired),
		cmocka_unit_test(what_is_held_outlasts_other_topics),
	};

	return cmocka_run_group_tests(log_cases, NULL, NULL) +
	       cmocka_run_group_tests(own, NULL, NULL);
}
