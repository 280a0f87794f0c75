/* Tests of client/refusal.c: why a server said no, in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/refusal.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define PROBLEM "application/problem+json"

static const struct {
	const char *type, *body, *want;
} rows[] = {
	{ "text/plain", "because\nof this", "because" },
	{ "text/plain", "\r\n \n  because \r\n", "because" },
	{ "text/plain", "", "" },
	{ "", "x", "x" },
	{ PROBLEM, "{\"detail\":\"no topic\",\"title\":\"t\"}", "no topic" },
	{ PROBLEM "; charset=utf-8", "{\"detail\":\"d\"}", "d" },
	{ PROBLEM, "{\"title\":\"Not Found\"}", "Not Found" },
	{ PROBLEM, "{\"title\":4}", "{\"title\":4}" },
	{ PROBLEM, "{\"detail\":", "{\"detail\":" },
	{ PROBLEM, "[]", "[]" },
	{ "application/json", "{\"detail\":\"d\"}", "{\"detail\":\"d\"}" },
	{ "text/plain", "a\x1B[31mb\x7F\xC2\x9B", "a?[31mb???" },
	{ "text/plain", "a\x9B\x80z\xC2\x80\xC2\xA0", "a??z??\xC2\xA0" },
	{ "text/plain", "\xC3\x9B\xE2\x82\xAC\xF0\x9F\x9B\x9B",
	    "\xC3\x9B\xE2\x82\xAC\xF0\x9F\x9B\x9B" },
	{ "text/plain", "\xE2\x82\x9B[\xE2\x9B", "\xE2\x82\x9B[??" },
	{ PROBLEM, "{\"detail\":\"\xC2\x9B[m\"}", "??[m" },
	{ "text/plain", "\xC3\xA9\tx", "\xC3\xA9?x" },
};

static void
every_row(void **state)
{
	char got[REFUSAL_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		refusal_words(rows[i].type, slice_of(rows[i].body), got);
		assert_string_equal(got, rows[i].want);
	}
}

static void
long_words_are_cut_at_a_character(void **state)
{
	char body[REFUSAL_TEXT_MAX * 2], got[REFUSAL_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = "\xC3\xA9"[i % 2];
	refusal_words("", (struct slice){ body, sizeof(body) }, got);
	assert_int_equal(strlen(got), REFUSAL_TEXT_MAX - 2);
	refusal_words("", (struct slice){ body, REFUSAL_TEXT_MAX }, got);
	assert_int_equal(strlen(got), REFUSAL_TEXT_MAX - 2);
}

static void
a_type_has_parameters_and_any_case(void **state)
{
	(void)state;
	assert_true(refusal_is_type("a/b", "a/b"));
	assert_true(refusal_is_type("A/B ; c=d", "a/b"));
	assert_true(refusal_is_type(" a/b;", "a/b"));
	assert_false(refusal_is_type("a/bc", "a/b"));
	assert_false(refusal_is_type("a/b, c/d", "a/b"));
	assert_false(refusal_is_type("", "a/b"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row),
		cmocka_unit_test(long_words_are_cut_at_a_character),
		cmocka_unit_test(a_type_has_parameters_and_any_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
