/* Tests of client/print.c: the ways in which an event can be printed. */
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

#define STREAM "id: 1\nevent: a\ntopic: t\ndata: {\"x\":\ndata:  1e999}\n\n"
#define BAD "event: a\x1B\ndata: \x1B[31m\t\x7F\xC2\x9B\xC3\xA9\ndata: b\n\n"

/* how: j embeds JSON, 0 ends in NUL ('$' in want), c colors, h harmless,
 * t tells the time, u the URL. */
static const struct {
	const char *name;
	enum print_format format;
	const char *how, *stream, *want;
} rows[] = {
	{ "-j embeds JSON, on one line", PRINT_JSON, "j", STREAM,
	    "{\"event\":\"a\",\"id\":\"1\",\"data\":{\"x\":1e999},"
	    "\"topic\":\"t\"}\n" },
	{ "-j leaves what is no JSON a string", PRINT_JSON, "j",
	    "data: {x}\n\ndata\n\n",
	    "{\"event\":\"message\",\"id\":\"\",\"data\":\"{x}\"}\n"
	    "{\"event\":\"message\",\"id\":\"\",\"data\":\"\"}\n" },
	{ "-0 of json", PRINT_JSON, "0", "data: x\n\n",
	    "{\"event\":\"message\",\"id\":\"\",\"data\":\"x\"}$" },
	{ "-0 of data", PRINT_DATA, "0", "data: x\ndata: y\n\n", "x\ny$" },
	{ "-0 has no meaning for sse", PRINT_SSE, "0", "data: x\n\n",
	    "data: x\n\n" },
	{ "time and url come last", PRINT_JSON, "tu", "topic: t\ndata: x\n\n",
	    "{\"event\":\"message\",\"id\":\"\",\"data\":\"x\",\"topic\":\"t\","
	    "\"time\":\"1970-01-01T00:00:01.500Z\",\"url\":\"http://h/\"}\n" },
	{ "comments of json", PRINT_JSON, "tu", ":a\"\n",
	    "{\"comment\":\"a\\\"\",\"time\":\"1970-01-01T00:00:01.500Z\","
	    "\"url\":\"http://h/\"}\n" },
	{ "comments of data", PRINT_DATA, "", ": a\ndata: x\n\n", "x\n" },
	{ "comments of sse", PRINT_SSE, "", ": a\n:b\n:  c\n:\ndata: x\n\n",
	    ": a\n: b\n:  c\n:\ndata: x\n\n" },
	{ "colors", PRINT_JSON, "c", "id: 1\ndata: x\n\n",
	    "{\x1B[34;1m\"event\"\x1B[0m:\x1B[33m\"message\"\x1B[0m,"
	    "\x1B[34;1m\"id\"\x1B[0m:\x1B[32m\"1\"\x1B[0m,"
	    "\x1B[34;1m\"data\"\x1B[0m:\x1B[32m\"x\"\x1B[0m}\n" },
	{ "json is harmless anyway", PRINT_JSON, "h", "data: \x1B\n\n",
	    "{\"event\":\"message\",\"id\":\"\",\"data\":\"\\u001b\"}\n" },
	{ "data that is harmless", PRINT_DATA, "h", BAD,
	    "\\x1b[31m\t\\x7f\\x9b\xC3\xA9\nb\n" },
	{ "data that is not", PRINT_DATA, "", BAD,
	    "\x1B[31m\t\x7F\xC2\x9B\xC3\xA9\nb\n" },
	{ "the NUL at the end is ours", PRINT_DATA, "h0", "data: x\n\n", "x$" },
	{ "sse that is harmless", PRINT_SSE, "h", ":\x1B\n" BAD,
	    ": \\x1b\nevent: a\\x1b\n"
	    "data: \\x1b[31m\t\\x7f\\x9b\xC3\xA9\ndata: b\n\n" },
};

static bool
has(const char *how, char c)
{
	return strchr(how, c) != NULL;
}

static void
init(struct print *p, enum print_format format, const char *how)
{
	print_init(p, format, 4096);
	p->embeds_json = has(how, 'j');
	p->end = has(how, '0') ? '\0' : '\n';
	p->color = has(how, 'c');
	p->harmless = has(how, 'h');
	p->time_ms = has(how, 't') ? 1500 : -1;
	p->tells_url = has(how, 'u');
	p->url = slice_of("http://h/");
}

/* Appends what stream prints as. */
static void
print_all(struct print *p, const char *stream, struct buf *out)
{
	struct sse_parser *parser = sse_parser_new(4096);
	struct slice in = slice_of(stream);
	enum sse_status status;
	struct sse_event ev;

	sse_parser_want_comments(parser);
	while ((status = sse_parser_next(parser, &in, &ev)) != SSE_MORE)
		if (status == SSE_COMMENT)
			assert_true(print_comment(p, ev.data, out));
		else
			assert_true(print_event(p, &ev, out));
	sse_parser_free(parser);
}

static void
every_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf out = BUF(4096);
		struct print p;

		init(&p, rows[i].format, rows[i].how);
		print_all(&p, rows[i].stream, &out);
		for (size_t at = 0; at < out.len; at++)
			if (out.ptr[at] == '\0')
				out.ptr[at] = '$';
		if (!slice_is(buf_slice(&out), rows[i].want))
			fail_msg("%s:\ngot  %.*s\nwant %s", rows[i].name,
			    SLICE_ARGS(buf_slice(&out)), rows[i].want);
		print_clear(&p);
		buf_clear(&out);
	}
}

static void
a_comment_that_does_not_fit_leaves_no_part(void **state)
{
	(void)state;
	for (int format = PRINT_JSON; format <= PRINT_SSE; format += 2) {
		struct buf out = BUF(8);
		struct print p;

		print_init(&p, (enum print_format)format, 64);
		buf_add(&out, slice_of("ab"));
		assert_false(print_comment(&p, slice_of("0123456789"), &out));
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
		cmocka_unit_test(a_comment_that_does_not_fit_leaves_no_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
