/* Tests of sse/write.c: what is written, and that it parses back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sse_transcript.h"

#include "sse/write.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define LIT(s)                                                                 \
	{                                                                      \
		(s), sizeof(s) - 1                                             \
	}
#define NONE LIT("")
#define EMOJI "\xF0\x9F\x98\x80"

static const struct {
	const char *name;
	struct sse_event ev;
	int64_t retry_ms;
	const char *stream, *events; /* written, and parsed back */
} cases[] = {
	{ "data alone", { NONE, LIT("a"), NONE, NONE, false }, -1,
	    "data: a\n\n", "message|a|;" },
	{ "no data", { NONE, NONE, NONE, NONE, false }, -1, "data: \n\n",
	    "message||;" },
	{ "all fields", { LIT("t"), LIT("d"), LIT("i"), LIT("a/b"), true }, 7,
	    "event: t\nid: i\ntopic: a/b\nretry: 7\ndata: d\n\n",
	    "t|d|i|a/b;@i;!7;" },
	{ "message is left out",
	    { LIT("message"), LIT("d"), NONE, NONE, false }, -1, "data: d\n\n",
	    "message|d|;" },
	{ "a longer type is not",
	    { LIT("messages"), LIT("d"), NONE, NONE, false }, -1,
	    "event: messages\ndata: d\n\n", "messages|d|;" },
	{ "a delay of zero", { NONE, LIT("d"), NONE, NONE, false }, 0,
	    "retry: 0\ndata: d\n\n", "message|d|;!0;" },
	{ "the longest delay", { NONE, LIT("d"), NONE, NONE, false }, INT64_MAX,
	    "retry: 9223372036854775807\ndata: d\n\n",
	    "message|d|;!86400000;" },

	/* Line ends. */
	{ "LF", { NONE, LIT("a\nb"), NONE, NONE, false }, -1,
	    "data: a\ndata: b\n\n", "message|a\nb|;" },
	{ "CR LF", { NONE, LIT("a\r\nb"), NONE, NONE, false }, -1,
	    "data: a\ndata: b\n\n", "message|a\nb|;" },
	{ "CR", { NONE, LIT("a\rb"), NONE, NONE, false }, -1,
	    "data: a\ndata: b\n\n", "message|a\nb|;" },
	{ "LF CR is two", { NONE, LIT("a\n\rb"), NONE, NONE, false }, -1,
	    "data: a\ndata: \ndata: b\n\n", "message|a\n\nb|;" },
	{ "CR CR LF is two", { NONE, LIT("a\r\r\nb"), NONE, NONE, false }, -1,
	    "data: a\ndata: \ndata: b\n\n", "message|a\n\nb|;" },
	{ "one at the end", { NONE, LIT("a\n"), NONE, NONE, false }, -1,
	    "data: a\ndata: \n\n", "message|a\n|;" },
	{ "CR LF at the end", { NONE, LIT("a\r\n"), NONE, NONE, false }, -1,
	    "data: a\ndata: \n\n", "message|a\n|;" },
	{ "one at the start", { NONE, LIT("\na"), NONE, NONE, false }, -1,
	    "data: \ndata: a\n\n", "message|\na|;" },
	{ "nothing else", { NONE, LIT("\n\r\n\r"), NONE, NONE, false }, -1,
	    "data: \ndata: \ndata: \ndata: \n\n", "message|\n\n\n|;" },

	/* Data that looks like something else. */
	{ "a field",
	    { NONE, LIT("event: x\nid: 1\rretry: 5\r\ntopic: y"), NONE, NONE,
		false },
	    -1,
	    "data: event: x\ndata: id: 1\ndata: retry: 5\ndata: topic: y\n\n",
	    "message|event: x\nid: 1\nretry: 5\ntopic: y|;" },
	{ "an event", { NONE, LIT("a\n\ndata: b"), NONE, NONE, false }, -1,
	    "data: a\ndata: \ndata: data: b\n\n", "message|a\n\ndata: b|;" },
	{ "a comment", { NONE, LIT(": a\n:b"), NONE, NONE, false }, -1,
	    "data: : a\ndata: :b\n\n", "message|: a\n:b|;" },
	{ "spaces at both ends", { NONE, LIT("  a \n b"), NONE, NONE, false },
	    -1, "data:   a \ndata:  b\n\n", "message|  a \n b|;" },
	{ "quotes", { NONE, LIT("\"a\" '\\n'"), NONE, NONE, false }, -1,
	    "data: \"a\" '\\n'\n\n", "message|\"a\" '\\n'|;" },
	{ "emoji",
	    { LIT(EMOJI), LIT(EMOJI "\n" EMOJI), LIT(EMOJI), LIT(EMOJI), true },
	    -1,
	    "event: " EMOJI "\nid: " EMOJI "\ntopic: " EMOJI "\ndata: " EMOJI
	    "\ndata: " EMOJI "\n\n",
	    EMOJI "|" EMOJI "\n" EMOJI "|" EMOJI "|" EMOJI ";@" EMOJI ";" },
	{ "a BOM", { NONE, LIT("\xEF\xBB\xBF"), NONE, NONE, false }, -1,
	    "data: \xEF\xBB\xBF\n\n", "message|\xEF\xBB\xBF|;" },
	{ "values with spaces around",
	    { LIT(" t "), LIT("d"), LIT(" i "), LIT(" o "), true }, -1,
	    "event:  t \nid:  i \ntopic:  o \ndata: d\n\n",
	    " t |d| i | o ;@ i ;" },
};

