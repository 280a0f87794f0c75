/* Tests of sse/parse.c: the stream rules of WHATWG HTML 9.2.5 and 9.2.6. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sse_rows.h"
#include "sse_transcript.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define OUT_MAX 16384
#define BYTES_MAX 8192
#define LIT(s) ((struct slice){ (s), sizeof(s) - 1 })

/* Returns what a parser of max_bytes makes of the stream, in out. */
static void
transcribe(struct slice stream, size_t step, size_t max_bytes, struct buf *out)
{
	struct sse_parser *p = sse_parser_new(max_bytes);

	buf_reset(out);
	transcript_feed(p, stream, step, out);
	transcript_end(p, out);
	sse_parser_free(p);
}

static struct sse_rows rows;

static void
expect(const struct sse_row *row, const char *how, size_t n, struct buf *out)
{
	if (strcmp(out->ptr, row->events) != 0)
		fail_msg("%s, %s %zu: got \"%s\", want \"%s\"", row->name, how,
		    n, out->ptr, row->events);
}

/* However the bytes are split, the same events come out. */
static void
every_row_in_every_split_size(void **state)
{
	struct buf out = BUF(OUT_MAX);

	(void)state;
	for (size_t i = 0; i < rows.count; i++) {
		const struct sse_row *row = &rows.items[i];
		struct slice stream = { row->stream, row->len };

		for (size_t step = 1; step <= row->len + 1; step++) {
			transcribe(stream, step, BYTES_MAX, &out);
			expect(row, "in pieces of", step, &out);
		}
	}
	buf_clear(&out);
}

/* Feeds a stream in two pieces, with an empty one between. */
static void
transcribe_cut(struct slice stream, size_t at, struct buf *out)
{
	struct sse_parser *p = sse_parser_new(BYTES_MAX);
	struct slice empty = slice_empty();
	struct sse_event ev;

	buf_reset(out);
	transcript_feed(p, slice_take(stream, at), SIZE_MAX, out);
	assert_int_equal(sse_parser_next(p, &empty, &ev), SSE_MORE);
	transcript_feed(p, slice_drop(stream, at), SIZE_MAX, out);
	transcript_end(p, out);
	sse_parser_free(p);
}

static void
every_row_cut_once_anywhere(void **state)
{
	struct buf out = BUF(OUT_MAX);

	(void)state;
	for (size_t i = 0; i < rows.count; i++) {
		const struct sse_row *row = &rows.items[i];
		struct slice stream = { row->stream, row->len };

		for (size_t at = 0; at <= row->len; at++) {
			transcribe_cut(stream, at, &out);
			expect(row, "cut at", at, &out);
		}
	}
	buf_clear(&out);
}

static const struct {
	const char *name;
	struct slice stream;
	const char *own; /* y or n for each event */
} owns[] = {
	{ "no id at all", LIT("data: 1\n\n"), "n" },
	{ "an id of its own, then none", LIT("id: 1\ndata: 1\n\ndata: 2\n\n"),
	    "yn" },
	{ "the same id again is its own",
	    LIT("id: 1\ndata: 1\n\nid: 1\ndata: 2\n\n"), "yy" },
	{ "an empty id is its own too",
	    LIT("id: 1\ndata: 1\n\nid\ndata: 2\n\n"), "yy" },
	{ "an empty id that resets nothing", LIT("id:\ndata: 1\n\n"), "y" },
	{ "an id that is ignored is none", LIT("id: \0\ndata: 1\n\n"), "n" },
	{ "the id of a block without data is that block's",
	    LIT("id: 1\n\ndata: 2\n\n"), "n" },
	{ "an id behind the data", LIT("data: 1\nid: 1\n\n"), "y" },
};

static void
an_event_tells_whether_the_id_is_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(owns); i++) {
		struct sse_parser *p = sse_parser_new(1024);
		struct slice in = owns[i].stream;
		struct sse_event ev;
		char got[8];
		size_t n = 0;

		while (sse_parser_next(p, &in, &ev) == SSE_EVENT)
			got[n++] = ev.id_is_own ? 'y' : 'n';
		got[n] = '\0';
		if (strcmp(got, owns[i].own) != 0)
			fail_msg("%s: got %s", owns[i].name, got);
		sse_parser_free(p);
	}
}

/* Returns the delay after all of text, fed to a parser of its own. */
static int64_t
retry_of(struct slice text)
{
	struct sse_parser *p = sse_parser_new(1024);
	struct sse_event ev;
	int64_t ms;

	assert_int_equal(sse_parser_next(p, &text, &ev), SSE_MORE);
	ms = sse_parser_retry_ms(p);
	sse_parser_free(p);
	return ms;
}

static void
a_delay_holds_from_the_end_of_its_line(void **state)
{
	(void)state;
	assert_int_equal(retry_of(LIT("")), -1);
	assert_int_equal(retry_of(LIT("data: a\nretry: 10")), -1);
	assert_int_equal(retry_of(LIT("data: a\nretry: 10\n")), 10);
	assert_int_equal(retry_of(LIT("data: a\nretry: 10\r")), 10);
	assert_int_equal(retry_of(LIT("retry: 10\nretry: 2000")), 10);
}

