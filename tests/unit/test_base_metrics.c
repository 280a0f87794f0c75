/* Tests of base/metrics.c: numbers as text, in both formats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/metrics.h"

struct numbers {
	uint64_t one, count, by[2], grid[2][3], us;
	struct metric_histogram lag;
};

static const char *const colors[] = { "red", "blue" };
static const char *const sizes[] = { "s", "m", "l" };
static const struct metric_label color = { "color", colors, 2 };
static const struct metric_label size = { "size", sizes, 3 };

#define AT(member) .at = offsetof(struct numbers, member)

/* Rows, and what is written of them but for the HELP line. */
static const struct {
	const char *name;
	struct metric row;
	const char *prometheus, *openmetrics;
} cases[] = {
	{ "a gauge", { "a_g", METRIC_GAUGE, NULL, "G", AT(count) },
	    "# HELP a_g G\n# TYPE a_g gauge\na_g 7\n",
	    "# HELP a_g G\n# TYPE a_g gauge\na_g 7\n" },
	{ "a counter", { "a_c", METRIC_COUNTER, NULL, "C", AT(count) },
	    "# HELP a_c_total C\n# TYPE a_c_total counter\na_c_total 7\n",
	    "# HELP a_c C\n# TYPE a_c counter\na_c_total 7\n" },
	{ "a unit", { "a_bytes", METRIC_COUNTER, "bytes", "B", AT(count) },
	    "# HELP a_bytes_total B\n# TYPE a_bytes_total counter\n"
	    "a_bytes_total 7\n",
	    "# HELP a_bytes B\n# TYPE a_bytes counter\n"
	    "# UNIT a_bytes bytes\na_bytes_total 7\n" },
	{ "a part of a unit",
	    { "a_seconds", METRIC_GAUGE, "seconds", "S", AT(us), 1000000 },
	    "# HELP a_seconds S\n# TYPE a_seconds gauge\n"
	    "a_seconds 12.000345\n",
	    "# HELP a_seconds S\n# TYPE a_seconds gauge\n"
	    "# UNIT a_seconds seconds\na_seconds 12.000345\n" },
	{ "an info", { "a_i", METRIC_INFO, NULL, "I", AT(one), 1, { &color } },
	    "# HELP a_i_info I\n# TYPE a_i_info gauge\n"
	    "a_i_info{color=\"red\"} 1\na_i_info{color=\"blue\"} 7\n",
	    "# HELP a_i I\n# TYPE a_i info\n"
	    "a_i_info{color=\"red\"} 1\na_i_info{color=\"blue\"} 7\n" },
	{ "a label", { "a_l", METRIC_GAUGE, NULL, "L", AT(by), 1, { &color } },
	    "# HELP a_l L\n# TYPE a_l gauge\n"
	    "a_l{color=\"red\"} 1\na_l{color=\"blue\"} 2\n",
	    "# HELP a_l L\n# TYPE a_l gauge\n"
	    "a_l{color=\"red\"} 1\na_l{color=\"blue\"} 2\n" },
	{ "two labels",
	    { "a_2", METRIC_GAUGE, NULL, "2", AT(grid), 1, { &color, &size } },
	    "# HELP a_2 2\n# TYPE a_2 gauge\n"
	    "a_2{color=\"red\",size=\"s\"} 1\n"
	    "a_2{color=\"red\",size=\"m\"} 2\n"
	    "a_2{color=\"red\",size=\"l\"} 3\n"
	    "a_2{color=\"blue\",size=\"s\"} 4\n"
	    "a_2{color=\"blue\",size=\"m\"} 5\n"
	    "a_2{color=\"blue\",size=\"l\"} 18446744073709551615\n",
	    NULL },
	{ "a histogram", { "a_h", METRIC_HISTOGRAM, "seconds", "H", AT(lag) },
	    "# HELP a_h H\n# TYPE a_h histogram\n"
	    "a_h_bucket{le=\"0.001\"} 2\n"
	    "a_h_bucket{le=\"0.0025\"} 3\n"
	    "a_h_bucket{le=\"0.005\"} 3\n"
	    "a_h_bucket{le=\"0.01\"} 3\n"
	    "a_h_bucket{le=\"0.025\"} 3\n"
	    "a_h_bucket{le=\"0.05\"} 3\n"
	    "a_h_bucket{le=\"0.1\"} 3\n"
	    "a_h_bucket{le=\"0.25\"} 3\n"
	    "a_h_bucket{le=\"0.5\"} 3\n"
	    "a_h_bucket{le=\"1.0\"} 4\n"
	    "a_h_bucket{le=\"5.0\"} 4\n"
	    "a_h_bucket{le=\"+Inf\"} 5\n"
	    "a_h_sum 7.002001\na_h_count 5\n",
	    NULL },
};

