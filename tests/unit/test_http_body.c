/* Tests of http/body.c: bodies by length and in chunks, RFC 9112 6 and 7. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "http/body.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define LIT(s)                                                                 \
	{                                                                      \
		(s), sizeof(s) - 1                                             \
	}
#define CHUNKED (-1)
#define LAST "0\r\n\r\n"

/* Expected: the content, then " done+N" with N bytes left, "more" or "bad". */
static const struct {
	const char *name;
	int64_t length;
	struct slice in;
	const char *expected;
} cases[] = {
	/* A length. */
	{ "a length", 5, LIT("hello"), "hello done+0" },
	{ "what follows is left", 5, LIT("helloGET"), "hello done+3" },
	{ "a length of zero", 0, LIT("GET"), " done+3" },
	{ "a length of zero, and nothing", 0, LIT(""), " done+0" },
	{ "cut short", 5, LIT("hel"), "hel more" },
	{ "any bytes", 4, LIT("\r\n\0\xFF"), "\r\n<NUL>\xFF done+0" },

	/* Chunks. */
	{ "a chunk", CHUNKED, LIT("5\r\nhello\r\n" LAST), "hello done+0" },
	{ "no chunk", CHUNKED, LIT(LAST), " done+0" },
	{ "two chunks", CHUNKED, LIT("5\r\nhello\r\n6\r\n world\r\n" LAST),
	    "hello world done+0" },
	{ "what follows chunks is left", CHUNKED, LIT(LAST "GET /"),
	    " done+5" },
	{ "hexadecimal", CHUNKED, LIT("0A\r\n0123456789\r\n1\r\na\r\n" LAST),
	    "0123456789a done+0" },
	{ "small letters", CHUNKED, LIT("a\r\n0123456789\r\n" LAST),
	    "0123456789 done+0" },
	{ "line ends in a chunk", CHUNKED, LIT("5\r\n0\r\n\r\n\r\n" LAST),
	    "0\r\n\r\n done+0" },
	{ "many zeros", CHUNKED, LIT("0000000000000001\r\na\r\n000\r\n\r\n"),
	    "a done+0" },
	{ "cut in the size", CHUNKED, LIT("5"), " more" },
	{ "cut in a chunk", CHUNKED, LIT("5\r\nhel"), "hel more" },
	{ "cut behind a chunk", CHUNKED, LIT("5\r\nhello\r\n"), "hello more" },
	{ "cut before the end", CHUNKED, LIT("0\r\n"), " more" },

	/* Extensions: RFC 9112 7.1.1. */
	{ "an extension", CHUNKED, LIT("1;a\r\nx\r\n" LAST), "x done+0" },
	{ "with a value", CHUNKED, LIT("1;a=b;c=\"d e\"\r\nx\r\n" LAST),
	    "x done+0" },
	{ "with blanks", CHUNKED, LIT("1 \t; a = b\r\nx\r\n0;z\r\n\r\n"),
	    "x done+0" },
	{ "with a LF", CHUNKED, LIT("1;a\nx\r\n" LAST), " bad" },
	{ "with a NUL", CHUNKED, LIT("1;\0\r\nx\r\n" LAST), " bad" },

	/* Trailers: RFC 9112 7.1.2. */
	{ "a trailer", CHUNKED, LIT("1\r\nx\r\n0\r\nA: b\r\n\r\nGET"),
	    "x done+3" },
	{ "two", CHUNKED, LIT("0\r\nA: b\r\nC:\r\n\r\n"), " done+0" },
	{ "one without a colon", CHUNKED, LIT("0\r\nA\r\n\r\n"), " bad" },
	{ "one without a name", CHUNKED, LIT("0\r\n: b\r\n\r\n"), " bad" },
	{ "one that is folded", CHUNKED, LIT("0\r\nA: b\r\n c\r\n\r\n"),
	    " bad" },
	{ "one that ends in LF", CHUNKED, LIT("0\r\nA: b\n\r\n"), " bad" },
	{ "one with CR", CHUNKED, LIT("0\r\nA: b\rc\r\n\r\n"), " bad" },

	/* Malformed. */
	{ "an empty size", CHUNKED, LIT("\r\n"), " bad" },
	{ "a size that is none", CHUNKED, LIT("g\r\n"), " bad" },
	{ "a size with a sign", CHUNKED, LIT("+1\r\nx\r\n" LAST), " bad" },
	{ "a size below zero", CHUNKED, LIT("-1\r\nx\r\n" LAST), " bad" },
	{ "a size with 0x", CHUNKED, LIT("0x1\r\nx\r\n" LAST), " bad" },
	{ "a blank before the size", CHUNKED, LIT(" 1\r\nx\r\n" LAST), " bad" },
	{ "two sizes", CHUNKED, LIT("1 1\r\nx\r\n" LAST), " bad" },
	{ "a size of 2^63", CHUNKED, LIT("8000000000000000\r\n"), " bad" },
	{ "a size of 2^64", CHUNKED, LIT("10000000000000000\r\n"), " bad" },
	{ "a size of 2^64 - 1", CHUNKED, LIT("ffffffffffffffff\r\n"), " bad" },
	{ "a size of 17 digits", CHUNKED, LIT("00000000000000001\r\n"),
	    " bad" },
	{ "a size that ends in LF", CHUNKED, LIT("1\nx\r\n" LAST), " bad" },
	{ "a size that ends in CR", CHUNKED, LIT("1\rx\r\n" LAST), " bad" },
	{ "a chunk that is longer than told", CHUNKED, LIT("1\r\nxy\r\n" LAST),
	    "x bad" },
	{ "a chunk that ends in another byte and LF", CHUNKED,
	    LIT("1\r\nxy\n" LAST), "x bad" },
	{ "a chunk that ends in LF", CHUNKED, LIT("1\r\nx\n" LAST), "x bad" },
	{ "a chunk without an end", CHUNKED, LIT("1\r\nx0\r\n\r\n"), "x bad" },
	{ "an end that is LF", CHUNKED, LIT("0\r\n\n"), " bad" },
};

