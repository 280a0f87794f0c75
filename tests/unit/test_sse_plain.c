/* Tests of sse/line.c and sse/parse.c: what is looked at many at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sse/line.h"
#include "sse/parse.h"

#define DATA "data: "
#define DATA_LEN (sizeof(DATA) - 1)
#define LINE_LEN ((size_t)80) /* two rounds of the fastest loop, and a rest */
#define MAX_BYTES 1000
#define FFFD "\xEF\xBF\xBD"

static bool
is_end(int byte)
{
	return byte == '\n' || byte == '\r';
}

/* Puts each byte there, one after the other. */
static void
expect_ends_at(char *line, size_t at)
{
	const struct slice s = { line, LINE_LEN };

	for (int byte = 0; byte < 256; byte++) {
		size_t n;

		line[at] = (char)byte;
		n = line_span(s);
		if (n != (is_end(byte) ? at : LINE_LEN))
			fail_msg("0x%02x at %zu: %zu", byte, at, n);
	}
	line[at] = 'x';
}

static void
any_byte_anywhere_ends_a_line_or_does_not(void **state)
{
	char line[LINE_LEN];

	(void)state;
	memset(line, 'x', sizeof(line));
	for (size_t at = 0; at < LINE_LEN; at++)
		expect_ends_at(line, at);
}

/* A byte must not hide the next one, nor make it what it is not. */
static void
any_two_bytes_end_a_line_or_do_not(void **state)
{
	char line[LINE_LEN];

	(void)state;
	memset(line, 'x', sizeof(line));
	for (int a = 0; a < 256; a++)
		for (int b = 0; b < 256; b++) {
			struct slice s = { line, sizeof(line) };
			size_t n, want = LINE_LEN;

			line[66] = (char)a;
			line[67] = (char)b;
			if (is_end(b))
				want = 67;
			if (is_end(a))
				want = 66;
			n = line_span(s);
			if (n != want)
				fail_msg("0x%02x 0x%02x: %zu", a, b, n);
		}
}

/* Parses the event that is all of stream. */
static struct slice
data_of(struct sse_parser *p, struct slice stream)
{
	struct sse_event ev;

	assert_int_equal(sse_parser_next(p, &stream, &ev), SSE_EVENT);
	assert_int_equal(stream.len, 0);
	return ev.data;
}

/* Puts each byte there that is not ASCII: on its own, it is broken. */
static void
expect_mended_at(
    struct sse_parser *p, struct slice stream, char *line, size_t at)
{
	for (int byte = 0x80; byte < 256; byte++) {
		struct slice data;

		line[at] = (char)byte;
		data = data_of(p, stream);
		if (data.len != LINE_LEN + 2 ||
		    memcmp(data.ptr + at, FFFD, 3) != 0)
			fail_msg("0x%02x at %zu", byte, at);
	}
	line[at] = 'x';
}

static void
what_is_not_utf8_is_mended_anywhere(void **state)
{
	struct sse_parser *p = sse_parser_new(MAX_BYTES);
	char bytes[DATA_LEN + LINE_LEN + 2];
	const struct slice stream = { bytes, sizeof(bytes) };

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	memcpy(bytes, DATA, DATA_LEN);
	bytes[sizeof(bytes) - 2] = bytes[sizeof(bytes) - 1] = '\n';
	for (size_t at = 0; at < LINE_LEN; at++)
		expect_mended_at(p, stream, bytes + DATA_LEN, at);
	sse_parser_free(p);
}

/* Where the data of the first event stands in its input, or -1. */
static const struct {
	const char *stream;
	int at;
} places[] = {
	{ "data: a\n\n", 6 },
	{ "event: t\nid: 1\ndata: a\n\n", 21 },
	{ "data: \xC3\xA9\n\n", 6 },
	{ "data: \n\n", 6 },
	{ "data: \xC3\n\n", -1 }, /* is mended */
	{ "data: a\ndata: b\n\n", -1 },
	{ "data: a\r\n\r\n", -1 },
	{ "data: a\r\r", -1 },
	{ "data: a\n: c\n\n", -1 },
	{ "\xEF\xBB\xBF"
	  "data: a\n\n",
	    9 },
};

static void
data_of_one_line_is_not_copied(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct slice stream = slice_of(places[i].stream);
		struct sse_parser *p = sse_parser_new(MAX_BYTES);
		struct slice in = stream;
		struct sse_event ev;
		int at = -1;

		assert_int_equal(sse_parser_next(p, &in, &ev), SSE_EVENT);
		if (ev.data.ptr >= stream.ptr &&
		    ev.data.ptr <= stream.ptr + stream.len)
			at = (int)(ev.data.ptr - stream.ptr);
		if (at != places[i].at)
			fail_msg("row %zu: at %d", i, at);
		sse_parser_free(p);
	}
}

/* An event that is not copied leaves nothing behind for the next. */
static void
the_event_behind_is_another(void **state)
{
	struct sse_parser *p = sse_parser_new(MAX_BYTES);
	struct slice in =
	    slice_of("event: t\ntopic: o\nid: 1\ndata: a\n\n\ndata: b\n\n");
	struct sse_event ev;

	(void)state;
	assert_int_equal(sse_parser_next(p, &in, &ev), SSE_EVENT);
	assert_true(slice_is(ev.data, "a") && slice_is(ev.type, "t"));
	assert_true(slice_is(ev.topic, "o") && slice_is(ev.id, "1"));
	assert_true(ev.id_is_own);
	assert_int_equal(sse_parser_next(p, &in, &ev), SSE_EVENT);
	assert_true(slice_is(ev.data, "b") && slice_is(ev.type, "message"));
	assert_true(slice_is(ev.topic, "") && slice_is(ev.id, "1"));
	assert_false(ev.id_is_own);
	assert_int_equal(sse_parser_next(p, &in, &ev), SSE_MORE);
	sse_parser_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_byte_anywhere_ends_a_line_or_does_not),
		cmocka_unit_test(any_two_bytes_end_a_line_or_do_not),
		cmocka_unit_test(what_is_not_utf8_is_mended_anywhere),
		cmocka_unit_test(data_of_one_line_is_not_copied),
		cmocka_unit_test(the_event_behind_is_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
