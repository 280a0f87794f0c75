/* Tests of client/tally.c: what a hub says became of many events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/tally.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define HEAD "{\"accepted\":1,\"duplicates\":1,\"errors\":["

static const struct {
	const char *name, *answer;
	size_t count;
	const char *want; /* NULL: none */
} rows[] = {
	{ "all taken", "{\"accepted\":2,\"duplicates\":1,\"errors\":[]}", 3,
	    "2 1 0; known 3" },
	{ "some refused, some for now",
	    HEAD "{\"line\":1,\"code\":\"bad-id\",\"detail\":\"no\\u001b\"},"
		 "{\"line\":3,\"code\":\"busy\"}]}",
	    4, "1 1 0 0=bad-id: no? 2=busy!; known 4" },
	{ "each code that passes",
	    "{\"accepted\":0,\"duplicates\":0,\"errors\":["
	    "{\"line\":1,\"code\":\"not-kept\"},"
	    "{\"line\":2,\"code\":\"log-failed\"},"
	    "{\"line\":3,\"code\":\"draining\"},"
	    "{\"line\":4,\"code\":\"busy-user\"},"
	    "{\"line\":5,\"code\":\"busy-address\"},"
	    "{\"line\":6,\"code\":\"timeout\"},"
	    "{\"line\":7,\"code\":\"busy-\"}]}",
	    7,
	    "0 0 0 0=not-kept! 1=log-failed! 2=draining! 3=busy-user! "
	    "4=busy-address! 5=timeout! 6=busy-; known 7" },
	{ "more behind the last that is told",
	    HEAD "{\"line\":2,\"code\":\"x\"}],\"more_errors\":2}", 5,
	    "1 1 2 1=x; known 2" },
	{ "more than there can be behind it",
	    HEAD "{\"line\":4,\"code\":\"x\"}],\"more_errors\":2}", 5, NULL },
	{ "more, and none told", HEAD "],\"more_errors\":2}", 4, NULL },
	{ "too few", HEAD "]}", 3, NULL },
	{ "too many", HEAD "]}", 1, NULL },
	{ "a line that was not sent", HEAD "{\"line\":4,\"code\":\"x\"}]}", 3,
	    NULL },
	{ "line 0", HEAD "{\"line\":0,\"code\":\"x\"}]}", 3, NULL },
	{ "not in order",
	    HEAD "{\"line\":2,\"code\":\"x\"},{\"line\":1,\"code\":\"x\"}]}", 4,
	    NULL },
	{ "the same twice",
	    HEAD "{\"line\":2,\"code\":\"x\"},{\"line\":2,\"code\":\"x\"}]}", 4,
	    NULL },
	{ "an error without a code", HEAD "{\"line\":2}]}", 3, NULL },
	{ "an error that is none", HEAD "7]}", 3, NULL },
	{ "errors that are none",
	    "{\"accepted\":3,\"duplicates\":0,\"errors\":{}}", 3, NULL },
	{ "no errors", "{\"accepted\":3,\"duplicates\":0}", 3, NULL },
	{ "no duplicates", "{\"accepted\":3,\"errors\":[]}", 3, NULL },
	{ "below 0", "{\"accepted\":4,\"duplicates\":-1,\"errors\":[]}", 3,
	    NULL },
	{ "no number", "{\"accepted\":\"3\",\"duplicates\":0,\"errors\":[]}", 3,
	    NULL },
	{ "said twice",
	    "{\"accepted\":3,\"accepted\":3,\"duplicates\":0,\"errors\":[]}", 3,
	    NULL },
	{ "half of it", "{\"accepted\":3,\"duplicates\":0,\"err", 3, NULL },
	{ "no object", "[3,0,[]]", 3, NULL },
	{ "no JSON", "<p>hello", 3, NULL },
	{ "nothing", "", 3, NULL },
};

static void
every_row(void **state)
{
	static struct tally t;
	struct buf b = BUF(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		bool is =
		    tally_read(&t, slice_of(rows[i].answer), rows[i].count);

		buf_reset(&b);
		if (is)
			buf_addf(&b, "%zu %zu %zu", t.accepted, t.duplicates,
			    t.more_errors);
		for (size_t n = 0; is && n < t.error_count; n++)
			buf_addf(&b, " %zu=%s%s", t.errors[n].index,
			    t.errors[n].words,
			    t.errors[n].is_passing ? "!" : "");
		if (is)
			buf_addf(
			    &b, "; known %zu", tally_known(&t, rows[i].count));
		if (is != (rows[i].want != NULL) ||
		    (is && !slice_is(buf_slice(&b), rows[i].want)))
			fail_msg("%s: got %.*s", rows[i].name,
			    SLICE_ARGS(buf_slice(&b)));
	}
	buf_clear(&b);
}

/* A hub that lists more than ours: what is over is as if it were not. */
static void
a_long_list_is_cut(void **state)
{
	static struct tally t;
	struct buf b = BUF(64 << 10);

	(void)state;
	buf_addf(&b, "{\"accepted\":0,\"duplicates\":0,\"errors\":[");
	for (int i = 1; i <= 150; i++)
		buf_addf(
		    &b, "%s{\"line\":%d,\"code\":\"x\"}", i > 1 ? "," : "", i);
	buf_addf(&b, "],\"more_errors\":3}");
	assert_true(tally_read(&t, buf_slice(&b), 153));
	assert_int_equal(t.error_count, TALLY_ERRORS_MAX);
	assert_int_equal(t.more_errors, 53);
	assert_int_equal(tally_known(&t, 153), 100);
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row),
		cmocka_unit_test(a_long_list_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
