/* Tests of base/utf8.c: Unicode 3.9, table 3-7, and WHATWG Encoding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define LIT(s)                                                                 \
	{                                                                      \
		(s), sizeof(s) - 1                                             \
	}
#define R "\xEF\xBF\xBD" /* U+FFFD */

/* A row's text is broken where it differs from what it is mended to. */
static const struct {
	const char *name;
	struct slice text;
	const char *mended; /* NULL: it is valid */
} cases[] = {
	{ "nothing", LIT(""), NULL },
	{ "U+007F", LIT("\x7F"), NULL },
	{ "NUL", LIT("\0"), NULL },

	/* The first and the last of each row of table 3-7. */
	{ "U+0080", LIT("\xC2\x80"), NULL },
	{ "U+07FF", LIT("\xDF\xBF"), NULL },
	{ "U+0800", LIT("\xE0\xA0\x80"), NULL },
	{ "U+0FFF", LIT("\xE0\xBF\xBF"), NULL },
	{ "U+1000", LIT("\xE1\x80\x80"), NULL },
	{ "U+CFFF", LIT("\xEC\xBF\xBF"), NULL },
	{ "U+D000", LIT("\xED\x80\x80"), NULL },
	{ "U+D7FF", LIT("\xED\x9F\xBF"), NULL },
	{ "U+E000", LIT("\xEE\x80\x80"), NULL },
	{ "U+FFFF", LIT("\xEF\xBF\xBF"), NULL },
	{ "U+10000", LIT("\xF0\x90\x80\x80"), NULL },
	{ "U+3FFFF", LIT("\xF0\xBF\xBF\xBF"), NULL },
	{ "U+40000", LIT("\xF1\x80\x80\x80"), NULL },
	{ "U+FFFFF", LIT("\xF3\xBF\xBF\xBF"), NULL },
	{ "U+100000", LIT("\xF4\x80\x80\x80"), NULL },
	{ "U+10FFFF", LIT("\xF4\x8F\xBF\xBF"), NULL },

	/* Just outside of them: each byte is a part of its own. */
	{ "a continuation alone", LIT("\x80"), R },
	{ "the last continuation alone", LIT("\xBF"), R },
	{ "U+0000 overlong", LIT("\xC0\x80"), R R },
	{ "U+007F overlong", LIT("\xC1\xBF"), R R },
	{ "U+07FF overlong", LIT("\xE0\x9F\xBF"), R R R },
	{ "U+D800", LIT("\xED\xA0\x80"), R R R },
	{ "U+DFFF", LIT("\xED\xBF\xBF"), R R R },
	{ "U+FFFF overlong", LIT("\xF0\x8F\xBF\xBF"), R R R R },
	{ "U+110000", LIT("\xF4\x90\x80\x80"), R R R R },
	{ "U+140000", LIT("\xF5\x80\x80\x80"), R R R R },
	{ "five bytes", LIT("\xF8\x88\x80\x80\x80"), R R R R R },
	{ "FE and FF", LIT("\xFE\xFF"), R R },

	/* Cut short: what could have become one is one part. */
	{ "one of two", LIT("\xC2"), R },
	{ "one of three", LIT("\xE1"), R },
	{ "two of three", LIT("\xE1\x80"), R },
	{ "one of four", LIT("\xF1"), R },
	{ "two of four", LIT("\xF1\x80"), R },
	{ "three of four", LIT("\xF1\x80\x80"), R },
	{ "two of three, of E0", LIT("\xE0\xA0"), R },
	{ "three of four, of F4", LIT("\xF4\x8F\xBF"), R },
	{ "cut by another lead", LIT("\xE1\x80\xC3\xA9"), R "\xC3\xA9" },
	{ "cut by itself", LIT("\xF1\x80\xF1\x80\xF1"), R R R },
	{ "one continuation too many", LIT("\xC3\xA9\xA9"), "\xC3\xA9" R },

	/* The standard's examples: Unicode 3.9, tables 3-8 to 3-11. */
	{ "table 3-8", LIT("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"),
	    R R R R R R R R "A" },
	{ "table 3-9", LIT("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"),
	    R R R R R R R R "A" },
	{ "table 3-10", LIT("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"),
	    R R R R R "A" R R "B" },
	{ "table 3-11", LIT("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"),
	    R R R R "A" },
};

static void
check(struct slice in, struct slice want, const char *name)
{
	struct buf b = BUF(256);
	char *copy = malloc(in.len + 1); /* the sanitizer sees its end */

	memcpy(copy, in.ptr, in.len);
	in.ptr = copy;
	assert_true(utf8_add_mended(&b, in));
	if (!slice_equals(buf_slice(&b), want))
		fail_msg("%s: got %.*s", name, SLICE_ARGS(buf_slice(&b)));
	if (utf8_is_valid(in) != slice_equals(in, want))
		fail_msg("%s is said to be valid, or not", name);
	free(copy);
	buf_clear(&b);
}

/* Alone, and at any place of the eight bytes that are looked at at once. */
static void
broken_parts_are_mended_wherever_they_are(void **state)
{
	static const char front[] = "0123456789abcdefg";
	struct buf in = BUF(256), want = BUF(256);

	(void)state;
	for (size_t i = 0; i < COUNT(cases) * sizeof(front); i++) {
		size_t k = i / sizeof(front), n = i % sizeof(front);
		struct slice text = cases[k].text, mended = text;

		if (cases[k].mended != NULL)
			mended = slice_of(cases[k].mended);
		buf_reset(&in);
		buf_reset(&want);
		assert_true(buf_add(&in, (struct slice){ front, n }) &&
			    buf_add(&in, text));
		assert_true(buf_add(&want, (struct slice){ front, n }) &&
			    buf_add(&want, mended));
		check(buf_slice(&in), buf_slice(&want), cases[k].name);
		assert_true(buf_add(&in, slice_of("behind it")) &&
			    buf_add(&want, slice_of("behind it")));
		check(buf_slice(&in), buf_slice(&want), cases[k].name);
	}
	buf_clear(&in);
	buf_clear(&want);
}

/* Writes code as UTF-8 would have it, also if it is a surrogate. */
static size_t
encode(unsigned code, char out[4])
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xC0 | code >> 6);
		out[1] = (char)(0x80 | (code & 63));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xE0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 63));
		out[2] = (char)(0x80 | (code & 63));
		return 3;
	}
	out[0] = (char)(0xF0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 63));
	out[2] = (char)(0x80 | (code >> 6 & 63));
	out[3] = (char)(0x80 | (code & 63));
	return 4;
}

static void
every_scalar_value_is_valid_and_no_other(void **state)
{
	(void)state;
	for (unsigned code = 0; code < 0x200000; code++) {
		char text[4];
		size_t n = encode(code, text);
		bool is_one =
		    code < 0xD800 || (code > 0xDFFF && code < 0x110000);

		if (utf8_is_valid((struct slice){ text, n }) != is_one)
			fail_msg("U+%04X", code);
	}
}

static void
what_does_not_fit_is_told(void **state)
{
	struct buf b = BUF(5);

	(void)state;
	assert_true(utf8_add_mended(&b, slice_of("ab\xFF")));
	assert_false(utf8_add_mended(&b, slice_of("c")));
	buf_reset(&b);
	assert_false(utf8_add_mended(&b, slice_of("abc\xFF")));
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(broken_parts_are_mended_wherever_they_are),
		cmocka_unit_test(every_scalar_value_is_valid_and_no_other),
		cmocka_unit_test(what_does_not_fit_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
