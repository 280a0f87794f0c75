/* Tests of api/tally.c: what became of many events, as it is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/tally.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *name;
	size_t accepted, duplicates;
	size_t lines[4]; /* refused, in that order; 0: no more */
	bool is_nothing;
	const char *expected;
} cases[] = {
	{ "nothing at all", 0, 0, { 0 }, false,
	    "\"accepted\":0,\"duplicates\":0,\"errors\":[]" },
	{ "all taken", 3, 1, { 0 }, false,
	    "\"accepted\":3,\"duplicates\":1,\"errors\":[]" },
	{ "one refused", 1, 0, { 2 }, false,
	    "\"accepted\":1,\"duplicates\":0,\"errors\":["
	    "{\"line\":2,\"code\":\"bad-topic\",\"detail\":\"no "
	    "\\\"2\\\"\"}]" },
	{ "all there already but one", 0, 2, { 1 }, false,
	    "\"accepted\":0,\"duplicates\":2,\"errors\":["
	    "{\"line\":1,\"code\":\"bad-topic\",\"detail\":\"no "
	    "\\\"1\\\"\"}]" },
	{ "out of order", 0, 0, { 7, 9, 1, 8 }, true,
	    "\"accepted\":0,\"duplicates\":0,\"errors\":["
	    "{\"line\":1,\"code\":\"bad-topic\",\"detail\":\"no \\\"1\\\"\"},"
	    "{\"line\":7,\"code\":\"bad-topic\",\"detail\":\"no \\\"7\\\"\"},"
	    "{\"line\":8,\"code\":\"bad-topic\",\"detail\":\"no \\\"8\\\"\"},"
	    "{\"line\":9,\"code\":\"bad-topic\",\"detail\":\"no \\\"9\\\"\"}"
	    "]" },
};

static void
refuse(struct api_tally *t, size_t line)
{
	char why[64];

	snprintf(why, sizeof(why), "no \"%zu\"", line);
	api_tally_refuse(t, line, API_BAD_TOPIC, why);
}

static void
it_is_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct api_tally t = {
			.accepted = cases[i].accepted,
			.duplicates = cases[i].duplicates,
		};
		struct buf b = BUF(API_TALLY_BYTES_MAX);

		for (size_t at = 0; at < 4 && cases[i].lines[at] > 0; at++)
			refuse(&t, cases[i].lines[at]);
		api_tally_write(&t, &b);
		if (!slice_is(buf_slice(&b), cases[i].expected))
			fail_msg("%s: got %.*s", cases[i].name,
			    SLICE_ARGS(buf_slice(&b)));
		assert_int_equal(api_tally_is_nothing(&t), cases[i].is_nothing);
		buf_clear(&b);
		api_tally_clear(&t);
	}
}

/* Refuses lines 1 to 300 in an order, and expects the first 100 of them. */
static void
expect_first(size_t step)
{
	struct api_tally t = { 0 };
	struct buf b = BUF(API_TALLY_BYTES_MAX);

	for (size_t i = 0; i < 300; i++)
		refuse(&t, i * step % 300 + 1);
	assert_int_equal(t.refused, 300);
	assert_int_equal(t.error_count, API_TALLY_ERRORS_MAX);
	for (size_t i = 0; i < API_TALLY_ERRORS_MAX; i++)
		assert_int_equal(t.errors[i].line, i + 1);
	api_tally_write(&t, &b);
	assert_true(buf_add_char(&b, '\0'));
	assert_non_null(strstr(b.ptr, "],\"more_errors\":200"));
	buf_clear(&b);
	api_tally_clear(&t);
}

static void
the_first_lines_are_listed_and_the_rest_counted(void **state)
{
	(void)state;
	expect_first(1);
	expect_first(299); /* 1, 300, 299, ... */
	expect_first(7);
}

static void
the_longest_words_fit(void **state)
{
	struct api_tally t = { 0 };
	struct buf b = BUF(API_TALLY_BYTES_MAX);
	char why[sizeof(t.errors->err.text)];

	(void)state;
	memset(why, '\x01', sizeof(why) - 1);
	why[sizeof(why) - 1] = '\0';
	for (size_t i = 0; i < API_TALLY_ERRORS_MAX + 1; i++)
		api_tally_refuse(&t, SIZE_MAX - 200 + i, API_LONG_TARGET, why);
	t.accepted = t.duplicates = t.refused = SIZE_MAX;
	api_tally_write(&t, &b);
	assert_true(buf_add_char(&b, '\0'));
	assert_non_null(
	    strstr(b.ptr, "],\"more_errors\":18446744073709551515"));
	buf_clear(&b);
	api_tally_clear(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_written),
		cmocka_unit_test(
		    the_first_lines_are_listed_and_the_rest_counted),
		cmocka_unit_test(the_longest_words_fit),
	};

	return cmocka_run_group_tests_name("api_tally", tests, NULL, NULL);
}