static void
an_event_is_written_and_parses_back(void **state)
{
	struct buf out = BUF(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t size = sse_event_size(&cases[i].ev, cases[i].retry_ms);
		char *stream = malloc(size + 1);
		struct sse_parser *p = sse_parser_new(4096);

		assert_int_equal(size, strlen(cases[i].stream));
		assert_int_equal(
		    sse_event_write(&cases[i].ev, cases[i].retry_ms, stream),
		    size);
		stream[size] = '\0';
		assert_string_equal(stream, cases[i].stream);

		buf_reset(&out);
		transcript_feed(p, slice_of(stream), SIZE_MAX, &out);
		transcript_end(p, &out);
		if (strcmp(out.ptr, cases[i].events) != 0)
			fail_msg("%s: got \"%s\"", cases[i].name, out.ptr);
		sse_parser_free(p);
		free(stream);
	}
	buf_clear(&out);
}

static void
a_nul_in_data_is_kept(void **state)
{
	static const struct sse_event ev = { NONE, LIT("a\0b\0\nc"), NONE, NONE,
		false };
	char stream[64];

	(void)state;
	assert_int_equal(sse_event_write(&ev, -1, stream), 20);
	assert_memory_equal(stream, "data: a\0b\0\ndata: c\n\n", 20);
}

static void
not_a_byte_past_the_size_is_written(void **state)
{
	char stream[64];

	(void)state;
	memset(stream, '#', sizeof(stream));
	sse_event_write(&cases[0].ev, -1, stream);
	assert_memory_equal(stream, "data: a\n\n#", 10);
}

static const struct {
	struct slice value;
	bool is_one;
} values[] = {
	{ LIT(""), true },
	{ LIT("a b:c"), true },
	{ LIT("\t\x1B\xFF"), true },
	{ LIT("a\n"), false },
	{ LIT("\ra"), false },
	{ LIT("a\0b"), false },
};

static void
a_field_value_is_one_line_without_nul(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(values); i++)
		assert_int_equal(
		    sse_is_field_value(values[i].value), values[i].is_one);
}

static const struct {
	struct slice value;
	bool is_one;
} ids[] = {
	{ LIT(""), true },
	{ LIT("a b"), true },
	{ LIT("\x21~\x80\xFF"), true },
	{ LIT(" "), false },
	{ LIT(" a"), false },
	{ LIT("a "), false },
	{ LIT("\ta"), false },
	{ LIT("a\tb"), false },
	{ LIT("a\x01"), false },
	{ LIT("a\x1f"
	      "b"),
	    false },
	{ LIT("\x7f"), false },
	{ LIT("a\nb"), false },
	{ LIT("a\rb"), false },
	{ LIT("a\0b"), false },
};

static void
an_id_is_what_comes_back_in_a_header(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ids); i++)
		if (sse_is_id(ids[i].value) != ids[i].is_one)
			fail_msg("row %zu", i);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_is_written_and_parses_back),
		cmocka_unit_test(a_nul_in_data_is_kept),
		cmocka_unit_test(not_a_byte_past_the_size_is_written),
		cmocka_unit_test(a_field_value_is_one_line_without_nul),
		cmocka_unit_test(an_id_is_what_comes_back_in_a_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
