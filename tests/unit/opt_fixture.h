/*
 * unit/opt_fixture.h - a table with one option of each kind, for the tests of
 * base/opt.c.
 */
#ifndef UNIT_OPT_FIXTURE_H
#define UNIT_OPT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/opt.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *const formats[] = { "json", "data", "sse", NULL };

/* One option of each kind. */
static struct values {
	bool open, quiet;
	int64_t keep, keep_bytes, retry_ms, wait_ms, big;
	const char *url;
	int format;
	struct opt_list headers;
} v;

static bool
is_url(const char *value)
{
	return strncmp(value, "http://", 7) == 0;
}

static const struct opt table[] = {
	{ .text = "Group" },
	{ "open", 'o', OPT_FLAG, &v.open, .text = "open" },
	{ "quiet", 'q', OPT_FLAG, &v.quiet, .text = "quiet",
	    .argv_only = true },
	{ "keep", 'k', OPT_COUNT, &v.keep, .max = 100, .text = "keep" },
	{ "keep-bytes", 0, OPT_SIZE, &v.keep_bytes, .min = 1024, .max = 1 << 30,
	    .text = "keep" },
	{ "retry", 'r', OPT_DURATION, &v.retry_ms, .max = 86400000,
	    .text = "retry" },
	{ "big", 0, OPT_COUNT, &v.big, .min = 1, .text = "big" },
	{ "url", 'u', OPT_TEXT, &v.url, .check = is_url,
	    .want = "must be an http URL", .text = "url" },
	{ "format", 'f', OPT_CHOICE, &v.format, .choices = formats,
	    .text = "format" },
	{ "header", 'H', OPT_LIST, &v.headers, .text = "header" },
	{ "wait", 'w', OPT_DURATION, &v.wait_ms, .min = 1, .max = 86400000,
	    .text = "wait", .alone = "1h" },
	{ 0 },
};

static struct opt_set set;

static int
start(void **state)
{
	(void)state;
	memset(&v, 0, sizeof(v));
	set = (struct opt_set){
		.program = "x", .env_prefix = "OPTTEST_", .table = table
	};
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	opt_clear(&set);
	opt_clear(&set);
	return 0;
}

/* Writes all values that are not zero, as "keep=5 format=1 header=a;b ". */
static void
transcribe(char *out, size_t size)
{
	FILE *f = fmemopen(out, size, "w");

	assert_non_null(f);
	if (v.open)
		fprintf(f, "open ");
	if (v.quiet)
		fprintf(f, "quiet ");
	if (v.keep != 0)
		fprintf(f, "keep=%lld ", (long long)v.keep);
	if (v.keep_bytes != 0)
		fprintf(f, "keep-bytes=%lld ", (long long)v.keep_bytes);
	if (v.retry_ms != 0)
		fprintf(f, "retry=%lld ", (long long)v.retry_ms);
	if (v.wait_ms != 0)
		fprintf(f, "wait=%lld ", (long long)v.wait_ms);
	if (v.big != 0)
		fprintf(f, "big=%lld ", (long long)v.big);
	if (v.url != NULL)
		fprintf(f, "url=%s ", v.url);
	if (v.format != 0)
		fprintf(f, "format=%s ", formats[v.format]);
	for (size_t i = 0; i < v.headers.count; i++)
		fprintf(f, "header=%s ", v.headers.items[i]);
	fclose(f);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, start, stop)

#endif
