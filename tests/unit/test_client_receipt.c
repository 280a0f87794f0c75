/* Tests of client/receipt.h: what a hub says when it has taken an event. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "client/receipt.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *id, *re;
	const char *text, *line; /* line: NULL: it is none */
} lines[] = {
	{ "", "", "{ \"id\": \"7\",\n\"x\": 1 }", "{\"id\":\"7\",\"x\":1}\n" },
	{ "", "", "{\"id\":\"\x7F\xC2\x9B\"}",
	    "{\"id\":\"\\u007f\\u009b\"}\n" },
	{ "", "", "", NULL },
	{ "", "", "{}", NULL },
	{ "", "", "{\"id\":7}", NULL },
	{ "", "", "\"7\"", NULL },
	{ "", "", "[\"id\"]", NULL },
	{ "", "", "{\"id\":\"7\"", NULL },
	{ "", "", "{\"id\":\"7\"} {}", NULL },
	{ "", "", "{\"id\":\"7\",\"id\":\"7\"}", NULL },
	{ "", "q", "{\"id\":\"7\",\"re\":\"q\"}",
	    "{\"id\":\"7\",\"re\":\"q\"}\n" },
	{ "", "q", "{\"id\":\"7\",\"re\":\"p\"}", NULL },
	{ "", "q", "{\"id\":\"7\",\"re\":[\"q\"]}", NULL },
	{ "", "q", "{\"id\":\"7\"}", NULL },
	{ "", "q", "{\"id\":\"7\",\"re\":\"q\\u0000\"}", NULL },
	{ "7", "", "{\"id\":\"7\"}", "{\"id\":\"7\"}\n" },
	{ "7", "", "{\"id\":\"8\"}", NULL },
	{ "7", "", "{\"id\":\"77\"}", NULL },
	{ "7", "", "{\"id\":\"7\\u0000\"}", NULL },
	{ "7", "", "{\"id\":\"\"}", NULL },
	{ "7", "", "{\"id\":7}", NULL },
	{ "7", "", "{\"topic\":\"7\"}", NULL },
	{ "\xC3\xA9 %/", "", "{\"id\":\"\\u00E9 %\\/\"}",
	    "{\"id\":\"\xC3\xA9 %/\"}\n" },
	{ "e\xCC\x81", "", "{\"id\":\"\\u00E9\"}", NULL },
};

static void
a_receipt_is_a_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct slice text = slice_of(lines[i].text);
		struct buf line = BUF(4096), none = BUF(4);
		const char *want = lines[i].line;
		const struct receipt_of of = {
			.id = slice_of(lines[i].id),
			.re = slice_of(lines[i].re),
		};
		struct receipt r;

		assert_int_equal(
		    receipt_read(&r, &of, text, &line), want != NULL);
		assert_true(slice_is(buf_slice(&line), want ? want : ""));
		assert_int_equal(
		    receipt_read(&r, &of, text, NULL), want != NULL);
		assert_false(receipt_read(&r, &of, text, &none));
		assert_int_equal(none.len, 0);
		buf_clear(&line);
		buf_clear(&none);
	}
}

static const struct {
	const char *text;
	bool is_duplicate, is_for_nobody;
} rows[] = {
	{ "{\"id\":\"7\"}", false, false },
	{ "{\"id\":\"7\",\"delivered\":0}", false, true },
	{ "{\"id\":\"7\",\"delivered\":2}", false, false },
	{ "{\"id\":\"7\",\"delivered\":0.0}", false, false },
	{ "{\"id\":\"7\",\"delivered\":\"0\"}", false, false },
	{ "{\"id\":\"7\",\"duplicate\":true}", true, false },
	{ "{\"id\":\"7\",\"duplicate\":1}", false, false },
	{ "{\"id\":\"7\",\"delivered\":0,\"duplicate\":true}", true, false },
};

static void
it_tells_what_became_of_the_event(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct receipt_of of = { .id = slice_empty() };
		struct receipt r;

		assert_true(
		    receipt_read(&r, &of, slice_of(rows[i].text), NULL));
		assert_int_equal(r.is_duplicate, rows[i].is_duplicate);
		assert_int_equal(r.is_for_nobody, rows[i].is_for_nobody);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_receipt_is_a_line),
		cmocka_unit_test(it_tells_what_became_of_the_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
