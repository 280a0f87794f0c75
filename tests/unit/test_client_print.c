/* Tests of client/print.c: events as JSON lines, data and a stream. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/print.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct row {
	const char *name;
	enum print_format format;
	const char *stream, *want;
} rows[] = {
	{ "json", PRINT_JSON, "id: 1\nevent: a\ntopic: t\ndata: x\n\n",
	    "{\"event\":\"a\",\"id\":\"1\",\"data\":\"x\",\"topic\":\"t\"}\n" },
	{ "json without id, type and topic", PRINT_JSON, "data: x\n\n",
	    "{\"event\":\"message\",\"id\":\"\",\"data\":\"x\"}\n" },
	{ "json: the last id holds", PRINT_JSON,
	    "id: 1\ndata: x\n\ndata: y\n\n",
	    "{\"event\":\"message\",\"id\":\"1\",\"data\":\"x\"}\n"
	    "{\"event\":\"message\",\"id\":\"1\",\"data\":\"y\"}\n" },
	{ "json escapes", PRINT_JSON, "data: \"\\\x01\x7F\xC2\x85\ndata: \n\n",
	    "{\"event\":\"message\",\"id\":\"\",\"data\":"
	    "\"\\\"\\\\\\u0001\\u007f\\u0085\\n\"}\n" },
	{ "data", PRINT_DATA, "data: x\ndata: y\n\ndata:\n\n", "x\ny\n\n" },
	{ "sse", PRINT_SSE, "id: 1\nevent: a\ntopic: t\ndata: x\ndata: y\n\n",
	    "event: a\nid: 1\ntopic: t\ndata: x\ndata: y\n\n" },
	{ "sse: an id is written where it is set", PRINT_SSE,
	    "id: 1\ndata: x\n\ndata: y\n\nid: 1\ndata: z\n\n",
	    "id: 1\ndata: x\n\ndata: y\n\nid: 1\ndata: z\n\n" },
	{ "sse: an id of a block without data is not lost", PRINT_SSE,
	    "id: 7\n\ndata: x\n\n", "id: 7\ndata: x\n\n" },
	{ "sse: an id can be taken back", PRINT_SSE,
	    "id: 1\ndata: x\n\nid\ndata: y\n\ndata: z\n\n",
	    "id: 1\ndata: x\n\nid\ndata: y\n\ndata: z\n\n" },
};

static void
a_line_ends_in_its_url(void **state)
{
	const struct sse_event ev = { .type = slice_of("message"),
		.id = slice_of("1"),
		.data = slice_of("x"),
		.topic = slice_of("t") };
	struct buf out = BUF(4096);
	struct print p;

	(void)state;
	print_init(&p, PRINT_JSON, 64);
	p.tells_url = true;
	p.url = slice_of("http://h/\"");
	assert_true(print_event(&p, &ev, &out));
	assert_true(slice_is(buf_slice(&out),
	    "{\"event\":\"message\",\"id\":\"1\",\"data\":\"x\","
	    "\"topic\":\"t\",\"url\":\"http://h/\\\"\"}\n"));
	print_clear(&p);
	buf_clear(&out);
}

/* Appends what the events of stream print as. */
static void
print_all(enum print_format format, const char *stream, struct buf *out)
{
	struct sse_parser *parser = sse_parser_new(4096);
	struct slice in = slice_of(stream);
	struct sse_event ev;
	struct print p;

	print_init(&p, format, 4096);
	while (sse_parser_next(parser, &in, &ev) == SSE_EVENT)
		assert_true(print_event(&p, &ev, out));
	print_clear(&p);
	sse_parser_free(parser);
}

static void
every_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *r = &rows[i];
		struct buf out = BUF(4096);

		print_all(r->format, r->stream, &out);
		if (!slice_is(buf_slice(&out), r->want))
			fail_msg("%s:\ngot  %.*s\nwant %s", r->name,
			    SLICE_ARGS(buf_slice(&out)), r->want);
		buf_clear(&out);
	}
}

static void
what_does_not_fit_leaves_no_part(void **state)
{
	const struct sse_event ev = { .type = slice_of("message"),
		.id = slice_of("1"),
		.data = slice_of("0123456789"),
		.topic = slice_of("") };

	(void)state;
	for (int format = PRINT_JSON; format <= PRINT_SSE; format++) {
		struct buf out = BUF(12);
		struct print p;

		print_init(&p, (enum print_format)format, 64);
		buf_add(&out, slice_of("ab"));
		assert_false(print_event(&p, &ev, &out));
		assert_int_equal(out.len, 2);
		print_clear(&p);
		buf_clear(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row),
		cmocka_unit_test(a_line_ends_in_its_url),
		cmocka_unit_test(what_does_not_fit_leaves_no_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
