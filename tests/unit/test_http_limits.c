/* Tests of http/parse.c: the limits of a head, and where it stops reading. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "http/parse.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define HOST "Host: h\r\n"

/* A head is: front, then n times filler, then back. */
struct shape {
	const char *name, *front, *filler, *back;
	size_t n;
	int status; /* 200: it is good */
};

#define FRONT_BYTES (sizeof("GET / HTTP/1.1\r\n" HOST "a: \r\n\r\n") - 1)

static const struct shape shapes[] = {
	{ "16 KiB", "GET / HTTP/1.1\r\n" HOST "a: ", "x", "\r\n\r\n",
	    HTTP_HEAD_MAX - FRONT_BYTES, 200 },
	{ "a byte more", "GET / HTTP/1.1\r\n" HOST "a: ", "x", "\r\n\r\n",
	    HTTP_HEAD_MAX - FRONT_BYTES + 1, 431 },
	{ "much more", "GET / HTTP/1.1\r\n" HOST "a: ", "x", "\r\n\r\n", 100000,
	    431 },
	{ "much more, without an end", "GET / HTTP/1.1\r\n" HOST "a: ", "x", "",
	    100000, 431 },
	{ "64 fields", "GET / HTTP/1.1\r\n" HOST, "a: b\r\n", "\r\n",
	    HTTP_FIELDS_MAX - 1, 200 },
	{ "65 fields", "GET / HTTP/1.1\r\n" HOST, "a: b\r\n", "\r\n",
	    HTTP_FIELDS_MAX, 431 },
	{ "a target of 8 KiB", "GET /", "x", " HTTP/1.1\r\n" HOST "\r\n",
	    HTTP_TARGET_MAX - 1, 200 },
	{ "a byte more of it", "GET /", "x", " HTTP/1.1\r\n" HOST "\r\n",
	    HTTP_TARGET_MAX, 414 },
	{ "much more of it", "GET /", "x", " HTTP/1.1\r\n" HOST "\r\n", 100000,
	    414 },
	{ "much more of it, without an end", "GET /", "x", "", 100000, 414 },
	{ "a long query counts too", "GET /?a=", "x",
	    " HTTP/1.1\r\n" HOST "\r\n", HTTP_TARGET_MAX, 414 },
	{ "a method of 32 bytes", "", "M", " / HTTP/1.1\r\n" HOST "\r\n",
	    HTTP_METHOD_MAX, 200 },
	{ "a byte more of it", "", "M", " / HTTP/1.1\r\n" HOST "\r\n",
	    HTTP_METHOD_MAX + 1, 400 },
	{ "a method without an end", "", "M", "", 100000, 400 },
	{ "a version without an end", "GET / HTTP/1.1", "1", "", 100000, 400 },
};

static struct slice
build(const struct shape *shape, struct buf *head)
{
	buf_reset(head);
	assert_true(buf_add(head, slice_of(shape->front)));
	for (size_t i = 0; i < shape->n; i++)
		assert_true(buf_add(head, slice_of(shape->filler)));
	assert_true(buf_add(head, slice_of(shape->back)));
	return buf_slice(head);
}

/* Returns the status that head by step bytes gives; 100: more is wanted. */
static int
status_of(struct slice head, size_t step)
{
	struct http_parse p = { 0 };
	struct http_request req;
	enum http_parse_status status;
	size_t n = 0, head_bytes = 0;

	do {
		n += head.len - n < step ? head.len - n : step;
		status =
		    http_parse_head(&p, slice_take(head, n), &req, &head_bytes);
	} while (status == HTTP_PARSE_MORE && n < head.len);
	if (status == HTTP_PARSE_DONE)
		assert_int_equal(head_bytes, head.len);
	if (status == HTTP_PARSE_BAD)
		return p.status;
	return status == HTTP_PARSE_DONE ? 200 : 100;
}

