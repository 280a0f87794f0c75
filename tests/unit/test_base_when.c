/* Tests of base/when.c: moments as text, there and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/when.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define BAD (-1)

static const struct {
	const char *text;
	int64_t unix_ms; /* BAD: refused */
} rows[] = {
	{ "1970-01-01T00:00:00Z", 0 },
	{ "2026-11-21T06:45:12Z", INT64_C(1795243512000) },
	{ "2026-11-21T06:45:12z", INT64_C(1795243512000) },
	{ "2026-11-21T06:45:12.123Z", INT64_C(1795243512123) },
	{ "2026-11-21T06:45:12.1Z", INT64_C(1795243512100) },
	{ "2026-11-21T06:45:12.123999Z", INT64_C(1795243512123) },
	{ "2026-11-21T06:45:12.Z", INT64_C(1795243512000) },
	{ "2026-11-21T07:45:12.5+01:00", INT64_C(1795243512500) },
	{ "2026-11-21T01:15:12-05:30", INT64_C(1795243512000) },
	{ "9999-12-31T23:59:59.999Z", INT64_C(253402300799999) },
	{ "", BAD },
	{ "2026-11-21", BAD },
	{ "2026-11-21T06:45:12", BAD },
	{ "2026-11-21T06:45:12.123", BAD },
	{ "2026-11-21T06:45Z", BAD },
	{ "2026-13-21T06:45:12Z", BAD },
	{ "2026-11-21T25:45:12Z", BAD },
	{ "2026-11-21T06:45:12+0x", BAD },
	{ "2026-11-21T06:45:12+", BAD },
	{ "2026-11-21T06:45:12Zz", BAD },
	{ "2026-11-21T06:45:12Z ", BAD },
	{ "2026-11-21T06:45:12.0000000000000000000000000Z", BAD },
};

static void
test_texts_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t ms = BAD;

		if (!when_parse(slice_of(rows[i].text), &ms))
			ms = BAD;
		if (ms != rows[i].unix_ms)
			fail_msg("'%s' is %lld", rows[i].text, (long long)ms);
	}
}

static void
test_a_zero_is_no_end(void **state)
{
	static const char text[] = "2026-11-21T06:45:12Z\0x";
	const struct slice whole = { text, sizeof(text) - 1 };
	int64_t ms;

	(void)state;
	assert_false(when_parse(whole, &ms));
}

static void
test_what_is_written_is_read(void **state)
{
	static const int64_t times[] = { 0, 1, 999, 951782400000,
		INT64_C(1795243512123), INT64_C(253402300799999) };

	(void)state;
	for (size_t i = 0; i < COUNT(times); i++) {
		char text[WHEN_TEXT_MAX];
		int64_t ms = BAD;

		assert_true(when_parse(when_format(times[i], text), &ms));
		assert_true(ms == times[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts_are_read),
		cmocka_unit_test(test_a_zero_is_no_end),
		cmocka_unit_test(test_what_is_written_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
