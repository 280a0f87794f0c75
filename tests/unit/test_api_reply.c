/* Tests of api/reply.c: what every answer says, now or later. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/api.h"
#include "api/problem.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define APP "https://app.example"
#define EXPOSE                                                                 \
	"Access-Control-Expose-Headers: Last-Event-ID, Ssed-Stream, "          \
	"Retry-After\r\n"
#define NAMED                                                                  \
	"Access-Control-Allow-Origin: " APP "\r\n"                             \
	"Access-Control-Allow-Credentials: true\r\n" EXPOSE
#define ANYONE "Access-Control-Allow-Origin: *\r\n" EXPOSE
#define VARY "Vary: Origin\r\n"

/* What the wire was told last. */
static char said[1024];

static void
note_fields(struct http_exchange *x, const struct http_response *resp)
{
	/* Its next request may begin in here: it must find no old note. */
	assert_null(x->reader);
	snprintf(said, sizeof(said), "%.*s", SLICE_ARGS(resp->fields));
}

static void
note_stream(struct http_exchange *x, const struct http_response *resp,
    struct http_source *src)
{
	assert_null(src);
	note_fields(x, resp);
}

static const struct http_exchange_ops ops = {
	.respond = note_fields,
	.stream = note_stream,
};

static const struct {
	const char *name;
	struct opt_list origins, fields;
	const char *origin; /* of the request; NULL: none */
	const char *expected;
} answers[] = {
	{ "as it is made", { .count = 0 }, { .count = 0 }, NULL, "A: b\r\n" },
	{ "nobody is let in", { .count = 0 }, { .count = 0 }, APP, "A: b\r\n" },
	{ "a field of ours", { .count = 0 }, { { "X-A: 1" }, 1 }, APP,
	    "A: b\r\nX-A: 1\r\n" },
	{ "fields are trimmed, and keep their order", { .count = 0 },
	    { { "X-B:2 ", "X-A: \t1: 2" }, 2 }, NULL,
	    "A: b\r\nX-B: 2\r\nX-A: 1: 2\r\n" },
	{ "an origin that is listed", { { "null", APP }, 2 }, { .count = 0 },
	    APP, "A: b\r\n" VARY NAMED },
	{ "the origin as the client wrote it",
	    { { "HTTPS://APP.example:443" }, 1 }, { .count = 0 }, APP,
	    "A: b\r\n" VARY NAMED },
	{ "one that is not listed", { { APP }, 1 }, { .count = 0 },
	    "https://b.example", "A: b\r\n" VARY },
	{ "none", { { APP }, 1 }, { .count = 0 }, NULL, "A: b\r\n" VARY },
	{ "any", { { "*" }, 1 }, { .count = 0 }, APP, "A: b\r\n" ANYONE },
	{ "any, given twice", { { "*", "*" }, 2 }, { .count = 0 }, NULL,
	    "A: b\r\n" ANYONE },
	{ "any, and this by name", { { "*", APP }, 2 }, { .count = 0 }, APP,
	    "A: b\r\n" VARY NAMED },
	{ "any, and not this", { { "*", APP }, 2 }, { .count = 0 },
	    "https://b.example", "A: b\r\n" VARY ANYONE },
	{ "both", { { APP }, 1 }, { { "X-A: 1" }, 1 }, APP,
	    "A: b\r\nX-A: 1\r\n" VARY NAMED },
};

/* An api of that row, and an exchange whose head it has seen. */
static void
begin(struct api *api, struct http_exchange *x, struct http_request *req,
    size_t row)
{
	const char *origin = answers[row].origin;

	api_init(api, NULL, 0, NULL);
	assert_true(api_reply_set(
	    &api->reply, &answers[row].origins, &answers[row].fields));
	*req = (struct http_request){ .method = HTTP_GET };
	if (origin != NULL)
		req->fields[req->field_count++] =
		    (struct http_field){ slice_of("Origin"), slice_of(origin) };
	*x = (struct http_exchange){ .ops = &ops, .req = req };
	api_reply_begin(api, x);
}

static void
check_said(const char *name, const char *how, const char *expected)
{
	if (strcmp(said, expected) != 0)
		fail_msg("%s, %s: got\n%swant\n%s", name, how, said, expected);
}

