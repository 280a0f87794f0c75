/* Tests of hub/pattern.c and hub/select.c: names, wildcards, sets of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hub/pattern.h"
#include "hub/select.h"

static const struct {
	const char *name, *text;
	bool is_topic, is_pattern;
} names[] = {
	{ "a word", "news", true, true },
	{ "segments", "orders/eu/42", true, true },
	{ "UTF-8", "caf\xC3\xA9/\xE6\x8F\x90\xE7\xA4\xBA", true, true },
	{ "blanks inside", "a b", true, true },
	{ "a star among letters is a letter", "a*b", true, true },
	{ "the hub's own", "$ssed/streams", true, true },
	{ "one segment", "*", false, true },
	{ "everything", "**", false, true },
	{ "inside", "a/*/c", false, true },
	{ "the rest", "a/**", false, true },
	{ "the rest is last", "a/**/b", false, false },
	{ "empty", "", false, false },
	{ "leading slash", "/a", false, false },
	{ "trailing slash", "a/", false, false },
	{ "empty segment", "a//b", false, false },
	{ "a control character", "a\tb", false, false },
	{ "DEL", "a\x7f", false, false },
	{ "no UTF-8", "a\xff", false, false },
};

static void
names_are_checked(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct slice s = slice_of(names[i].text);

		if (hub_topic_is_valid(s) != names[i].is_topic ||
		    hub_pattern_is_valid(s) != names[i].is_pattern)
			fail_msg("%s", names[i].name);
	}
}

static void
names_have_a_maximum(void **state)
{
	char text[300];

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_true(hub_topic_is_valid((struct slice){ text, 255 }));
	assert_false(hub_topic_is_valid((struct slice){ text, 256 }));
	assert_false(hub_pattern_is_valid((struct slice){ text, 256 }));
}

static const struct {
	const char *pattern, *topic;
	bool matches;
} matches[] = {
	{ "a", "a", true },
	{ "a", "b", false },
	{ "a", "a/b", false },
	{ "a/b", "a", false },
	{ "*", "a", true },
	{ "*", "a/b", false },
	{ "**", "a", true },
	{ "**", "a/b/c", true },
	{ "a/*", "a/b", true },
	{ "a/*", "a", false },
	{ "a/*", "a/b/c", false },
	{ "a/**", "a/b/c", true },
	{ "a/**", "a/b", true },
	{ "a/**", "a", false },
	{ "a/**", "ab/c", false },
	{ "*/b", "a/b", true },
	{ "a/*/c", "a/b/c", true },
	{ "a/*/c", "a/b/d", false },
	{ "a*", "ab", false },
	{ "**", "$ssed/streams", false },
	{ "*", "$own", false },
	{ "*/streams", "$ssed/streams", false },
	{ "$ssed/*", "$ssed/streams", true },
	{ "$ssed/**", "$ssed/streams", true },
	{ "**", "a/$b", true },
};

static void
patterns_match(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(matches) / sizeof(matches[0]); i++)
		if (hub_pattern_matches(slice_of(matches[i].pattern),
			slice_of(matches[i].topic)) != matches[i].matches)
			fail_msg(
			    "%s and %s", matches[i].pattern, matches[i].topic);
}

static void
equal_selections_have_one_key(void **state)
{
	const struct slice ab[] = { slice_of("b"), slice_of("a"),
		slice_of("b") };
	const struct slice ba[] = { slice_of("a"), slice_of("b") };
	struct hub_select x, y;

	(void)state;
	assert_int_equal(hub_select_init(&x, ab, 3), HUB_SELECT_OK);
	assert_int_equal(hub_select_init(&y, ba, 2), HUB_SELECT_OK);
	assert_string_equal(x.key, y.key);
	assert_int_equal(x.count, 2);
	assert_true(hub_select_matches(&x, slice_of("b")));
	assert_false(hub_select_matches(&x, slice_of("c")));
	assert_null(hub_select_topic(&x));
	hub_select_clear(&x);
	hub_select_clear(&y);
}

static void
selections_have_a_maximum(void **state)
{
	struct slice many[HUB_PATTERNS_MAX + 1];
	struct hub_select sel;

	(void)state;
	for (size_t i = 0; i <= HUB_PATTERNS_MAX; i++)
		many[i] = slice_of("a");
	assert_int_equal(hub_select_init(&sel, many, HUB_PATTERNS_MAX + 1),
	    HUB_SELECT_TOO_MANY);
	many[0] = slice_of("a//b");
	assert_int_equal(
	    hub_select_init(&sel, many, 1), HUB_SELECT_BAD_PATTERN);
}

/* Both ways round. */
static const struct {
	const char *a, *b;
	bool meet;
} meetings[] = {
	{ "a", "a", true },
	{ "a", "b", false },
	{ "a", "a/b", false },
	{ "a/*", "a/b", true },
	{ "a/*", "a", false },
	{ "a/*", "a/b/c", false },
	{ "a/*", "*/b", true },
	{ "a/*/c", "*/b/*", true },
	{ "a/*/c", "*/b/d", false },
	{ "a/**", "a/b/c", true },
	{ "a/**", "a", false },
	{ "a/**", "b/**", false },
	{ "a/**", "*/b/**", true },
	{ "a/**", "*", false },
	{ "**", "a/*", true },
	{ "**", "**", true },
	{ "*", "**", true },
	{ "*", "*/*", false },
	{ "$a/*", "$a/b", true },
	{ "$a/**", "$a/*", true },
	{ "$a", "*", false },
	{ "$a/b", "**", false },
	{ "$a/b", "*/b", false },
};

static void
patterns_meet_where_a_topic_can_match_both(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(meetings) / sizeof(meetings[0]); i++) {
		struct slice a = slice_of(meetings[i].a);
		struct slice b = slice_of(meetings[i].b);

		if (hub_pattern_meets(a, b) != meetings[i].meet ||
		    hub_pattern_meets(b, a) != meetings[i].meet)
			fail_msg("%s and %s", meetings[i].a, meetings[i].b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_meet_where_a_topic_can_match_both),
		cmocka_unit_test(names_are_checked),
		cmocka_unit_test(names_have_a_maximum),
		cmocka_unit_test(patterns_match),
		cmocka_unit_test(equal_selections_have_one_key),
		cmocka_unit_test(selections_have_a_maximum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
