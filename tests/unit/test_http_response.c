/* Tests of http/response.c: RFC 9112 4, RFC 9110 6.6.1, 8.6 and 15. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/response.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NOTHING                                                                \
	{                                                                      \
		.close = false                                                 \
	}
#define LIT(s)                                                                 \
	{                                                                      \
		(s), sizeof(s) - 1                                             \
	}
#define DATE "Sun, 06 Nov 1994 08:49:37 GMT"
#define CLOSING "X-Content-Type-Options: nosniff\r\n\r\n"

static const struct {
	const char *name;
	struct http_response resp;
	struct http_response_wire wire;
	const char *expected;
} good[] = {
	{ "next to nothing", { .status = 200 }, NOTHING,
	    "HTTP/1.1 200 OK\r\n" CLOSING },
	{ "a body", { .status = 200, .type = LIT("text/plain") },
	    { .has_length = true, .length = 5, .date = LIT(DATE) },
	    "HTTP/1.1 200 OK\r\nDate: " DATE "\r\nContent-Type: text/plain\r\n"
	    "Content-Length: 5\r\n" CLOSING },
	{ "an empty body has a length", { .status = 404 },
	    { .has_length = true },
	    "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n" CLOSING },
	{ "the longest length", { .status = 200 },
	    { .has_length = true, .length = UINT64_MAX },
	    "HTTP/1.1 200 OK\r\nContent-Length: "
	    "18446744073709551615\r\n" CLOSING },
	{ "further fields",
	    { .status = 405, .fields = LIT("Allow: GET\r\nA: b\r\n") }, NOTHING,
	    "HTTP/1.1 405 Method Not Allowed\r\nAllow: GET\r\nA: "
	    "b\r\n" CLOSING },
	{ "the end of the connection", { .status = 400 }, { .close = true },
	    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n" CLOSING },
	{ "it stays open for HTTP/1.0", { .status = 200 },
	    { .keep_alive_10 = true },
	    "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n" CLOSING },
	{ "close wins", { .status = 200 },
	    { .close = true, .keep_alive_10 = true },
	    "HTTP/1.1 200 OK\r\nConnection: close\r\n" CLOSING },
	{ "204 has no content", { .status = 204, .type = LIT("text/plain") },
	    { .has_length = true }, "HTTP/1.1 204 No Content\r\n" CLOSING },
	{ "304 has no content", { .status = 304, .type = LIT("text/plain") },
	    { .has_length = true, .length = 5 },
	    "HTTP/1.1 304 Not Modified\r\n" CLOSING },
	{ "103 has no content", { .status = 103 }, { .has_length = true },
	    "HTTP/1.1 103 Early Hints\r\n" CLOSING },
	{ "a status without a name", { .status = 299 }, NOTHING,
	    "HTTP/1.1 299 Unknown\r\n" CLOSING },
};

static void
heads_are_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		struct buf b = BUF(1024);

		assert_true(buf_add(&b, slice_of(">")));
		assert_true(
		    http_response_head(&b, &good[i].resp, &good[i].wire));
		assert_true(buf_add_char(&b, '\0'));
		if (strcmp(b.ptr + 1, good[i].expected) != 0)
			fail_msg("%s: got %s", good[i].name, b.ptr + 1);
		buf_clear(&b);
	}
}

/* Nobody can add a line to a head through a value. */
static const struct {
	const char *name;
	struct http_response resp;
	struct http_response_wire wire;
} bad[] = {
	{ "a type with line ends",
	    { .status = 200, .type = LIT("text/plain\r\nSet-Cookie: a") },
	    NOTHING },
	{ "a type with NUL", { .status = 200, .type = LIT("text\0") },
	    NOTHING },
	{ "a type with a blank at its end",
	    { .status = 200, .type = LIT("text/plain ") }, NOTHING },
	{ "a date with LF", { .status = 200 }, { .date = LIT("now\n") } },
	{ "a status of two digits", { .status = 99 }, NOTHING },
	{ "a status of four digits", { .status = 1000 }, NOTHING },
	{ "a status below zero", { .status = -200 }, NOTHING },
};

static void
what_is_not_fit_for_a_head_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct buf b = BUF(1024);

		assert_true(buf_add(&b, slice_of(">")));
		if (http_response_head(&b, &bad[i].resp, &bad[i].wire))
			fail_msg("%s was taken", bad[i].name);
		assert_true(slice_is(buf_slice(&b), ">"));
		buf_clear(&b);
	}
}

static void
a_head_that_does_not_fit_leaves_the_buf(void **state)
{
	static const struct http_response resp = { .status = 200,
		.type = LIT("text/plain"),
		.fields = LIT("A: b\r\n") };
	static const struct http_response_wire wire = {
		.has_length = true, .close = true, .date = LIT(DATE)
	};
	struct buf whole = BUF(1024);

	(void)state;
	assert_true(http_response_head(&whole, &resp, &wire));
	for (size_t max = 0; max < whole.len; max++) {
		struct buf b = BUF(max);

		assert_false(http_response_head(&b, &resp, &wire));
		assert_int_equal(b.len, 0);
		buf_clear(&b);
	}
	buf_clear(&whole);
}

static void
field_values_hold_no_control_and_no_blank_around(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		char text[3] = { 'a', (char)c, 'b' };
		bool is_good = c == '\t' || (c >= ' ' && c != 0x7F);

		assert_int_equal(
		    http_field_value_is_valid((struct slice){ text, 3 }),
		    is_good);
	}
	assert_true(http_field_value_is_valid(slice_of("")));
	assert_false(http_field_value_is_valid(slice_of(" a")));
	assert_false(http_field_value_is_valid(slice_of("a\t")));
}

/* The names of RFC 9110 15, of those that ssed and its proxies send. */
static const struct {
	int status;
	const char *text;
} names[] = {
	{ 100, "Continue" },
	{ 200, "OK" },
	{ 204, "No Content" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 408, "Request Timeout" },
	{ 409, "Conflict" },
	{ 410, "Gone" },
	{ 413, "Content Too Large" },
	{ 414, "URI Too Long" },
	{ 415, "Unsupported Media Type" },
	{ 417, "Expectation Failed" },
	{ 429, "Too Many Requests" },
	{ 431, "Request Header Fields Too Large" },
	{ 500, "Internal Server Error" },
	{ 501, "Not Implemented" },
	{ 503, "Service Unavailable" },
	{ 504, "Gateway Timeout" },
	{ 505, "HTTP Version Not Supported" },
	{ 0, "Unknown" },
	{ 999, "Unknown" },
};

static void
a_status_has_the_name_of_the_standard(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		assert_string_equal(
		    http_status_text(names[i].status), names[i].text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heads_are_written),
		cmocka_unit_test(what_is_not_fit_for_a_head_is_refused),
		cmocka_unit_test(a_head_that_does_not_fit_leaves_the_buf),
		cmocka_unit_test(
		    field_values_hold_no_control_and_no_blank_around),
		cmocka_unit_test(a_status_has_the_name_of_the_standard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
