/* Tests of base/lines.c: lines out of bytes, however they are split. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/lines.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define LIT(s)                                                                 \
	{                                                                      \
		(s), sizeof(s) - 1                                             \
	}
#define MAX_BYTES 8

/* Expected: "number:line;", "number!;" for one too long, "~" before a rest. */
static const struct {
	const char *name;
	struct slice in;
	const char *expected;
} cases[] = {
	{ "nothing", LIT(""), "" },
	{ "a line", LIT("abc\n"), "1:abc;" },
	{ "an empty line", LIT("\n"), "1:;" },
	{ "lines", LIT("a\n\nbc\n"), "1:a;2:;3:bc;" },
	{ "CR LF", LIT("a\r\n\r\nb\r\n"), "1:a;2:;3:b;" },
	{ "CR alone is a byte of the line", LIT("a\rb\n"), "1:a\rb;" },
	{ "only one CR belongs to the end", LIT("a\r\r\n"), "1:a\r;" },
	{ "a last line that does not end", LIT("a\nbc"), "1:a;~2:bc;" },
	{ "a last line that ends in CR", LIT("a\r"), "~1:a;" },
	{ "no rest", LIT("a\n"), "1:a;" },
	{ "NUL is a byte like others", LIT("a\0b\n"), "1:a<NUL>b;" },

	{ "of the maximum", LIT("12345678\n"), "1:12345678;" },
	{ "of the maximum, and CR LF", LIT("12345678\r\n"), "1:12345678;" },
	{ "of the maximum, without an end", LIT("12345678"), "~1:12345678;" },
	{ "over it", LIT("123456789\n"), "1!;" },
	{ "over it, and CR LF", LIT("123456789\r\n"), "1!;" },
	{ "over it by a CR", LIT("12345678\r\r\n"), "1!;" },
	{ "over it, with a CR inside", LIT("12345678\r9\n"), "1!;" },
	{ "over it, without an end", LIT("123456789"), "1!;" },
	{ "far over it, told once", LIT("12345678901234567890123\n"), "1!;" },
	{ "what is around is not lost", LIT("a\n1234567890123456789\nb\nc"),
	    "1:a;2!;3:b;~4:c;" },
	{ "two in a row", LIT("123456789\n123456789\na\n"), "1!;2!;3:a;" },
	{ "a line behind a long one may be empty", LIT("123456789\n\n"),
	    "1!;2:;" },
};

static void
add_line(struct buf *out, const struct lines *l, struct slice line)
{
	assert_true(buf_addf(out, "%d:", (int)l->number));
	for (size_t i = 0; i < line.len; i++)
		assert_true(line.ptr[i] == '\0'
				? buf_add(out, slice_of("<NUL>"))
				: buf_add_char(out, line.ptr[i]));
	assert_true(buf_add_char(out, ';'));
}

static void
transcribe(struct slice in, size_t step, struct buf *out)
{
	enum lines_status status;
	struct slice line;
	struct lines l;

	lines_init(&l, MAX_BYTES);
	buf_reset(out);
	while (in.len > 0) {
		size_t n = in.len < step ? in.len : step;
		struct slice piece = slice_take(in, n);

		in = slice_drop(in, n);
		while ((status = lines_next(&l, &piece, &line)) != LINES_MORE)
			if (status == LINES_LINE)
				add_line(out, &l, line);
			else
				assert_true(
				    buf_addf(out, "%d!;", (int)l.number));
	}
	if (lines_rest(&l, &line)) {
		assert_true(buf_add_char(out, '~'));
		add_line(out, &l, line);
	}
	assert_false(lines_rest(&l, &line));
	assert_true(buf_add_char(out, '\0'));
	lines_clear(&l);
}

static void
lines_in_every_split_size(void **state)
{
	struct buf out = BUF(1024);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t step = 1; step <= cases[i].in.len + 1; step++) {
			transcribe(cases[i].in, step, &out);
			if (strcmp(out.ptr, cases[i].expected) != 0)
				fail_msg("%s, by %zu: got \"%s\"",
				    cases[i].name, step, out.ptr);
		}
	buf_clear(&out);
}

static void
a_whole_line_is_not_copied(void **state)
{
	struct slice in = slice_of("abc\nd"), line;
	const char *front = in.ptr;
	struct lines l;

	(void)state;
	lines_init(&l, MAX_BYTES);
	assert_int_equal(lines_next(&l, &in, &line), LINES_LINE);
	assert_ptr_equal(line.ptr, front);
	assert_int_equal(lines_next(&l, &in, &line), LINES_MORE);
	assert_int_equal(in.len, 0);
	lines_clear(&l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_in_every_split_size),
		cmocka_unit_test(a_whole_line_is_not_copied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
