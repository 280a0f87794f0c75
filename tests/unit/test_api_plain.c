/* Tests of api/plain.c: what is read without a tree, and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/plain.h"
#include "base/buf.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *name, *text, *want; /* want NULL: jansson's to read */
} rows[] = {
	{ "all",
	    "{\"topic\":\"t\",\"event\":\"e\",\"id\":\"i\",\"data\":\"d\"}",
	    "t e i d" },
	{ "data alone", "{\"data\":\"d\"}", "- - - d" },
	{ "empty", "{\"data\":\"\",\"id\":\"\"}", "- -  " },
	{ "blanks", "\t{ \"data\" : \"d\" , \"id\" :\r\n\"i\" } ", "- - i d" },
	{ "not ASCII", "{\"data\":\"\xc3\xa9\"}", "- - - \xc3\xa9" },
	{ "not UTF-8", "{\"data\":\"\xff\"}", NULL },
	{ "escaped data", "{\"data\":\"\\\\a\\n\\\"\\t\",\"id\":\"i\"}",
	    "- - i \\a\n\"\t" },
	{ "a backslash at the end", "{\"data\":\"a\\", NULL },
	{ "an escaped quote at the end", "{\"data\":\"a\\\"}", NULL },
	{ "a code", "{\"data\":\"a\\u0041\"}", NULL },
	{ "no escape", "{\"data\":\"a\\x\"}", NULL },
	{ "an escaped id", "{\"id\":\"a\\n\",\"data\":\"\"}", NULL },
	{ "an escaped name", "{\"d\\u0061ta\":\"a\"}", NULL },
	{ "a control", "{\"data\":\"a\tb\"}", NULL },
	{ "no string", "{\"data\":1}", NULL },
	{ "null", "{\"id\":null,\"data\":\"d\"}", NULL },
	{ "no data", "{\"topic\":\"t\"}", NULL },
	{ "twice", "{\"data\":\"d\",\"data\":\"d\"}", NULL },
	{ "another member", "{\"data\":\"d\",\"to\":\"ann\"}", NULL },
	{ "nothing in it", "{}", NULL },
	{ "a comma too many", "{\"data\":\"d\",}", NULL },
	{ "no end", "{\"data\":\"d\"", NULL },
	{ "no end of a string", "{\"data\":\"d", NULL },
	{ "something behind", "{\"data\":\"d\"}{", NULL },
	{ "a list", "[\"data\",\"d\"]", NULL },
	{ "nothing", "", NULL },
};

static void
add(struct buf *b, struct slice value)
{
	buf_add(b, value.ptr != NULL ? value : slice_of("-"));
	buf_add_char(b, ' ');
}

static void
add_data(struct buf *b, const struct api_plain *p)
{
	char text[64];

	if (p->is_escaped)
		buf_add(b,
		    (struct slice){ text, api_plain_unescape(text, p->data) });
	else
		buf_add(b, p->data);
}

static void
every_row(void **state)
{
	struct buf b = BUF(256);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct api_plain p;
		bool is = api_plain_read(&p, slice_of(rows[i].text));

		buf_reset(&b);
		if (is) {
			add(&b, p.topic);
			add(&b, p.type);
			add(&b, p.id);
			add_data(&b, &p);
		}
		if (is != (rows[i].want != NULL) ||
		    (is && !slice_is(buf_slice(&b), rows[i].want)))
			fail_msg("%s: got %.*s", rows[i].name,
			    SLICE_ARGS(buf_slice(&b)));
	}
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
