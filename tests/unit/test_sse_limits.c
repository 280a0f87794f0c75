/* Tests of sse/parse.c and sse/line.c: what is too big, and what it costs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sse/line.h"
#include "sse_transcript.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define MAX_BYTES 16
#define PIECE ((size_t)16 << 10)
#define LONG ((size_t)16 << 20)

static const struct {
	const char *name, *stream, *events;
} cases[] = {
	/* 16 bytes a line. */
	{ "a line of the maximum", "data: 7890123456\n\n",
	    "message|7890123456|;" },
	{ "a line over it", "data: 78901234567\n\n", "TOO BIG;" },
	{ "a line over it that has no end yet", "data: 78901234567",
	    "TOO BIG;" },
	{ "an unknown field over it", "x: 45678901234567\n\n", "TOO BIG;" },
	{ "the BOM does not count",
	    "\xEF\xBB\xBF"
	    "data: 7890123456\n\n",
	    "message|7890123456|;" },
	{ "the line end does not count", "data: 7890123456\r\n\r\n",
	    "message|7890123456|;" },
	{ "what came before is told",
	    "data: 1\n\ndata: 2\n\ndata: 78901234567\n\ndata: 3\n\n",
	    "message|1|;message|2|;TOO BIG;" },

	/* 16 bytes of data an event. */
	{ "data of the maximum", "data:12345678\ndata:0123456\n\n",
	    "message|12345678\n0123456|;" },
	{ "data over it", "data:12345678\ndata:01234567\n\n", "TOO BIG;" },
	{ "LFs count", "data\ndata\ndata\ndata\ndata\ndata:1234567890\n\n",
	    "message|\n\n\n\n\n1234567890|;" },
	{ "too many LFs",
	    "data\ndata\ndata\ndata\ndata\ndata:12345678901\ndata\n",
	    "TOO BIG;" },
	{ "the maximum is each event's own",
	    "data:12345678901\n\ndata:12345678901\n\n",
	    "message|12345678901|;message|12345678901|;" },
	{ "what is mended may grow", "data: \xFF\xFF\xFF\xFF\xFF\n\n",
	    "message|\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
	    "\xEF\xBF\xBD|;" },
	{ "but not too much", "data: \xFF\xFF\xFF\xFF\xFF\xFF\n\n",
	    "TOO BIG;" },
	{ "nor may an id", "id: \xFF\xFF\xFF\xFF\xFF\xFF\n\n", "TOO BIG;" },
	{ "nor a type", "event: \xFF\xFF\xFF\xFF\xFF\xFF\n\n", "TOO BIG;" },
};

static void
transcribe(const char *stream, size_t step, bool comments, struct buf *out)
{
	struct sse_parser *p = sse_parser_new(MAX_BYTES);

	if (comments)
		sse_parser_want_comments(p);
	buf_reset(out);
	transcript_feed(p, slice_of(stream), step, out);
	transcript_end(p, out);
	sse_parser_free(p);
}

static void
what_is_too_big_is_so_in_every_split_size(void **state)
{
	struct buf out = BUF(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t step = 1; step <= strlen(cases[i].stream); step++) {
			transcribe(cases[i].stream, step, false, &out);
			if (strcmp(out.ptr, cases[i].events) != 0)
				fail_msg("%s, by %zu: got \"%s\"",
				    cases[i].name, step, out.ptr);
		}
	buf_clear(&out);
}

static const struct {
	const char *stream;
	bool wanted;
	const char *events;
} comments[] = {
	{ ": 34567890123456\ndata: 1\n\n", false, "message|1|;" },
	{ ": 345678901234567\ndata: 1\n\n", false, "TOO BIG;" },
	{ ": 34567890123456\n", true, "#34567890123456;" },
	{ ": 345678901234567\n", true, "TOO BIG;" },
};

static void
comments_have_the_maximum_of_a_line(void **state)
{
	struct buf out = BUF(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(comments); i++)
		for (size_t n = 1; n <= strlen(comments[i].stream); n++) {
			transcribe(
			    comments[i].stream, n, comments[i].wanted, &out);
			assert_string_equal(out.ptr, comments[i].events);
		}
	buf_clear(&out);
}

static void
after_too_big_only_a_restart_helps(void **state)
{
	struct sse_parser *p = sse_parser_new(MAX_BYTES);
	struct slice in = slice_of("data: 78901234567\n\n");
	struct sse_event ev;

	(void)state;
	assert_int_equal(sse_parser_next(p, &in, &ev), SSE_TOO_BIG);
	assert_int_equal(sse_parser_next(p, &in, &ev), SSE_TOO_BIG);
	in = slice_of("data: 1\n\n");
	assert_int_equal(sse_parser_next(p, &in, &ev), SSE_TOO_BIG);
	sse_parser_restart(p);
	in = slice_of("data: 1\n\n");
	assert_int_equal(sse_parser_next(p, &in, &ev), SSE_EVENT);
	assert_true(slice_is(ev.data, "1"));
	sse_parser_free(p);
}

