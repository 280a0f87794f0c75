/* Tests of http/url.c: RFC 3986 2.1, 3.3, 3.4, and WHATWG URL 5.1 for '+'. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/url.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define LIT(s)                                                                 \
	{                                                                      \
		(s), sizeof(s) - 1                                             \
	}

static const struct {
	const char *name, *text;
	bool plus_is_space, is_good;
	struct slice decoded;
} escapes[] = {
	{ "nothing", "", true, true, LIT("") },
	{ "nothing to decode", "a-b_c.~", true, true, LIT("a-b_c.~") },
	{ "a blank", "a%20b", true, true, LIT("a b") },
	{ "both cases", "%2f%2F%c3%A9", true, true, LIT("//\xC3\xA9") },
	{ "a plus in a query", "a+b%2Bc", true, true, LIT("a b+c") },
	{ "a plus in a path", "a+b%2Bc", false, true, LIT("a+b+c") },
	{ "an escape that decodes to one", "%2541", true, true, LIT("%41") },
	{ "NUL", "a%00b", true, true, LIT("a\0b") },
	{ "what is no UTF-8", "%ff", true, true, LIT("\xFF") },
	{ "raw bytes over 0x7F", "\xC3\xA9", true, true, LIT("\xC3\xA9") },
	{ "a percent alone", "%", true, false, LIT("") },
	{ "one digit", "a%4", true, false, LIT("") },
	{ "one digit, then another letter", "%4g", true, false, LIT("") },
	{ "no digit", "%zz", true, false, LIT("") },
	{ "a sign", "%+4", true, false, LIT("") },
	{ "a blank for a digit", "% 4", true, false, LIT("") },
	{ "a bad one behind good ones", "%41%42%", true, false, LIT("") },
};

static void
escapes_are_decoded_or_refused_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(escapes); i++) {
		struct buf b = BUF(64);
		bool is_good;

		assert_true(buf_add(&b, slice_of(">")));
		is_good = http_url_decode(
		    &b, slice_of(escapes[i].text), escapes[i].plus_is_space);
		if (is_good != escapes[i].is_good || b.ptr[0] != '>' ||
		    !slice_equals(
			slice_drop(buf_slice(&b), 1), escapes[i].decoded))
			fail_msg("%s: got \"%.*s\"", escapes[i].name,
			    SLICE_ARGS(buf_slice(&b)));
		buf_clear(&b);
	}
}

/* A slice need not end in NUL: what is behind it does not count. */
static void
an_escape_ends_where_its_slice_ends(void **state)
{
	struct buf b = BUF(8);

	(void)state;
	assert_true(http_url_decode(&b, (struct slice){ "%41", 3 }, true));
	assert_false(http_url_decode(&b, (struct slice){ "%41", 2 }, true));
	assert_false(http_url_decode(&b, (struct slice){ "%41", 1 }, true));
	assert_true(slice_is(buf_slice(&b), "A"));
	buf_clear(&b);
}

static void
what_does_not_fit_leaves_the_buf(void **state)
{
	struct buf b = BUF(4);

	(void)state;
	assert_true(http_url_decode(&b, slice_of("%41"), true));
	assert_false(http_url_decode(&b, slice_of("%42%43%44%45"), true));
	assert_true(slice_is(buf_slice(&b), "A"));
	assert_true(http_url_decode(&b, slice_of("%42%43%44"), true));
	assert_true(slice_is(buf_slice(&b), "ABCD"));
	buf_clear(&b);
}

static const struct {
	const char *text, *pieces;
} queries[] = {
	{ "", "" },
	{ "a=b", "a=b;" },
	{ "a=b&c=d", "a=b;c=d;" },
	{ "a", "a=;" },
	{ "a=", "a=;" },
	{ "=b", "=b;" },
	{ "a=b=c", "a=b=c;" },
	{ "&&a=b&&c&", "a=b;c=;" },
	{ "a=1&a=2", "a=1;a=2;" },
	{ "a%26b=c%3Dd+e", "a%26b=c%3Dd+e;" },
	{ "a=b;c=d", "a=b;c=d;" },
	{ "a?b=c?d", "a?b=c?d;" },
};

static void
queries_part_at_ampersands_and_are_raw(void **state)
{
	struct buf out = BUF(256);

	(void)state;
	for (size_t i = 0; i < COUNT(queries); i++) {
		struct slice query = slice_of(queries[i].text), name, value;

		buf_reset(&out);
		while (http_query_next(&query, &name, &value))
			assert_true(buf_addf(&out, "%.*s=%.*s;",
			    SLICE_ARGS(name), SLICE_ARGS(value)));
		if (!slice_is(buf_slice(&out), queries[i].pieces))
			fail_msg("%s: got %.*s", queries[i].text,
			    SLICE_ARGS(buf_slice(&out)));
	}
	buf_clear(&out);
}

