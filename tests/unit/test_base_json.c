/* Tests of base/json.c: strings of RFC 8259, harmless on a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define LIT(s)                                                                 \
	{                                                                      \
		(s), sizeof(s) - 1                                             \
	}

static const struct {
	const char *name;
	struct slice text;
	const char *expected;
} cases[] = {
	{ "nothing", LIT(""), "\"\"" },
	{ "plain", LIT("a b/c's"), "\"a b/c's\"" },
	{ "quotes", LIT("\"a\""), "\"\\\"a\\\"\"" },
	{ "a backslash", LIT("a\\n"), "\"a\\\\n\"" },
	{ "line ends", LIT("a\r\nb"), "\"a\\r\\nb\"" },
	{ "short escapes", LIT("\b\f\t"), "\"\\b\\f\\t\"" },
	{ "NUL", LIT("a\0b"), "\"a\\u0000b\"" },
	{ "ESC", LIT("\x1B[2J"), "\"\\u001b[2J\"" },
	{ "the last of C0", LIT("\x1F "), "\"\\u001f \"" },
	{ "DEL", LIT("\x7F"), "\"\\u007f\"" },
	{ "the first of C1", LIT("\xC2\x80"), "\"\\u0080\"" },
	{ "CSI",
	    LIT("\xC2\x9B"
		"2J"),
	    "\"\\u009b2J\"" },
	{ "the last of C1", LIT("\xC2\x9F"), "\"\\u009f\"" },
	{ "U+00A0", LIT("\xC2\xA0"), "\"\xC2\xA0\"" },
	{ "U+00BF", LIT("\xC2\xBF"), "\"\xC2\xBF\"" },
	{ "what only holds such bytes", LIT("\xC3\x82\xC3\x80\xE2\x82\x80"),
	    "\"\xC3\x82\xC3\x80\xE2\x82\x80\"" },
	{ "emoji", LIT("\xF0\x9F\x98\x80"), "\"\xF0\x9F\x98\x80\"" },
	{ "U+2028", LIT("\xE2\x80\xA8"), "\"\xE2\x80\xA8\"" },
};

static void
strings_are_quoted_and_escaped(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b = BUF(64);

		assert_true(buf_add_char(&b, ':'));
		assert_true(json_add_string(&b, cases[i].text));
		if (b.ptr[0] != ':' ||
		    !slice_is(slice_drop(buf_slice(&b), 1), cases[i].expected))
			fail_msg("%s: got %.*s", cases[i].name,
			    SLICE_ARGS(buf_slice(&b)));
		buf_clear(&b);
	}
}

static void
what_does_not_fit_leaves_the_buf(void **state)
{
	static const char text[] = "a\"b\n\x01\xC2\x85"
				   "c";

	(void)state;
	for (size_t max = 1; max < 22; max++) {
		struct buf b = BUF(max);

		assert_true(buf_add_char(&b, ':'));
		assert_false(json_add_string(&b, slice_of(text)));
		assert_true(slice_is(buf_slice(&b), ":"));
		buf_clear(&b);
	}
}

static void
what_just_fits_is_added(void **state)
{
	struct buf b = BUF(22);

	(void)state;
	assert_true(json_add_string(&b, slice_of("a\"b\n\x01\xC2\x85"
						 "c")));
	assert_true(slice_is(buf_slice(&b), "\"a\\\"b\\n\\u0001\\u0085c\""));
	buf_clear(&b);
}

static void
plain_text_fits_with_its_quotes_or_not_at_all(void **state)
{
	(void)state;
	for (size_t max = 0; max < 7; max++) {
		struct buf b = BUF(max);

		assert_int_equal(
		    json_add_string(&b, slice_of("abcd")), max >= 6);
		assert_true(
		    slice_is(buf_slice(&b), max >= 6 ? "\"abcd\"" : ""));
		buf_clear(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_are_quoted_and_escaped),
		cmocka_unit_test(what_does_not_fit_leaves_the_buf),
		cmocka_unit_test(what_just_fits_is_added),
		cmocka_unit_test(plain_text_fits_with_its_quotes_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