static void
limits_hold_however_the_head_is_split(void **state)
{
	static const size_t steps[] = { SIZE_MAX, 1, 2, 3, 7, 64, 1460, 4096,
		16383, 16384, 16385 };
	struct buf head = BUF(1 << 20);

	(void)state;
	for (size_t i = 0; i < COUNT(shapes); i++)
		for (size_t k = 0; k < COUNT(steps); k++) {
			int got = status_of(build(&shapes[i], &head), steps[k]);

			if (got != shapes[i].status)
				fail_msg("%s, by %zu: got %d, want %d",
				    shapes[i].name, steps[k], got,
				    shapes[i].status);
		}
	buf_clear(&head);
}

/* A fault is told when it is seen, not when the head is whole. */
static const struct {
	const char *head;
	int status;
} faults[] = {
	{ " ", 400 },
	{ "GET / HTTP/1.1\n", 400 },
	{ "GET / HTTP/1.1\rX", 400 },
	{ "GET / HTTP/3.0\r\n", 505 },
	{ "G@T / HTTP/1.1\r\n", 400 },
	{ "GET / HTTP/1.1\r\n ", 400 },
	{ "GET / HTTP/1.1\r\nHost h\r\n", 400 },
	{ "GET / HTTP/1.1\r\nHost : h\r\n", 400 },
	{ "GET / HTTP/1.1\r\nHost: \x01", 400 },
};

static void
a_fault_is_told_at_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(faults); i++) {
		struct slice head = slice_of(faults[i].head);

		assert_int_equal(status_of(head, 1), faults[i].status);
		head.len--;
		assert_int_equal(status_of(head, 1), 100);
	}
}

static void
what_follows_the_head_is_left(void **state)
{
	static const char head[] =
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: 4\r\n\r\n";
	struct http_parse p = { 0 };
	struct http_request req;
	size_t head_bytes = 0;
	struct buf in = BUF(1024);

	(void)state;
	assert_true(buf_addf(&in, "%s\r\n\r\nGET /", head));
	assert_int_equal(http_parse_head(&p, buf_slice(&in), &req, &head_bytes),
	    HTTP_PARSE_DONE);
	assert_int_equal(head_bytes, sizeof(head) - 1);
	assert_int_equal(req.body_bytes, 4);
	buf_clear(&in);
}

static void
every_method_has_its_name(void **state)
{
	static const struct {
		enum http_method method;
		const char *name;
	} methods[] = {
		{ HTTP_GET, "GET" },
		{ HTTP_HEAD, "HEAD" },
		{ HTTP_POST, "POST" },
		{ HTTP_PUT, "PUT" },
		{ HTTP_PATCH, "PATCH" },
		{ HTTP_DELETE, "DELETE" },
		{ HTTP_OPTIONS, "OPTIONS" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(methods); i++) {
		struct http_parse p = { 0 };
		struct http_request req;
		size_t head_bytes;
		char head[64];

		snprintf(head, sizeof(head), "%s / HTTP/1.0\r\n\r\n",
		    methods[i].name);
		assert_int_equal(
		    http_parse_head(&p, slice_of(head), &req, &head_bytes),
		    HTTP_PARSE_DONE);
		assert_int_equal(req.method, methods[i].method);
		assert_string_equal(
		    http_method_name(req.method), methods[i].name);
	}
}

static void
a_field_is_found_whatever_its_case(void **state)
{
	static const char head[] = "GET / HTTP/1.0\r\nLast-Event-ID: 7\r\n"
				   "x: \r\nlast-event-id: 8\r\n\r\n";
	struct http_parse p = { 0 };
	struct http_request req;
	size_t n;

	(void)state;
	assert_int_equal(
	    http_parse_head(&p, slice_of(head), &req, &n), HTTP_PARSE_DONE);
	assert_true(slice_is(http_request_field(&req, "last-event-id"), "7"));
	assert_true(slice_is(http_request_field(&req, "X"), ""));
	assert_true(http_request_has(&req, "X"));
	assert_false(http_request_has(&req, "last-event"));
	assert_int_equal(http_request_field(&req, "y").len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(limits_hold_however_the_head_is_split),
		cmocka_unit_test(a_fault_is_told_at_once),
		cmocka_unit_test(what_follows_the_head_is_left),
		cmocka_unit_test(every_method_has_its_name),
		cmocka_unit_test(a_field_is_found_whatever_its_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
