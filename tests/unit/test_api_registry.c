/* Tests of api/registry.c: which users and topics there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/registry.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define USERS API_REGISTRY_USERS
#define TOPICS API_REGISTRY_TOPICS

static struct err err;

static struct api_registry
parse(enum api_registry_kind kind, const char *text)
{
	struct api_registry r;

	if (api_registry_parse(&r, kind, "f", slice_of(text), &err) != 0)
		fail_msg("%s", err.text);
	return r;
}

static void
users_are_found_by_their_whole_name(void **state)
{
	static const struct {
		const char *user;
		bool known;
	} rows[] = {
		{ "jack", true },
		{ "mary ann", true },
		{ "caf\xC3\xA9", true },
		{ "a/b", true },
		{ "*", true },
		{ "last", true },
		{ "jac", false },
		{ "jackie", false },
		{ "Jack", false },
		{ "mary", false },
		{ "x", false },
		{ "# a comment", false },
		{ "$ssed/x", false },
		{ "", false },
	};
	struct api_registry r = parse(USERS,
	    "\xEF\xBB\xBFjack\n\n  # a comment\n\tmary ann \r\njack\n"
	    "caf\xC3\xA9\na/b\n*\n   \nlast");

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (api_registry_has(&r, slice_of(rows[i].user)) !=
		    rows[i].known)
			fail_msg("'%s'", rows[i].user);
	assert_int_equal(r.name_count, 6);
	api_registry_clear(&r);
}

static const struct {
	const char *topic;
	bool known;
} topics[] = {
	{ "robot", true },
	{ "chatgpt", true },
	{ "orders/eu", true },
	{ "alerts/a/b", true },
	{ "x/y/z", true },
	{ "$ssed/streams", true },
	{ "alerts", false },
	{ "x/y", false },
	{ "robots", false },
	{ "orders", false },
	{ "$other/x", false },
};

/* What is followed by a pattern. */
static const struct {
	const char *pattern;
	bool known;
} patterns[] = {
	{ "**", true },
	{ "*", true },
	{ "*/eu", true },
	{ "orders/*", true },
	{ "orders/**", true },
	{ "alerts/**", true },
	{ "alerts/*", true },
	{ "alerts/eu/*", true },
	{ "x/*/z", true },
	{ "*/*/z", true },
	{ "$ssed/**", true },
	{ "orders/eu/*", false },
	{ "or/*", false },
	{ "orders/*/x", false },
	{ "x/*/a", false },
	{ "zzz/**", false },
	{ "$other/*", false },
};

static void
topics_are_found_by_name_and_by_pattern(void **state)
{
	struct api_registry r = parse(
	    TOPICS, "robot\nchatgpt\norders/eu\nalerts/**\nx/*/z\norders/us\n");

	(void)state;
	for (size_t i = 0; i < COUNT(topics); i++) {
		struct slice topic = slice_of(topics[i].topic);

		if (api_registry_has(&r, topic) != topics[i].known ||
		    api_registry_meets(&r, topic) != topics[i].known ||
		    r.gate.knows(&r.gate, topic) != topics[i].known)
			fail_msg("%s", topics[i].topic);
	}
	for (size_t i = 0; i < COUNT(patterns); i++)
		if (api_registry_meets(&r, slice_of(patterns[i].pattern)) !=
		    patterns[i].known)
			fail_msg("%s", patterns[i].pattern);
	api_registry_clear(&r);
}

static void
an_empty_registry_knows_nobody(void **state)
{
	struct api_registry r = parse(TOPICS, "# none\n");

	(void)state;
	assert_false(api_registry_has(&r, slice_of("a")));
	assert_false(api_registry_meets(&r, slice_of("**")));
	assert_true(api_registry_meets(&r, slice_of("$ssed/streams")));
	api_registry_clear(&r);
}

static const struct {
	enum api_registry_kind kind;
	const char *text, *expected;
} bad[] = {
	{ USERS, "a\n\nb\tc\n",
	    "f:3: is no user: 1 to 255 bytes of UTF-8 without control "
	    "characters" },
	{ USERS, "\xff",
	    "f:1: is no user: 1 to 255 bytes of UTF-8 without control "
	    "characters" },
	{ TOPICS, "a\n#\na//b", "f:3: is neither a topic nor a pattern" },
	{ TOPICS, "a/**/b", "f:1: is neither a topic nor a pattern" },
	{ TOPICS, "$ssed/x", "f:1: is neither a topic nor a pattern" },
};

static void
mistakes_are_told_with_their_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct slice text = slice_of(bad[i].text);
		struct api_registry r;

		assert_int_equal(
		    api_registry_parse(&r, bad[i].kind, "f", text, &err), -1);
		assert_string_equal(err.text, bad[i].expected);
		api_registry_clear(&r);
	}
}

/* Parses count lines, each made of format and its number. */
static int
parse_many(const char *format, int count)
{
	struct buf text = BUF(API_REGISTRY_BYTES_MAX);
	struct api_registry r;
	int status;

	for (int i = 1; i <= count; i++)
		buf_addf(&text, "%s%d\n", format, i);
	status = api_registry_parse(&r, TOPICS, "f", buf_slice(&text), &err);
	if (status == 0) {
		assert_int_equal(r.name_count + r.pattern_count, count);
		assert_true(api_registry_has(&r, slice_of("a/b/1")));
		assert_true(api_registry_meets(&r, slice_of("*/*/7*")) ||
			    api_registry_meets(&r, slice_of("*/*/77")));
	}
	api_registry_clear(&r);
	buf_clear(&text);
	return status;
}

static void
a_registry_has_a_maximum(void **state)
{
	char *large = malloc(API_REGISTRY_BYTES_MAX + 1);
	struct api_registry r;

	(void)state;
	assert_int_equal(parse_many("a/b/", API_REGISTRY_NAMES_MAX), 0);
	assert_int_equal(parse_many("a/b/", API_REGISTRY_NAMES_MAX + 1), -1);
	assert_string_equal(err.text, "f:100001: more than 100000 names");
	assert_int_equal(parse_many("a/*/", API_REGISTRY_PATTERNS_MAX), 0);
	assert_int_equal(parse_many("a/*/", API_REGISTRY_PATTERNS_MAX + 1), -1);
	assert_string_equal(err.text, "f:1001: more than 1000 patterns");
	memset(large, '\n', API_REGISTRY_BYTES_MAX + 1);
	assert_int_equal(
	    api_registry_parse(&r, TOPICS, "f",
		(struct slice){ large, API_REGISTRY_BYTES_MAX + 1 }, &err),
	    -1);
	assert_string_equal(err.text, "f: is longer than 4194304 bytes");
	api_registry_clear(&r);
	free(large);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(users_are_found_by_their_whole_name),
		cmocka_unit_test(topics_are_found_by_name_and_by_pattern),
		cmocka_unit_test(an_empty_registry_knows_nobody),
		cmocka_unit_test(mistakes_are_told_with_their_line),
		cmocka_unit_test(a_registry_has_a_maximum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