static const struct {
	const char *query, *name, *value; /* NULL: not found */
} finds[] = {
	{ "user=U&topics=a|b", "topics", "a|b" },
	{ "user=U&topics=a%7Cb", "topics", "a|b" },
	{ "a=1&b=2&a=3", "a", "1" },
	{ "a=1", "b", NULL },
	{ "ab=1&a=2", "a", "2" },
	{ "a=1&ab=2", "ab", "2" },
	{ "A=1", "a", NULL },
	{ "%61=1", "a", "1" },
	{ "Last-Event-ID=x+y", "Last-Event-ID", "x y" },
	{ "a", "a", "" },
	{ "a=%", "a", NULL },
	{ "a=%&a=2", "a", NULL },
	{ "%=1&a=2", "a", "2" },
	{ "a%00=1", "a", NULL },
	{ "", "a", NULL },
};

static void
the_first_of_a_name_is_found(void **state)
{
	struct buf value = BUF(64);

	(void)state;
	for (size_t i = 0; i < COUNT(finds); i++) {
		const char *want;
		bool found;

		buf_reset(&value);
		assert_true(buf_add(&value, slice_of("old")));
		found = http_query_find(
		    slice_of(finds[i].query), finds[i].name, &value);
		want = finds[i].value != NULL ? finds[i].value : "";
		assert_int_equal(found, finds[i].value != NULL);
		if (!slice_is(buf_slice(&value), want))
			fail_msg("%s: got %.*s", finds[i].query,
			    SLICE_ARGS(buf_slice(&value)));
	}
	buf_clear(&value);
}

static const struct {
	const char *query, *name, *value; /* value NULL: not found */
} raw_finds[] = {
	{ "a=1&b=2", "b", "2" },
	{ "a=&a=2", "a", "2" },
	{ "a&a=2&a=3", "a", "2" },
	{ "a=x%2Cy+z", "a", "x%2Cy+z" },
	{ "%61=%", "a", "%" },
	{ "a=", "a", NULL },
	{ "b=1", "a", NULL },
	{ "", "a", NULL },
};

static void
the_first_that_has_a_value_is_found_raw(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(raw_finds); i++) {
		const char *want = raw_finds[i].value;
		struct slice got = slice_empty();
		bool found = http_query_find_raw(
		    slice_of(raw_finds[i].query), raw_finds[i].name, &got);

		assert_int_equal(found, want != NULL);
		if (want != NULL && !slice_is(got, want))
			fail_msg("%s: got %.*s", raw_finds[i].query,
			    SLICE_ARGS(got));
	}
}

static const struct {
	const char *text, *segments;
} paths[] = {
	{ "", "" },
	{ "/", "[]" },
	{ "/a", "[a]" },
	{ "/a/b", "[a][b]" },
	{ "/a/", "[a][]" },
	{ "//a", "[][a]" },
	{ "/a//b", "[a][][b]" },
	{ "a/b", "[a][b]" },
	{ "/a%2Fb/c", "[a%2Fb][c]" },
	{ "/../.", "[..][.]" },
};

static void
paths_part_at_slashes_and_are_raw(void **state)
{
	struct buf out = BUF(256);

	(void)state;
	for (size_t i = 0; i < COUNT(paths); i++) {
		struct slice path = slice_of(paths[i].text), segment;

		buf_reset(&out);
		while (http_path_next(&path, &segment))
			assert_true(
			    buf_addf(&out, "[%.*s]", SLICE_ARGS(segment)));
		if (!slice_is(buf_slice(&out), paths[i].segments))
			fail_msg("%s: got %.*s", paths[i].text,
			    SLICE_ARGS(buf_slice(&out)));
	}
	buf_clear(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes_are_decoded_or_refused_whole),
		cmocka_unit_test(an_escape_ends_where_its_slice_ends),
		cmocka_unit_test(what_does_not_fit_leaves_the_buf),
		cmocka_unit_test(queries_part_at_ampersands_and_are_raw),
		cmocka_unit_test(the_first_of_a_name_is_found),
		cmocka_unit_test(the_first_that_has_a_value_is_found_raw),
		cmocka_unit_test(paths_part_at_slashes_and_are_raw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