/* Feeds in by step bytes; leaves what was read and how it ended in out. */
static void
transcribe(int64_t length, struct slice in, size_t step, struct buf *out)
{
	static struct http_request req;
	struct http_body b;
	enum http_body_status status;
	struct slice data;

	req.is_chunked = length == CHUNKED;
	req.body_bytes = length;
	http_body_init(&b, &req);
	buf_reset(out);
	do {
		size_t n = in.len < step ? in.len : step;
		struct slice piece = slice_take(in, n);

		while ((status = http_body_next(&b, &piece, &data)) ==
		       HTTP_BODY_DATA)
			for (size_t i = 0; i < data.len; i++)
				assert_true(buf_addf(out,
				    data.ptr[i] != '\0' ? "%c" : "<NUL>",
				    data.ptr[i]));
		in = slice_drop(in, n - piece.len);
	} while (status == HTTP_BODY_MORE && in.len > 0);
	if (status == HTTP_BODY_DONE)
		assert_true(buf_addf(out, " done+%zu", in.len));
	else
		assert_true(
		    buf_addf(out, status == HTTP_BODY_BAD ? " bad" : " more"));
}

static void
bodies_in_every_split_size(void **state)
{
	struct buf out = BUF(1024);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t step = 1; step <= cases[i].in.len + 1; step++) {
			transcribe(cases[i].length, cases[i].in, step, &out);
			if (strcmp(out.ptr, cases[i].expected) != 0)
				fail_msg("%s, by %zu: got \"%s\", want \"%s\"",
				    cases[i].name, step, out.ptr,
				    cases[i].expected);
		}
	buf_clear(&out);
}

/* Each input: front, then n times x, then back. */
static const struct {
	const char *name, *front, *back;
	size_t n;
	const char *expected;
} limits[] = {
	{ "a size line of 256 bytes", "0;", "\r\n\r\n", HTTP_CHUNK_LINE_MAX - 4,
	    " done+0" },
	{ "a byte more", "0;", "\r\n\r\n", HTTP_CHUNK_LINE_MAX - 3, " bad" },
	{ "a second size line of 256 bytes", "1\r\nx\r\n0;", "\r\n\r\n",
	    HTTP_CHUNK_LINE_MAX - 4, "x done+0" },
	{ "a byte more of the second", "1\r\nx\r\n0;", "\r\n\r\n",
	    HTTP_CHUNK_LINE_MAX - 3, "x bad" },
	{ "without an end", "0;", "", 1 << 20, " bad" },
	{ "a trailer of 16 KiB", "0\r\nA:", "\r\n\r\n", HTTP_TRAILER_MAX - 6,
	    " done+0" },
	{ "a byte more of it", "0\r\nA:", "\r\n\r\n", HTTP_TRAILER_MAX - 5,
	    " bad" },
	{ "a trailer without an end", "0\r\nA:", "", 1 << 20, " bad" },
	{ "a trailer's name without an end", "0\r\nA", "", 1 << 20, " bad" },
};

static void
lines_have_limits(void **state)
{
	static const size_t steps[] = { SIZE_MAX, 1, 7, 4096 };
	struct buf in = BUF(2 << 20), out = BUF(1024);

	(void)state;
	for (size_t i = 0; i < COUNT(limits) * COUNT(steps); i++) {
		size_t k = i / COUNT(steps);

		buf_reset(&in);
		assert_true(buf_addf(&in, "%s", limits[k].front));
		memset(buf_reserve(&in, limits[k].n), 'x', limits[k].n);
		in.len += limits[k].n;
		assert_true(buf_addf(&in, "%s", limits[k].back));
		transcribe(
		    CHUNKED, buf_slice(&in), steps[i % COUNT(steps)], &out);
		if (strcmp(out.ptr, limits[k].expected) != 0)
			fail_msg("%s: got \"%s\"", limits[k].name, out.ptr);
	}
	buf_clear(&in);
	buf_clear(&out);
}

/* The limit is a size line's own, so a body may be of any length. */
static void
many_chunks_come_through(void **state)
{
	struct buf in = BUF(8 << 20), out = BUF(8 << 20);

	(void)state;
	for (int i = 0; i < 100000; i++)
		assert_true(buf_add(&in, slice_of("3;ab=c\r\nxyz\r\n")));
	assert_true(buf_add(&in, slice_of(LAST)));
	transcribe(CHUNKED, buf_slice(&in), 4096, &out);
	assert_int_equal(out.len, 300000 + 7);
	assert_string_equal(out.ptr + 300000 - 3, "xyz done+0");
	buf_clear(&in);
	buf_clear(&out);
}

/* Data borrows from the input: a chunk that is there whole comes in one. */
static void
content_is_not_copied(void **state)
{
	static const struct http_request req = { .is_chunked = true,
		.body_bytes = -1 };
	struct http_body b;
	struct slice in = slice_of("5\r\nhello\r\n" LAST), data;
	const char *content = in.ptr + 3;

	(void)state;
	http_body_init(&b, &req);
	assert_int_equal(http_body_next(&b, &in, &data), HTTP_BODY_DATA);
	assert_ptr_equal(data.ptr, content);
	assert_int_equal(data.len, 5);
	assert_int_equal(http_body_next(&b, &in, &data), HTTP_BODY_DONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bodies_in_every_split_size),
		cmocka_unit_test(lines_have_limits),
		cmocka_unit_test(many_chunks_come_through),
		cmocka_unit_test(content_is_not_copied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
