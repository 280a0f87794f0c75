/* Tests of base/opt_change.c: two readings of one table, compared. */
#include "opt_fixture.h"

/* The same options once more, with one of each kind that may change. */
static struct values w;

static const struct opt other_table[] = {
	{ .text = "Group" },
	{ "open", 'o', OPT_FLAG, &w.open, .text = "open", .reload = true },
	{ "quiet", 'q', OPT_FLAG, &w.quiet, .text = "quiet",
	    .argv_only = true },
	{ "keep", 'k', OPT_COUNT, &w.keep, .max = 100, .text = "keep" },
	{ "keep-bytes", 0, OPT_SIZE, &w.keep_bytes, .min = 1024, .max = 1 << 30,
	    .text = "keep", .reload = true },
	{ "retry", 'r', OPT_DURATION, &w.retry_ms, .max = 86400000,
	    .text = "retry" },
	{ "big", 0, OPT_COUNT, &w.big, .min = 1, .text = "big" },
	{ "url", 'u', OPT_TEXT, &w.url, .check = is_url,
	    .want = "must be an http URL", .text = "url" },
	{ "format", 'f', OPT_CHOICE, &w.format, .choices = formats,
	    .text = "format" },
	{ "header", 'H', OPT_LIST, &w.headers, .text = "header" },
	{ 0 },
};

static struct opt_set other;

static int
start_both(void **state)
{
	memset(&w, 0, sizeof(w));
	other = (struct opt_set){ .program = "x", .table = other_table };
	return start(state);
}

static int
stop_both(void **state)
{
	opt_clear(&other);
	return stop(state);
}

static void
give(struct opt_set *to, const char *name, const char *value)
{
	struct err err;

	if (opt_set(to, slice_of(name), slice_of(value), OPT_FILE, &err) != 0)
		fail_msg("%s", err.text);
}

/* Returns the names of what differs. */
static const char *
changes(void)
{
	static char got[256];
	const struct opt *row;
	size_t len = 0;

	got[0] = '\0';
	for (size_t at = 0; (row = opt_next_change(&set, &other, &at)) != NULL;)
		len += (size_t)snprintf(
		    got + len, sizeof(got) - len, "%s ", row->name);
	return got;
}

static const struct {
	const char *name, *a, *b;
} values[] = {
	{ "open", "on", "off" },
	{ "keep", "5", "6" },
	{ "keep-bytes", "4k", "8k" },
	{ "retry", "1s", "2s" },
	{ "url", "http://a", "http://b" },
	{ "format", "data", "sse" },
	{ "header", "A: 1", "A: 2" },
};

static void
what_differs_is_named(void **state)
{
	for (size_t i = 0; i < COUNT(values); i++) {
		char expected[32];

		start_both(state);
		assert_string_equal(changes(), "");
		give(&set, values[i].name, values[i].a);
		give(&other, values[i].name, values[i].a);
		assert_string_equal(changes(), "");
		give(&other, values[i].name, values[i].b);
		snprintf(expected, sizeof(expected), "%s ", values[i].name);
		assert_string_equal(changes(), expected);
		stop_both(state);
	}
}

static void
a_value_and_none_differ(void **state)
{
	(void)state;
	give(&set, "url", "http://a");
	give(&other, "header", "A: 1");
	assert_string_equal(changes(), "url header ");
}

static void
what_may_not_change_is_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		give(&set, values[i].name, values[i].a);
		give(&other, values[i].name, values[i].b);
	}
	opt_keep_fixed(&other, &set);
	assert_string_equal(changes(), "open keep-bytes ");
}

#undef CASE
#define CASE(f) cmocka_unit_test_setup_teardown(f, start_both, stop_both)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_differs_is_named),
		CASE(a_value_and_none_differ),
		CASE(what_may_not_change_is_kept),
	};

	(void)transcribe;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
