/* Tests of http/parse.c: request heads as RFC 9112 has them. */
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
#define LIT(s)                                                                 \
	{                                                                      \
		(s), sizeof(s) - 1                                             \
	}
#define START "GET / HTTP/1.1\r\n"
#define HOST "Host: h\r\n"
#define END "\r\n"
#define POST "POST / HTTP/1.1\r\n" HOST

/*
 * A transcript: "METHOD minor path?query" and "; name=value" a field, then
 * "; BODY" with the length, or "chunked", and what else the head says; or the
 * status of a refusal; or "more".
 */
static const struct {
	const char *name;
	struct slice head;
	const char *expected;
} cases[] = {
	/* The request line: RFC 9112 3. */
	{ "a request", LIT(START HOST END), "GET 1 /?; Host=h; 0 keep" },
	{ "a path", LIT("GET /events/a%20b HTTP/1.1\r\n" HOST END),
	    "GET 1 /events/a%20b?; Host=h; 0 keep" },
	{ "a query", LIT("GET /a?b=c?d&e=/ HTTP/1.1\r\n" HOST END),
	    "GET 1 /a?b=c?d&e=/; Host=h; 0 keep" },
	{ "a raw bar in the query", LIT("GET /a?t=b|c HTTP/1.1\r\n" HOST END),
	    "GET 1 /a?t=b|c; Host=h; 0 keep" },
	{ "a query that is empty", LIT("GET /a? HTTP/1.1\r\n" HOST END),
	    "GET 1 /a?; Host=h; 0 keep" },
	{ "one empty line in front", LIT("\r\n" START HOST END),
	    "GET 1 /?; Host=h; 0 keep" },
	{ "two empty lines in front", LIT("\r\n\r\n" START HOST END), "400" },
	{ "another method", LIT("DELETE / HTTP/1.1\r\n" HOST END),
	    "DELETE 1 /?; Host=h; 0 keep" },
	{ "methods heed case", LIT("get / HTTP/1.1\r\n" HOST END),
	    "- 1 /?; Host=h; 0 keep" },
	{ "a method that is not known", LIT("MERGE! / HTTP/1.1\r\n" HOST END),
	    "- 1 /?; Host=h; 0 keep" },
	{ "a method that is no token", LIT("G(T / HTTP/1.1\r\n" HOST END),
	    "400" },
	{ "no method", LIT(" / HTTP/1.1\r\n" HOST END), "400" },
	{ "a method of 33 bytes",
	    LIT("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG / HTTP/1.1\r\n" HOST END),
	    "400" },
	{ "two spaces", LIT("GET  / HTTP/1.1\r\n" HOST END), "400" },
	{ "a space at the end", LIT("GET / HTTP/1.1 \r\n" HOST END), "400" },
	{ "a tab for a space", LIT("GET\t/ HTTP/1.1\r\n" HOST END), "400" },
	{ "a space in the target", LIT("GET /a b HTTP/1.1\r\n" HOST END),
	    "400" },
	{ "a fragment", LIT("GET /a#b HTTP/1.1\r\n" HOST END), "400" },
	{ "bytes over 0x7F in the target",
	    LIT("GET /\xC3\xA9 HTTP/1.1\r\n" HOST END), "400" },
	{ "no target", LIT("GET HTTP/1.1\r\n" HOST END), "400" },
	{ "a target without slash", LIT("GET a HTTP/1.1\r\n" HOST END), "400" },
	{ "no version", LIT("GET /\r\n" HOST END), "400" },
	{ "a version in small letters", LIT("GET / http/1.1\r\n" HOST END),
	    "400" },
	{ "a version of three digits", LIT("GET / HTTP/1.10\r\n" HOST END),
	    "400" },
	{ "HTTP/1.2", LIT("GET / HTTP/1.2\r\n" HOST END), "505" },
	{ "HTTP/2 as it opens", LIT("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
	    "505" },
	{ "HTTP/0.9", LIT("GET / HTTP/0.9\r\n" HOST END), "505" },
	{ "TLS", LIT("\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03"), "400" },

	/* The other forms of a target: RFC 9112 3.2.2 to 3.2.4. */
	{ "absolute", LIT("GET http://h:80/a?b HTTP/1.1\r\n" HOST END),
	    "GET 1 /a?b; Host=h; 0 keep" },
	{ "absolute without a path", LIT("GET HTTPS://h HTTP/1.1\r\n" HOST END),
	    "GET 1 /?; Host=h; 0 keep" },
	{ "absolute with a query alone",
	    LIT("GET http://h?b HTTP/1.1\r\n" HOST END),
	    "GET 1 /?b; Host=h; 0 keep" },
	{ "absolute without a host", LIT("GET http:///a HTTP/1.1\r\n" HOST END),
	    "400" },
	{ "absolute with a user", LIT("GET http://u@h/a HTTP/1.1\r\n" HOST END),
	    "400" },
	{ "absolute of another scheme",
	    LIT("GET ftp://h/a HTTP/1.1\r\n" HOST END), "400" },
	{ "the asterisk", LIT("OPTIONS * HTTP/1.1\r\n" HOST END),
	    "OPTIONS 1 *?; Host=h; 0 keep" },
	{ "the asterisk is for OPTIONS", LIT("GET * HTTP/1.1\r\n" HOST END),
	    "400" },

	{ "CONNECT", LIT("CONNECT h:443 HTTP/1.1\r\n" HOST END),
	    "- 1 h:443?; Host=h; 0 keep" },
	{ "CONNECT to nothing", LIT("CONNECT  HTTP/1.1\r\n" HOST END), "400" },
	{ "CONNECT to no host", LIT("CONNECT :443 HTTP/1.1\r\n" HOST END),
	    "400" },
	{ "CONNECT to a path", LIT("CONNECT /a HTTP/1.1\r\n" HOST END), "400" },

	/* Fields: RFC 9112 5. */
	{ "blanks around a value", LIT(START HOST "a: \t b c\t \r\n" END),
	    "GET 1 /?; Host=h; a=b c; 0 keep" },
	{ "no blank", LIT(START HOST "a:b:c\r\n" END),
	    "GET 1 /?; Host=h; a=b:c; 0 keep" },
	{ "an empty value", LIT(START HOST "a:\r\n" END),
	    "GET 1 /?; Host=h; a=; 0 keep" },
	{ "bytes over 0x7F in a value", LIT(START HOST "a: \xC3\xA9\r\n" END),
	    "GET 1 /?; Host=h; a=\xC3\xA9; 0 keep" },
	{ "a tab in a value", LIT(START HOST "a: b\tc\r\n" END),
	    "GET 1 /?; Host=h; a=b\tc; 0 keep" },
	{ "a blank before the colon", LIT(START HOST "a : b\r\n" END), "400" },
	{ "no name", LIT(START HOST ": b\r\n" END), "400" },
	{ "no colon", LIT(START HOST "a\r\n" END), "400" },
	{ "a name that is no token", LIT(START HOST "a(b): c\r\n" END), "400" },
	{ "folded with a space", LIT(START HOST "a: b\r\n c\r\n" END), "400" },
	{ "folded with a tab", LIT(START HOST "a: b\r\n\tc\r\n" END), "400" },
	{ "a blank before the first field", LIT(START " " HOST END), "400" },
	{ "LF alone ends the first line", LIT("GET / HTTP/1.1\n" HOST END),
	    "400" },
	{ "LF alone ends a field", LIT(START "Host: h\n" END), "400" },
	{ "LF alone ends the head", LIT(START HOST "\n"), "400" },
	{ "CR alone in a field", LIT(START HOST "a: b\rc\r\n" END), "400" },
	{ "CR CR LF", LIT(START HOST "a: b\r\r\n" END), "400" },
	{ "NUL in a value", LIT(START HOST "a: b\0c\r\n" END), "400" },
	{ "ESC in a value", LIT(START HOST "a: \x1B[2J\r\n" END), "400" },
	{ "DEL in a value", LIT(START HOST "a: \x7F\r\n" END), "400" },

	/* Host: RFC 9112 3.2. */
	{ "no host", LIT(START END), "400" },
	{ "an empty host", LIT(START "Host:\r\n" END),
	    "GET 1 /?; Host=; 0 keep" },
	{ "two hosts", LIT(START HOST HOST END), "400" },
	{ "a host and a port", LIT(START "hOST: a.b:8080\r\n" END),
	    "GET 1 /?; hOST=a.b:8080; 0 keep" },
	{ "IPv6", LIT(START "Host: [::1]:80\r\n" END),
	    "GET 1 /?; Host=[::1]:80; 0 keep" },
	{ "a host with a path", LIT(START "Host: a/b\r\n" END), "400" },
	{ "a host with a user", LIT(START "Host: u@a\r\n" END), "400" },
	{ "two hosts in one", LIT(START "Host: a, b\r\n" END), "400" },
	{ "a port that is no number", LIT(START "Host: a:b\r\n" END), "400" },
	{ "no host is needed in HTTP/1.0", LIT("GET / HTTP/1.0\r\n" END),
	    "GET 0 /?; 0 close" },

	/* The connection: RFC 9112 9.3. */
	{ "close", LIT(START HOST "Connection: close\r\n" END),
	    "GET 1 /?; Host=h; Connection=close; 0 close" },
	{ "close in a list", LIT(START HOST "Connection: te, CLOSE\r\n" END),
	    "GET 1 /?; Host=h; Connection=te, CLOSE; 0 close" },
	{ "close in a second field",
	    LIT(START HOST "Connection: a\r\nConnection: close\r\n" END),
	    "GET 1 /?; Host=h; Connection=a; Connection=close; 0 close" },
	{ "what only looks like close",
	    LIT(START HOST "Connection: closed\r\n" END),
	    "GET 1 /?; Host=h; Connection=closed; 0 keep" },
	{ "HTTP/1.0 and keep-alive",
	    LIT("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n" END),
	    "GET 0 /?; Connection=Keep-Alive; 0 keep" },
	{ "HTTP/1.0, keep-alive and close",
	    LIT("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n" END),
	    "GET 0 /?; Connection=keep-alive, close; 0 close" },

	/* The body: RFC 9112 6. */
	{ "a length", LIT(POST "Content-Length: 5\r\n" END),
	    "POST 1 /?; Host=h; Content-Length=5; 5 keep" },
	{ "a length of zero", LIT(POST "Content-Length: 0\r\n" END),
	    "POST 1 /?; Host=h; Content-Length=0; 0 keep" },
	{ "leading zeros", LIT(POST "Content-Length: 007\r\n" END),
	    "POST 1 /?; Host=h; Content-Length=007; 7 keep" },
	{ "a length with a sign", LIT(POST "Content-Length: +5\r\n" END),
	    "400" },
	{ "a length below zero", LIT(POST "Content-Length: -5\r\n" END),
	    "400" },
	{ "a length in hexadecimal", LIT(POST "Content-Length: 0x5\r\n" END),
	    "400" },
	{ "a length that is empty", LIT(POST "Content-Length:\r\n" END),
	    "400" },
	{ "a length of two numbers", LIT(POST "Content-Length: 5 5\r\n" END),
	    "400" },
	{ "a list of lengths", LIT(POST "Content-Length: 5, 5\r\n" END),
	    "400" },
	{ "a length that overflows",
	    LIT(POST "Content-Length: 18446744073709551621\r\n" END), "400" },
	{ "two lengths alike",
	    LIT(POST "Content-Length: 5\r\nContent-Length: 5\r\n" END), "400" },
	{ "two lengths that differ",
	    LIT(POST "Content-Length: 5\r\nContent-Length: 6\r\n" END), "400" },
	{ "chunked", LIT(POST "Transfer-Encoding: Chunked\r\n" END),
	    "POST 1 /?; Host=h; Transfer-Encoding=Chunked; chunked keep" },
	{ "chunked and a length",
	    LIT(POST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n" END),
	    "400" },
	{ "a length and chunked",
	    LIT(POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" END),
	    "400" },
	{ "chunked twice",
	    LIT(POST "Transfer-Encoding: chunked\r\n"
		     "Transfer-Encoding: chunked\r\n" END),
	    "400" },
	{ "no coding at all", LIT(POST "Transfer-Encoding:\r\n" END), "400" },
	{ "another coding", LIT(POST "Transfer-Encoding: gzip\r\n" END),
	    "501" },
	{ "another coding before chunked",
	    LIT(POST "Transfer-Encoding: gzip, chunked\r\n" END), "501" },
	{ "a coding that looks like chunked",
	    LIT(POST "Transfer-Encoding: xchunked\r\n" END), "501" },
	{ "chunked in HTTP/1.0",
	    LIT("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n" END),
	    "400" },

	/* Expect: RFC 9110 10.1.1. */
	{ "100-continue",
	    LIT(POST "Content-Length: 5\r\nExpect: 100-Continue\r\n" END),
	    "POST 1 /?; Host=h; Content-Length=5; Expect=100-Continue; "
	    "5 keep continue" },
	{ "another expectation", LIT(POST "Expect: cake\r\n" END), "417" },
	{ "100-continue from HTTP/1.0 is ignored",
	    LIT("POST / HTTP/1.0\r\nContent-Length: 5\r\n"
		"Expect: 100-continue\r\n" END),
	    "POST 0 /?; Content-Length=5; Expect=100-continue; 5 close" },

	/* Not there yet. */
	{ "nothing", LIT(""), "more" },
	{ "half an empty line", LIT("\r"), "more" },
	{ "half a line", LIT("GET / HT"), "more" },
	{ "no empty line", LIT(START HOST), "more" },
	{ "half the end", LIT(START HOST "\r"), "more" },
};

static void
transcribe_request(const struct http_request *req, struct buf *out)
{
	bool fits =
	    buf_addf(out, "%s %d %.*s?%.*s", http_method_name(req->method),
		req->minor, SLICE_ARGS(req->path), SLICE_ARGS(req->query));

	for (size_t i = 0; i < req->field_count; i++)
		fits = fits && buf_addf(out, "; %.*s=%.*s",
				   SLICE_ARGS(req->fields[i].name),
				   SLICE_ARGS(req->fields[i].value));
	if (req->is_chunked)
		fits = fits && req->body_bytes == -1 &&
		       buf_add(out, slice_of("; chunked"));
	else
		fits = fits && buf_addf(out, "; %d", (int)req->body_bytes);
	assert_true(
	    fits && buf_addf(out, "%s%s", req->keep_alive ? " keep" : " close",
			req->wants_continue ? " continue" : ""));
}

/* Parses what grows by step bytes, each time from another place. */
static void
transcribe(struct slice head, size_t step, struct buf *out)
{
	struct http_parse p = { 0 };
	struct http_request req;
	enum http_parse_status status;
	size_t n = 0, head_bytes = 0;
	char *copy = NULL;

	buf_reset(out);
	do {
		n += head.len - n < step ? head.len - n : step;
		free(copy);
		copy = malloc(n + 1);
		memcpy(copy, head.ptr, n);
		status = http_parse_head(
		    &p, (struct slice){ copy, n }, &req, &head_bytes);
	} while (status == HTTP_PARSE_MORE && n < head.len);
	if (status == HTTP_PARSE_DONE) {
		assert_int_equal(head_bytes, head.len);
		transcribe_request(&req, out);
	} else {
		assert_true((p.why != NULL) == (status == HTTP_PARSE_BAD));
		assert_true(status == HTTP_PARSE_BAD
				? buf_addf(out, "%d", p.status)
				: buf_addf(out, "more"));
	}
	free(copy);
}

static void
heads_in_every_split_size(void **state)
{
	struct buf out = BUF(1 << 10);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t step = 1; step <= cases[i].head.len + 1; step++) {
			transcribe(cases[i].head, step, &out);
			if (strcmp(out.ptr, cases[i].expected) != 0)
				fail_msg("%s, by %zu: got \"%s\", want \"%s\"",
				    cases[i].name, step, out.ptr,
				    cases[i].expected);
		}
	buf_clear(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heads_in_every_split_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
