/* Tests of client/question.h: what is asked and answered, as a hub takes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/question.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TEXT(s)                                                                \
	{                                                                      \
		s, sizeof(s) - 1                                               \
	}

static const struct opt_list nobody = { .count = 0 };
static const struct opt_list people = { { "ann", "b\xC3\xA9" }, 2 };
static const struct opt_list broken = { { "ann", "\xC3" }, 2 };

static const struct {
	struct question question;
	const char *expected; /* NULL: it cannot be said */
} questions[] = {
	{ { .id = "q", .to = &nobody }, "{\"id\":\"q\"}" },
	{ { .id = "\"\xC3\xA9",
	      .data = TEXT("a\n\0b"),
	      .has_data = true,
	      .topic = "a/b",
	      .to = &people,
	      .ttl_ms = 1500,
	      .quorum = 2 },
	    "{\"id\":\"\\\"\xC3\xA9\",\"data\":\"a\\n\\u0000b\","
	    "\"topic\":\"a/b\",\"to\":[\"ann\",\"b\xC3\xA9\"],"
	    "\"ttl\":\"1500ms\",\"quorum\":2}" },
	{ { .id = "q", .data = TEXT(""), .has_data = true },
	    "{\"id\":\"q\",\"data\":\"\"}" },
	{ { .id = "\xFF" }, NULL },
	{ { .id = "q", .data = TEXT("\xFF"), .has_data = true }, NULL },
	{ { .id = "q", .topic = "\xFF" }, NULL },
	{ { .id = "q", .to = &broken }, NULL },
};

static const struct {
	struct reply reply;
	const char *expected;
} replies[] = {
	{ { .id = "q" }, "{\"id\":\"q\",\"ok\":true}" },
	{ { .id = "q", .denies = true, .data = TEXT("no"), .has_data = true },
	    "{\"id\":\"q\",\"ok\":false,\"data\":\"no\"}" },
	{ { .id = "q", .data = TEXT("\xFF"), .has_data = true }, NULL },
};

static void
expect(bool fits, struct buf *b, const char *expected)
{
	assert_int_equal(fits, expected != NULL);
	if (expected != NULL)
		assert_true(slice_is(buf_slice(b), expected));
	buf_clear(b);
}

static void
questions_and_replies_are_json(void **state)
{
	struct buf b = BUF(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(questions); i++)
		expect(question_add_json(&b, &questions[i].question), &b,
		    questions[i].expected);
	for (size_t i = 0; i < COUNT(replies); i++)
		expect(reply_add_json(&b, &replies[i].reply), &b,
		    replies[i].expected);
}

/* In a buffer too small each says so, at every size. */
static void
what_does_not_fit_is_told(void **state)
{
	size_t len = strlen(questions[1].expected);

	(void)state;
	for (size_t max = 0; max < len; max++) {
		struct buf b = BUF(max);

		assert_false(question_add_json(&b, &questions[1].question));
		buf_clear(&b);
	}
}

static void
names_in_paths_are_escaped(void **state)
{
	struct buf b = BUF(4096), small = BUF(8);

	(void)state;
	assert_true(question_add_path(&b, "/messages/", "a/b ?&", "x&y=z"));
	assert_string_equal(b.ptr, "/messages/a%2Fb%20%3F%26?user=x%26y%3Dz");
	buf_reset(&b);
	assert_true(question_add_path(&b, "/C", NULL, NULL));
	assert_string_equal(b.ptr, "/C");
	buf_reset(&b);
	assert_true(question_add_stream(&b, "a/b&", "x y"));
	assert_string_equal(b.ptr, "/events?topic=a%2Fb%26&type=C"
				   "&heartbeat=15&user=x%20y");
	assert_false(question_add_stream(&small, "a", "b"));
	buf_clear(&b);
	buf_clear(&small);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_and_replies_are_json),
		cmocka_unit_test(what_does_not_fit_is_told),
		cmocka_unit_test(names_in_paths_are_escaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