static struct numbers
example(void)
{
	struct numbers n = {
		.one = 1,
		.count = 7,
		.by = { 1, 2 },
		.grid = { { 1, 2, 3 }, { 4, 5, UINT64_MAX } },
		.us = 12000345,
	};

	metric_histogram_add(&n.lag, 0);
	metric_histogram_add(&n.lag, 1000); /* a bound is within */
	metric_histogram_add(&n.lag, 1001);
	metric_histogram_add(&n.lag, 1000000);
	metric_histogram_add(&n.lag, 6000000);
	return n;
}

static void
expect(const char *name, const struct metric *row, enum metric_format format,
    const char *expected)
{
	const struct metric rows[] = { *row, { 0 } };
	struct numbers n = example();
	struct buf got = BUF(4096), want = BUF(4096);

	assert_true(metrics_write(&got, rows, &n, format));
	buf_add(&want, slice_of(expected));
	if (format == METRIC_OPENMETRICS)
		buf_add(&want, slice_of("# EOF\n"));
	if (!slice_equals(buf_slice(&got), buf_slice(&want)))
		fail_msg("%s: got %.*s", name, SLICE_ARGS(buf_slice(&got)));
	buf_clear(&got);
	buf_clear(&want);
}

static void
a_row_is_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		expect(cases[i].name, &cases[i].row, METRIC_PROMETHEUS,
		    cases[i].prometheus);
		if (cases[i].openmetrics != NULL)
			expect(cases[i].name, &cases[i].row, METRIC_OPENMETRICS,
			    cases[i].openmetrics);
	}
}

static void
rows_follow_each_other_and_the_end_is_said_once(void **state)
{
	const struct metric rows[] = { cases[0].row, cases[1].row, { 0 } };
	struct numbers n = example();
	struct buf b = BUF(4096);

	(void)state;
	assert_true(metrics_write(&b, rows, &n, METRIC_OPENMETRICS));
	assert_true(slice_is(buf_slice(&b),
	    "# HELP a_g G\n# TYPE a_g gauge\na_g 7\n"
	    "# HELP a_c C\n# TYPE a_c counter\na_c_total 7\n# EOF\n"));
	buf_clear(&b);
}

static void
what_does_not_fit_is_said_to(void **state)
{
	struct numbers n = example();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct metric rows[] = { cases[i].row, { 0 } };
		size_t len = strlen(cases[i].prometheus);

		/* printf() takes a byte more, for its NUL. */
		for (size_t max = 0; max <= len + 1; max++) {
			struct buf b = BUF(max);
			bool fits =
			    metrics_write(&b, rows, &n, METRIC_PROMETHEUS);

			buf_clear(&b);
			if (max != len)
				assert_int_equal(fits, max > len);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_is_written),
		cmocka_unit_test(
		    rows_follow_each_other_and_the_end_is_said_once),
		cmocka_unit_test(what_does_not_fit_is_said_to),
	};

	return cmocka_run_group_tests_name("base_metrics", tests, NULL, NULL);
}
