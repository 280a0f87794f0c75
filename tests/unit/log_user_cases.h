/* log_user_cases.h - who gets what is addressed to users. */
#ifndef LOG_USER_CASES_H
#define LOG_USER_CASES_H

#include "log_driver.h"

#define TO(names) ((struct hub_extra){ .to = slice_of(names) })
#define COPY(name) ((struct hub_extra){ .copy = slice_of(name) })

static const struct hub_keep keep_ten = { .count = 10 };

static void
only_its_users_get_what_is_addressed(void **state)
{
	static const struct {
		const char *pattern, *user, *expected;
	} rows[] = {
		{ "a", NULL, "1 6 " },
		{ "**", NULL, "1 6 7 " },
		{ "a", "ann", "1 2 3 4 6 " },
		{ "**", "ann", "1 2 3 4 6 7 " },
		{ "a", "bob", "1 3 4 6 " },
		{ "b", "bob", "3 4 5 7 " },
		{ "**", "bob", "1 3 4 5 6 7 " },
		{ "a", "an", "1 6 " },
		{ "none", "ann", "3 4 " },
		{ "none", NULL, "" },
	};
	struct hub_log *log = open_log(keep_ten);

	(void)state;
	append(log, "a", "1");
	append_with(log, "a", "2", TO("ann\n"));
	append_with(log, "$inbox", "3", TO("ann\nbob\n"));
	append_with(log, "$inbox", "4", TO("ann\nbob\n"));
	append_with(log, "b", "5", TO("bob\n"));
	append(log, "a", "6");
	append(log, "b", "7");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(
		    replay_user(log, rows[i].pattern, rows[i].user, ""),
		    rows[i].expected);
	close_log(log);
}

static void
a_copy_is_for_its_user_too(void **state)
{
	struct hub_log *log = open_log(keep_ten);

	(void)state;
	append_with(log, "a", "1", COPY("ann"));
	append_with(log, "a", "2", COPY("bob"));
	assert_string_equal(replay_user(log, "a", "ann", ""), "1 2 ");
	assert_string_equal(replay_user(log, "b", "ann", ""), "1 ");
	assert_string_equal(replay_user(log, "b/*", "bob", ""), "2 ");
	assert_string_equal(replay_user(log, "b", NULL, ""), "");
	assert_string_equal(replay_as(log, &(struct asked){ .pattern = "b",
					       .user = "ann",
					       .kind = HUB_CURSOR_NEWEST,
					       .cursor = "5" }),
	    "1 ");
	close_log(log);
}

static void
what_was_for_others_is_not_missed(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 1 });

	(void)state;
	append(log, "a", "1");
	append_with(log, "a", "2", TO("ann\n"));
	append_with(log, "a", "3", TO("bob\n"));
	append_with(log, "a", "4", TO("bob\n"));
	append_with(log, "$inbox/ann", "5", TO("ann\n"));
	append_with(log, "$inbox/ann", "6", TO("ann\n"));
	append_with(log, "b", "7", COPY("ann"));
	append_with(log, "b", "8", COPY("bob"));
	assert_string_equal(replay_user(log, "a", NULL, "1"), "");
	assert_string_equal(
	    replay_user(log, "**", NULL, "1"), "(expired after 7 missed 1) 8 ");
	assert_string_equal(
	    replay_user(log, "a", "ann", "1"), "(expired after 7 missed 3) 6 ");
	assert_string_equal(replay_user(log, "a", "bob", "1"),
	    "(expired after 3 missed 1) 4 8 ");
	assert_string_equal(replay_user(log, "a", "bob", "3"), "4 8 ");
	assert_string_equal(replay_user(log, "c", "joe", "1"), "");
	close_log(log);
}

/* Whatever lies around: in order, and none twice. */
static void
a_user_reads_its_topic_and_what_is_addressed(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 10000 });
	struct buf want = BUF(1 << 20);

	(void)state;
	for (int i = 0; i < 9000; i++) {
		const char *topic = i % 3 == 0 ? "a" : "b";
		char id[16];

		snprintf(id, sizeof(id), "%d", i);
		if (i % 5 == 0)
			append_of_many(log, topic, id, COPY("ann"));
		else if (i % 7 == 0)
			append_of_many(log, topic, id, TO("bob\n"));
		else
			append_of_many(log, topic, id, PLAIN);
		if (i % 5 == 0 || (i % 3 == 0 && i % 7 != 0))
			buf_addf(&want, "%d ", i);
	}
	buf_add_char(&want, '\0');
	assert_string_equal(replay_user(log, "a", "ann", ""), want.ptr);
	buf_clear(&want);
	close_log(log);
}

static void
it_goes_to_several_topics(void **state)
{
	const struct hub_extra also = { .also = slice_of("b\nc\n") };
	const struct hub_extra kept = { .also = slice_of("b\n"),
		.retain = true };
	struct hub_log *log = open_log((struct hub_keep){ .count = 2 });

	(void)state;
	append(log, "a", "1");
	append_with(log, "a", "2", also);
	append(log, "b", "3");
	assert_string_equal(replay_all(log, "a"), "1 2 ");
	assert_string_equal(replay_all(log, "b"), "2 3 ");
	assert_string_equal(replay_all(log, "c"), "2 ");
	assert_string_equal(replay_all(log, "*"), "1 2 3 ");
	assert_string_equal(append_with(log, "a", "2", also), "duplicate 2");
	assert_string_equal(append(log, "a", "2"), "conflict 2");
	append(log, "a", "4");
	append_with(log, "a", "5", kept);
	assert_string_equal(
	    replay_id(log, "b", "1"), "(expired after 2 missed 1) 3 5 ");
	assert_string_equal(append_with(log, "a", "2", also), "duplicate 2");
	assert_string_equal(append_with(log, "a", "2", kept), "conflict 2");
	assert_string_equal(replay_new(log, "b", 0), "5 ");
	assert_string_equal(replay_new(log, "c", 0), "");
	close_log(log);
}

static void
to_and_re_make_another_event(void **state)
{
	const struct hub_extra re = { .re = slice_of("9") };
	struct hub_log *log = open_log((struct hub_keep){ .count = 1 });

	(void)state;
	append_with(log, "a", "1", TO("ann\n"));
	append_with(log, "b", "2", re);
	/* Also once the events themselves are forgotten. */
	for (int i = 0; i < 2; i++) {
		assert_string_equal(
		    append_with(log, "a", "1", TO("ann\n")), "duplicate 1");
		assert_string_equal(
		    append_with(log, "a", "1", TO("bob\n")), "conflict 1");
		assert_string_equal(append(log, "a", "1"), "conflict 1");
		assert_string_equal(
		    append_with(log, "b", "2", re), "duplicate 2");
		assert_string_equal(append(log, "b", "2"), "conflict 2");
		assert_string_equal(
		    append_with(log, "b", "2",
			(struct hub_extra){ .re = slice_of("8") }),
		    "conflict 2");
		append(log, "a", "a");
		append(log, "b", "b");
	}
	close_log(log);
}

#endif