static void
a_delay_has_a_maximum(void **state)
{
	(void)state;
	assert_int_equal(retry_of(LIT("retry: 86399999\n")), 86399999);
	assert_int_equal(retry_of(LIT("retry: 86400000\n")), 86400000);
	assert_int_equal(retry_of(LIT("retry: 86400001\n")), 86400000);
	assert_int_equal(
	    retry_of(LIT("retry: 99999999999999999999999999999\n")), 86400000);
	assert_int_equal(
	    retry_of(LIT("retry: 5\nretry: 9999999999999999999999x\n")), 5);
}

static void
a_restart_drops_what_is_unfinished_and_keeps_the_cursor(void **state)
{
	struct sse_parser *p = sse_parser_new(1024);
	struct buf out = BUF(OUT_MAX);

	(void)state;
	transcript_feed(p,
	    LIT("id: 1\nretry: 7\ndata: a\n\n"
		"event: t\ntopic: x\nid: 2\ndata: b\nda"),
	    SIZE_MAX, &out);
	sse_parser_restart(p);
	transcript_feed(p,
	    LIT("\xEF\xBB\xBF"
		"data: c\n\n"),
	    SIZE_MAX, &out);
	transcript_end(p, &out);
	assert_string_equal(out.ptr, "message|a|1;message|c|1;@1;!7;");
	sse_parser_free(p);
	buf_clear(&out);
}

/* Each stream may start with a BOM, whatever the one before began with. */
static void
a_restart_lets_a_bom_come_again(void **state)
{
	static const char *const before[] = { "", "\xEF", "\xEF\xBB\xBF",
		("\xEF\xBB\xBF"
		 "data: x\n") };
	struct buf out = BUF(OUT_MAX);

	(void)state;
	for (size_t i = 0; i < COUNT(before); i++) {
		struct sse_parser *p = sse_parser_new(1024);

		buf_reset(&out);
		transcript_feed(p, slice_of(before[i]), SIZE_MAX, &out);
		sse_parser_restart(p);
		transcript_feed(p,
		    LIT("\xEF\xBB\xBF"
			"data: a\n\n"),
		    SIZE_MAX, &out);
		transcript_end(p, &out);
		assert_string_equal(out.ptr, "message|a|;");
		sse_parser_free(p);
	}
	buf_clear(&out);
}

static void
an_id_can_be_set(void **state)
{
	struct sse_parser *p = sse_parser_new(8);
	struct slice in = LIT("data\n\n");
	struct sse_event ev;

	(void)state;
	assert_true(sse_parser_set_id(p, LIT("12345678")));
	assert_false(sse_parser_set_id(p, LIT("123456789")));
	assert_false(sse_parser_set_id(p, LIT("a\nb")));
	assert_false(sse_parser_set_id(p, LIT("a\rb")));
	assert_false(sse_parser_set_id(p, LIT("a\0b")));
	assert_true(slice_is(sse_parser_id(p), "12345678"));
	assert_true(sse_parser_set_id(p, slice_drop(sse_parser_id(p), 2)));
	assert_int_equal(sse_parser_next(p, &in, &ev), SSE_EVENT);
	assert_true(slice_is(ev.id, "345678"));
	assert_false(ev.id_is_own);
	assert_true(sse_parser_set_id(p, slice_empty()));
	assert_int_equal(sse_parser_id(p).len, 0);
	sse_parser_free(p);
}

static const struct {
	struct slice stream;
	const char *events;
} comments[] = {
	{ LIT(":\n"), "#;" },
	{ LIT(": a\n:b\n:  c\n"), "#a;#b;# c;" },
	{ LIT(": a: b\n"), "#a: b;" },
	{ LIT(":a\r:b\r\n:c\n"), "#a;#b;#c;" },
	{ LIT("data: 1\n: x\ndata: 2\n\n"), "#x;message|1\n2|;" },
	{ LIT("\xEF\xBB\xBF: x\n"), "#x;" },
	{ LIT(": \xFF\n"), "#\xEF\xBF\xBD;" },
	{ LIT(": a"), "" },
};

static void
comments_are_told_where_they_are_wanted(void **state)
{
	struct buf out = BUF(OUT_MAX);

	(void)state;
	for (size_t i = 0; i < COUNT(comments); i++) {
		struct slice stream = comments[i].stream;

		for (size_t step = 1; step <= stream.len; step++) {
			struct sse_parser *p = sse_parser_new(1024);

			sse_parser_want_comments(p);
			buf_reset(&out);
			transcript_feed(p, stream, step, &out);
			transcript_end(p, &out);
			assert_string_equal(out.ptr, comments[i].events);
			sse_parser_free(p);
		}
	}
	buf_clear(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_in_every_split_size),
		cmocka_unit_test(every_row_cut_once_anywhere),
		cmocka_unit_test(an_event_tells_whether_the_id_is_its_own),
		cmocka_unit_test(a_delay_holds_from_the_end_of_its_line),
		cmocka_unit_test(a_delay_has_a_maximum),
		cmocka_unit_test(
		    a_restart_drops_what_is_unfinished_and_keeps_the_cursor),
		cmocka_unit_test(a_restart_lets_a_bom_come_again),
		cmocka_unit_test(an_id_can_be_set),
		cmocka_unit_test(comments_are_told_where_they_are_wanted),
	};

	int failed;

	rows_load(&rows);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	rows_free(&rows);
	return failed;
}