/* The byte that stands at place n of the long line. */
static char
byte_at(size_t n)
{
	return (char)('a' + n % 26 + n / PIECE % 3 - n % 3);
}

/* Feeds bytes from to n of the long line, and sees that nothing comes yet. */
static void
feed_piece(struct sse_parser *p, size_t from, size_t n)
{
	static char piece[PIECE];
	struct slice in = { piece, n };
	struct sse_event ev;

	for (size_t i = 0; i < n; i++)
		piece[i] = byte_at(from + i);
	assert_int_equal(sse_parser_next(p, &in, &ev), SSE_MORE);
	assert_int_equal(in.len, 0);
}

/* A parser that went over its line again with each piece would not end. */
static void
a_line_of_16_mib_comes_out_whole(void **state)
{
	struct sse_parser *p = sse_parser_new(LONG + 6);
	struct slice in = slice_of("data: ");
	struct sse_event ev;

	(void)state;
	assert_int_equal(sse_parser_next(p, &in, &ev), SSE_MORE);
	for (size_t at = 0; at < LONG; at += PIECE)
		feed_piece(p, at, PIECE);
	in = slice_of("\n\n");
	assert_int_equal(sse_parser_next(p, &in, &ev), SSE_EVENT);
	assert_int_equal(ev.data.len, LONG);
	for (size_t i = 0; i < LONG; i++)
		if (ev.data.ptr[i] != byte_at(i))
			fail_msg("byte %zu is another", i);
	sse_parser_free(p);
}

/* Eight million lines: what is done for one must not grow with the event. */
static void
an_event_of_many_lines_comes_out_whole(void **state)
{
	static const char lines[] = "data:x\ndata:y\rdata:z\r\ndata:\n";
	struct sse_parser *p = sse_parser_new(LONG);
	size_t times = LONG / 8;
	struct slice in;
	struct sse_event ev;

	(void)state;
	for (size_t i = 0; i < times; i++) {
		in = slice_of(lines);
		assert_int_equal(sse_parser_next(p, &in, &ev), SSE_MORE);
	}
	in = slice_of("\n");
	assert_int_equal(sse_parser_next(p, &in, &ev), SSE_EVENT);
	assert_int_equal(ev.data.len, times * 7 - 1);
	for (size_t i = 0; i < ev.data.len; i++)
		if (ev.data.ptr[i] != "x\ny\nz\n\n"[i % 7])
			fail_msg("byte %zu is another", i);
	sse_parser_free(p);
}

static void
a_comment_that_nobody_wants_takes_no_memory(void **state)
{
	static char piece[PIECE];
	struct line_reader r;
	struct slice in = slice_of(": "), line;

	(void)state;
	memset(piece, 'x', sizeof(piece));
	line_reader_init(&r, LONG + 2, 0);
	assert_int_equal(line_next(&r, &in, &line), LINE_MORE);
	for (size_t at = 0; at < LONG; at += PIECE) {
		in = (struct slice){ piece, sizeof(piece) };
		assert_int_equal(line_next(&r, &in, &line), LINE_MORE);
	}
	assert_int_equal(r.held.cap, 0);
	in = slice_of("\ndata: a\n");
	assert_int_equal(line_next(&r, &in, &line), LINE_WHOLE);
	assert_true(slice_is(line, "data: a"));
	assert_int_equal(r.held.cap, 0);
	line_reader_clear(&r);
}

static void
a_whole_line_is_not_copied(void **state)
{
	struct line_reader r;
	struct slice in = slice_of("abc\ndef\n"), line;
	const char *front = in.ptr;

	(void)state;
	line_reader_init(&r, MAX_BYTES, 0);
	assert_int_equal(line_next(&r, &in, &line), LINE_WHOLE);
	assert_ptr_equal(line.ptr, front);
	assert_int_equal(line_next(&r, &in, &line), LINE_WHOLE);
	assert_ptr_equal(line.ptr, front + 4);
	assert_int_equal(r.held.cap, 0);
	line_reader_clear(&r);
}

static void
a_restart_forgets_half_a_line_end(void **state)
{
	struct line_reader r;
	struct slice in = slice_of("a\r"), line;

	(void)state;
	line_reader_init(&r, MAX_BYTES, 0);
	assert_int_equal(line_next(&r, &in, &line), LINE_WHOLE);
	line_reader_restart(&r);
	in = slice_of("\nb");
	assert_int_equal(line_next(&r, &in, &line), LINE_WHOLE);
	assert_int_equal(line.len, 0);
	line_reader_clear(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_too_big_is_so_in_every_split_size),
		cmocka_unit_test(comments_have_the_maximum_of_a_line),
		cmocka_unit_test(after_too_big_only_a_restart_helps),
		cmocka_unit_test(a_line_of_16_mib_comes_out_whole),
		cmocka_unit_test(an_event_of_many_lines_comes_out_whole),
		cmocka_unit_test(a_comment_that_nobody_wants_takes_no_memory),
		cmocka_unit_test(a_whole_line_is_not_copied),
		cmocka_unit_test(a_restart_forgets_half_a_line_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
