/* Tests of base/num.c: numbers, sizes and durations, strictly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/num.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define BAD (-1)

struct row {
	const char *text;
	int64_t value; /* BAD: refused */
};

static const struct row numbers[] = {
	{ "0", 0 }, { "42", 42 }, { "007", 7 },
	{ "9223372036854775807", INT64_MAX }, { "9223372036854775808", BAD },
	{ "18446744073709551617", BAD }, { "99999999999999999999999999", BAD },
	{ "", BAD }, { "-1", BAD }, { "+1", BAD }, { " 1", BAD }, { "1 ", BAD },
	{ "1\n", BAD }, { "1.0", BAD }, { "1e3", BAD }, { "0x10", BAD },
	{ "1k", BAD }, { "1,000", BAD }, { "a", BAD }, { "/", BAD },
	{ ":", BAD }, { "\xD9\xA1", BAD }, /* an Arabic digit */
};

static const struct row sizes[] = {
	{ "0", 0 },
	{ "4096", 4096 },
	{ "64k", 65536 },
	{ "64K", 65536 },
	{ "1M", 1048576 },
	{ "2G", INT64_C(2147483648) },
	{ "0G", 0 },
	{ "8589934591G", INT64_C(9223372035781033984) },
	{ "8589934592G", BAD },
	{ "9007199254740992k", BAD },
	{ "", BAD },
	{ "k", BAD },
	{ "-1k", BAD },
	{ "1 k", BAD },
	{ "1kB", BAD },
	{ "1m", BAD },
	{ "1g", BAD },
	{ "1.5k", BAD },
	{ "1k ", BAD },
	{ "1T", BAD },
};

static const struct row durations[] = {
	{ "0", 0 },
	{ "3", 3000 },
	{ "500ms", 500 },
	{ "15s", 15000 },
	{ "10m", 600000 },
	{ "24h", 86400000 },
	{ "7d", 604800000 },
	{ "0.5", 500 },
	{ "1.5h", 5400000 },
	{ "0.001", 1 },
	{ "0.0009", 0 },
	{ "2.500s", 2500 },
	{ "0.5ms", 0 },
	{ "1.99999999s", 1999 },
	{ "9223372036854775807ms", INT64_MAX },
	{ "9223372036854775808ms", BAD },
	{ "9223372036854775", INT64_C(9223372036854775000) },
	{ "9223372036854776", BAD },
	{ "9223372036854775.8", INT64_C(9223372036854775800) },
	{ "9223372036854775.808", BAD },
	{ "106751991167d", INT64_C(9223372036828800000) },
	{ "106751991168d", BAD },
	{ "0.1234567890123456789d", BAD },
	{ "0.99999999999999999999", BAD },
	{ "", BAD },
	{ "s", BAD },
	{ ".5", BAD },
	{ "1.", BAD },
	{ "1.s", BAD },
	{ "1.5.5", BAD },
	{ "1,5", BAD },
	{ "-1s", BAD },
	{ "1 s", BAD },
	{ "1S", BAD },
	{ "1M", BAD },
	{ "1sec", BAD },
	{ "1h30m", BAD },
	{ "1s ", BAD },
};

static void
check(bool (*parse)(struct slice, int64_t *), const struct row *rows,
    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int64_t got = 0;

		if (!parse(slice_of(rows[i].text), &got))
			got = BAD;
		if (got != rows[i].value)
			fail_msg("'%s': got %lld, want %lld", rows[i].text,
			    (long long)got, (long long)rows[i].value);
	}
}

static void
numbers_are_digits_alone(void **state)
{
	(void)state;
	check(num_parse, numbers, COUNT(numbers));
}

static void
sizes_are_powers_of_1024(void **state)
{
	(void)state;
	check(num_parse_size, sizes, COUNT(sizes));
}

static void
durations_are_milliseconds(void **state)
{
	(void)state;
	check(num_parse_duration, durations, COUNT(durations));
}

/* A slice need not end in NUL, and may hold one. */
static void
a_number_ends_where_its_slice_ends(void **state)
{
	int64_t n = 0;

	(void)state;
	assert_true(num_parse((struct slice){ "123456", 3 }, &n));
	assert_int_equal(n, 123);
	assert_true(num_parse_duration((struct slice){ "5ms", 1 }, &n));
	assert_int_equal(n, 5000);
	assert_false(num_parse((struct slice){ "1\0", 2 }, &n));
	assert_false(num_parse_size((struct slice){ "1k\0", 3 }, &n));
}

static const struct {
	uint64_t n;
	const char *text;
} formatted[] = {
	{ 0, "0" },
	{ 9, "9" },
	{ 10, "10" },
	{ 99, "99" },
	{ 100, "100" },
	{ 101, "101" },
	{ 999, "999" },
	{ 1000, "1000" },
	{ 10009, "10009" },
	{ 123456, "123456" },
	{ 1234567, "1234567" },
	{ INT64_MAX, "9223372036854775807" },
	{ UINT64_MAX, "18446744073709551615" },
};

static void
numbers_are_written_in_digits(void **state)
{
	char text[NUM_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT(formatted); i++) {
		struct slice got = num_format(formatted[i].n, text);

		if (!slice_is(got, formatted[i].text))
			fail_msg(
			    "%s: got %.*s", formatted[i].text, SLICE_ARGS(got));
	}
}

static void
what_is_written_parses_back(void **state)
{
	char text[NUM_TEXT_MAX];
	int64_t back;

	(void)state;
	for (int64_t n = 0; n < 20000; n++) {
		assert_true(num_parse(num_format((uint64_t)n, text), &back));
		assert_int_equal(back, n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_digits_alone),
		cmocka_unit_test(sizes_are_powers_of_1024),
		cmocka_unit_test(durations_are_milliseconds),
		cmocka_unit_test(a_number_ends_where_its_slice_ends),
		cmocka_unit_test(numbers_are_written_in_digits),
		cmocka_unit_test(what_is_written_parses_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
