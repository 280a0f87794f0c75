/* Tests of client/chop.c: nothing is lost, however the bytes are split. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/chop.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define LIT(s)                                                                 \
	{                                                                      \
		(s), sizeof(s) - 1                                             \
	}
#define MAX_BYTES 8

/* Expected: "line;", "+piece;" for one behind another, "~" before a rest. */
static const struct {
	const char *name;
	struct slice in;
	const char *expected;
} cases[] = {
	{ "nothing", LIT(""), "" },
	{ "lines", LIT("a\n\nbc\n"), "a;;bc;" },
	{ "CR LF", LIT("a\r\n\r\nb\r\n"), "a;;b;" },
	{ "only one CR belongs to the end", LIT("a\r\r\n"), "a\r;" },
	{ "a last line that does not end", LIT("a\nbc"), "a;~bc;" },
	{ "a last line that ends in CR", LIT("a\r"), "~a;" },
	{ "a last line that is a CR", LIT("\r"), "~;" },
	{ "NUL is a byte like others", LIT("a\0b\n"), "a<NUL>b;" },

	{ "of the maximum", LIT("12345678\n"), "12345678;" },
	{ "of the maximum, and CR LF", LIT("12345678\r\n"), "12345678;" },
	{ "of the maximum, without an end", LIT("12345678"), "12345678;" },
	{ "one less, and CR LF", LIT("1234567\r\na\n"), "1234567;a;" },
	{ "over it", LIT("123456789\n"), "12345678;+9;" },
	{ "far over it", LIT("1234567812345678123\nb\n"),
	    "12345678;+12345678;+123;b;" },
	{ "over it, without an end", LIT("1234567812"), "12345678;~+12;" },
	{ "behind it, an empty line", LIT("12345678\n\nb\n"), "12345678;;b;" },
	{ "a CR that is no end", LIT("1234567\r9\n"), "1234567;+\r9;" },

	{ "no character is parted: 2", LIT("1234567é\n"), "1234567;+é;" },
	{ "no character is parted: 3", LIT("123456€\n"), "123456;+€;" },
	{ "no character is parted: 4", LIT("12345🙂\n"), "12345;+🙂;" },
	{ "one that fits is left whole", LIT("1234🙂9\n"), "1234🙂;+9;" },
	{ "what is no character may be parted",
	    LIT("1\x80\x80\x80\x80\x80\x80\x80\x80\n"),
	    "1\x80\x80\x80\x80\x80\x80\x80;+\x80;" },
};

static void
add_line(struct buf *out, const struct chop *c, struct slice line)
{
	if (c->is_more)
		assert_true(buf_add_char(out, '+'));
	for (size_t i = 0; i < line.len; i++)
		assert_true(line.ptr[i] == '\0'
				? buf_add(out, slice_of("<NUL>"))
				: buf_add_char(out, line.ptr[i]));
	assert_true(buf_add_char(out, ';'));
}

static void
transcribe(struct slice in, size_t step, struct buf *out)
{
	struct slice line;
	struct chop c;

	chop_init(&c, MAX_BYTES);
	buf_reset(out);
	while (in.len > 0) {
		size_t n = in.len < step ? in.len : step;
		struct slice piece = slice_take(in, n);

		in = slice_drop(in, n);
		while (chop_next(&c, &piece, &line))
			add_line(out, &c, line);
	}
	if (chop_rest(&c, &line)) {
		assert_true(buf_add_char(out, '~'));
		add_line(out, &c, line);
	}
	assert_false(chop_rest(&c, &line));
	chop_clear(&c);
	assert_true(buf_add_char(out, '\0'));
}

static void
test_chop(void **state)
{
	struct buf out = BUF(1024);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t step = 1; step <= cases[i].in.len + 1; step++) {
			transcribe(cases[i].in, step, &out);
			if (strcmp(out.ptr, cases[i].expected) != 0)
				fail_msg("%s, by %zu: got '%s', want '%s'",
				    cases[i].name, step, out.ptr,
				    cases[i].expected);
		}
	buf_clear(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
