/* Tests of client/delay.c: how long to wait before another try. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/delay.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define MOST UINT32_MAX

static const struct row {
	const char *name;
	struct delay_options options;
	struct delay_state state;
	uint32_t chance;
	int64_t want_ms;
} rows[] = {
	{ "the first failure waits the base", { 3000, 30000 }, { 1, -1, 0 }, 0,
	    3000 },
	{ "the second twice", { 3000, 30000 }, { 2, -1, 0 }, 0, 6000 },
	{ "the fourth eight times", { 3000, 30000 }, { 4, -1, 0 }, 0, 24000 },
	{ "up to the maximum", { 3000, 30000 }, { 5, -1, 0 }, 0, 30000 },
	{ "for ever", { 3000, 30000 }, { UINT64_MAX, -1, 0 }, 0, 30000 },
	{ "what the stream asked for is the base", { 3000, 30000 },
	    { 2, 500, 0 }, 0, 1000 },
	{ "also above the maximum", { 3000, 30000 }, { 3, 40000, 0 }, 0,
	    40000 },
	{ "retry: 0 does not make it spin", { 3000, 30000 }, { 1, 0, 0 }, 0,
	    DELAY_MS_MIN },
	{ "nor does a delay of none", { 0, 0 }, { 9, -1, 0 }, 0, DELAY_MS_MIN },
	{ "no delay is over a day", { 3000, INT64_MAX }, { 1, INT64_MAX, 0 }, 0,
	    DELAY_MS_MAX },
	{ "nor does doubling overflow", { 3000, INT64_MAX },
	    { UINT64_MAX, -1, 0 }, 0, DELAY_MS_MAX },
	{ "Retry-After raises it", { 3000, 30000 }, { 1, -1, 70000 }, 0,
	    70000 },
	{ "and never lowers it", { 3000, 30000 }, { 2, -1, 1000 }, 0, 6000 },
	{ "jitter is at most a tenth", { 3000, 30000 }, { 1, -1, 0 }, MOST,
	    3300 },
	{ "on top of the maximum too", { 3000, 30000 }, { 9, -1, 0 }, MOST,
	    33000 },
	{ "half the chance is a twentieth", { 3000, 30000 }, { 1, -1, 0 },
	    MOST / 2, 3149 },
};

static void
every_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *r = &rows[i];
		int64_t got = delay_ms(&r->options, &r->state, r->chance);

		if (got != r->want_ms)
			fail_msg("%s: got %lld, want %lld", r->name,
			    (long long)got, (long long)r->want_ms);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
