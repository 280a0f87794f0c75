/* Tests of base/json_member.c: objects and arrays, a piece at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json_member.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* One of each; returns whether it fitted. */
static bool
add_text(struct buf *b)
{
	return json_member_string(b, "a", slice_of("x\n\"{"));
}

static bool
add_nothing(struct buf *b)
{
	return json_member_some(b, "a", slice_empty());
}

static bool
add_some(struct buf *b)
{
	return json_member_some(b, "a", slice_of("x"));
}

static bool
add_least(struct buf *b)
{
	return json_member_number(b, "n", INT64_MIN);
}

static bool
add_true(struct buf *b)
{
	return json_member_bool(b, "t", true);
}

static bool
add_false(struct buf *b)
{
	return json_member_bool(b, "f", false);
}

static bool
add_time(struct buf *b)
{
	return json_member_time(b, "time", 1);
}

static bool
add_name(struct buf *b)
{
	return json_member(b, "o");
}

static bool
add_item(struct buf *b)
{
	return json_item_string(b, slice_of("["));
}

static const struct {
	const char *name, *before;
	bool (*add)(struct buf *b);
	const char *expected;
} cases[] = {
	{ "the first", "{", add_text, "{\"a\":\"x\\n\\\"{\"" },
	{ "in nothing", "", add_some, "\"a\":\"x\"" },
	{ "behind a string", "{\"b\":\"\"", add_some,
	    "{\"b\":\"\",\"a\":\"x\"" },
	{ "behind an object", "{\"b\":{}", add_some, "{\"b\":{},\"a\":\"x\"" },
	{ "of an object in an array", "[{},{", add_some, "[{},{\"a\":\"x\"" },
	{ "left out", "{", add_nothing, "{" },
	{ "a number", "{\"b\":1", add_least,
	    "{\"b\":1,\"n\":-9223372036854775808" },
	{ "true", "{", add_true, "{\"t\":true" },
	{ "false", "{\"b\":[]", add_false, "{\"b\":[],\"f\":false" },
	{ "a time", "{", add_time, "{\"time\":\"1970-01-01T00:00:00.001Z\"" },
	{ "a name alone", "{\"b\":1", add_name, "{\"b\":1,\"o\":" },
	{ "the first item", "{\"b\":[", add_item, "{\"b\":[\"[\"" },
	{ "an item behind a string", "[\"[\"", add_item, "[\"[\",\"[\"" },
};

static void
a_comma_stands_between_two(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b = BUF(64);

		assert_true(buf_add(&b, slice_of(cases[i].before)));
		assert_true(cases[i].add(&b));
		if (!slice_is(buf_slice(&b), cases[i].expected))
			fail_msg(
			    "%s: got %.*s", cases[i].name, (int)b.len, b.ptr);
		buf_clear(&b);
	}
}

static void
what_does_not_fit_leaves_no_trace(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t before = strlen(cases[i].before);
		size_t whole = strlen(cases[i].expected);

		for (size_t max = before; max < whole; max++) {
			struct buf b = BUF(max);

			assert_true(buf_add(&b, slice_of(cases[i].before)));
			assert_false(cases[i].add(&b));
			assert_int_equal(b.len, before);
			buf_clear(&b);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_comma_stands_between_two),
		cmocka_unit_test(what_does_not_fit_leaves_no_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
