/* Tests of http/redact.c: which values may stand in a log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/redact.h"

static const struct {
	const char *name, *query, *expected;
} cases[] = {
	{ "nothing", "", "" },
	{ "no secret", "topic=a&topic=b%20c", "topic=a&topic=b%20c" },
	{ "a ticket", "ticket=abc", "ticket=***" },
	{ "in the middle", "a=1&access_token=abc&b=2",
	    "a=1&access_token=***&b=2" },
	{ "in any case", "Authorization=Bearer+x", "Authorization=***" },
	{ "its name encoded", "t%69cket=abc", "t%69cket=***" },
	{ "a name that cannot be decoded", "%zz=abc&a=b", "%zz=***&a=b" },
	{ "twice", "token=a&token=b", "token=***&token=***" },
	{ "'=' in the value", "jwt=a=b==", "jwt=***" },
	{ "no value", "token&token=&a", "token&token=&a" },
	{ "a value that says token", "q=token", "q=token" },
	{ "empty pairs", "&&a=1&", "&&a=1&" },
	{ "part of a word", "x_api_key_2=a", "x_api_key_2=***" },
	{ "no name", "=abc", "=abc" },
};

static void
secrets_are_left_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = BUF(256);

		assert_true(http_redact_query(&b, slice_of(cases[i].query)));
		if (!slice_is(buf_slice(&b), cases[i].expected))
			fail_msg("%s: got %.*s", cases[i].name,
			    SLICE_ARGS(buf_slice(&b)));
		buf_clear(&b);
	}
}

static void
what_does_not_fit_leaves_nothing(void **state)
{
	(void)state;
	for (size_t max = 1; max < strlen("a=1&token=***&b=2"); max++) {
		struct buf b = BUF(max);

		assert_false(
		    http_redact_query(&b, slice_of("a=1&token=xyz&b=2")));
		assert_int_equal(b.len, 0);
		buf_clear(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secrets_are_left_out),
		cmocka_unit_test(what_does_not_fit_leaves_nothing),
	};

	return cmocka_run_group_tests_name("http_redact", tests, NULL, NULL);
}