static void
an_answer_and_a_stream_say_who_may_read_them(void **state)
{
	const struct http_response resp = { .status = 200,
		.fields = { "A: b\r\n", 6 } };

	(void)state;
	for (size_t i = 0; i < COUNT(answers); i++) {
		struct http_request req;
		struct http_exchange x;
		struct api api;

		begin(&api, &x, &req, i);
		api_respond(&api, &x, &resp);
		check_said(answers[i].name, "whole", answers[i].expected);
		api_reply_begin(&api, &x);
		api_stream(&api, &x, &resp, NULL);
		check_said(answers[i].name, "stream", answers[i].expected);
		api_clear(&api);
	}
}

static void
an_answer_that_comes_later_says_it_too(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(answers); i++) {
		struct http_request req;
		struct http_exchange x;
		struct api api;

		begin(&api, &x, &req, i);
		x.req = NULL;
		memset(&req, 0, sizeof(req));
		api_problem_with(
		    &api, &x, API_NOT_KEPT, "no room", slice_of("A: b\r\n"));
		check_said(answers[i].name, "later", answers[i].expected);
		api_clear(&api);
	}
}

static void
a_client_that_left_leaves_no_note(void **state)
{
	struct http_request req;
	struct http_exchange x;
	struct api api;

	(void)state;
	begin(&api, &x, &req, 4);
	assert_string_equal(x.reader, APP);
	http_exchange_clear(&x);
	http_exchange_clear(&x);
	assert_null(x.reader);
	api_clear(&api);
}

static const struct {
	const char *field;
	bool expected;
} fields[] = {
	{ "Server: mine", true },
	{ "X-A:b", true },
	{ "X-A: b: c", true },
	{ "X-A: \xc3\xa9", true },
	{ "Vary: Accept", true },
	{ "Allowed: x", true },
	{ "Dated: x", true },
	{ "Access-Control: x", true },
	{ "Ssed: x", true },
	{ "", false },
	{ ":", false },
	{ ": b", false },
	{ "X-A", false },
	{ "X-A:", false },
	{ "X-A: ", false },
	{ "X A: b", false },
	{ "X-A : b", false },
	{ " X-A: b", false },
	{ "X-A: b\r\nX-B: c", false },
	{ "X-A: b\n", false },
	{ "X-A: \x01", false },
	{ "X-A: \x7f", false },
	{ "X-\xc3\xa9: b", false },
	{ "Content-Length: 5", false },
	{ "content-length: 5", false },
	{ "Transfer-Encoding: chunked", false },
	{ "Connection: close", false },
	{ "Content-Type: text/html", false },
	{ "DATE: now", false },
	{ "Access-Control-Allow-Origin: *", false },
	{ "access-control-max-age: 1", false },
	{ "Access-Control-: x", false },
	{ "Ssed-Stream: x", false },
	{ "Cache-Control: no-store", false },
	{ "Retry-After: 1", false },
	{ "ETag: \"x\"", false },
	{ "Last-Modified: x", false },
	{ "Location: /x", false },
	{ "Accept-Ranges: bytes", false },
	{ "Allow: GET", false },
	{ "X-Accel-Buffering: yes", false },
	{ "X-Content-Type-Options: x", false },
	{ "Keep-Alive: x", false },
	{ "Upgrade: x", false },
	{ "Trailer: x", false },
};

static void
a_field_is_refused_that_is_none_or_the_hubs_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(fields); i++)
		if (api_reply_is_field(fields[i].field) != fields[i].expected)
			fail_msg(
			    "%s: want %d", fields[i].field, fields[i].expected);
}

static void
the_fields_have_a_maximum_together(void **state)
{
	const struct opt_list none = { .count = 0 };
	struct opt_list many = { .count = 2 };
	char big[API_FIELDS_BYTES_MAX];
	struct api_reply r;

	(void)state;
	memset(big, 'x', sizeof(big));
	big[1] = ':';
	many.items[0] = big;
	many.items[1] = "x: y";
	api_reply_init(&r);
	/* A blank and the end of a line, and "x: y" with its own. */
	big[API_FIELDS_BYTES_MAX - 3 - 6 + 1] = '\0';
	assert_false(api_reply_set(&r, &none, &many));
	big[API_FIELDS_BYTES_MAX - 3 - 6] = '\0';
	assert_true(api_reply_set(&r, &none, &many));
	assert_int_equal(r.fixed.len, API_FIELDS_BYTES_MAX);
	api_reply_clear(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_and_a_stream_say_who_may_read_them),
		cmocka_unit_test(an_answer_that_comes_later_says_it_too),
		cmocka_unit_test(a_client_that_left_leaves_no_note),
		cmocka_unit_test(
		    a_field_is_refused_that_is_none_or_the_hubs_own),
		cmocka_unit_test(the_fields_have_a_maximum_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
