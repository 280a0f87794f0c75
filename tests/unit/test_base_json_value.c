/* Tests of base/json_value.c: what is JSON, and stays as it was written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json_value.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* want: what is appended; NULL: text is no JSON. */
static const struct {
	const char *text, *want;
} rows[] = {
	{ "1", "1" },
	{ "-0.50e+99", "-0.50e+99" },
	{ "123456789012345678901234567890", "123456789012345678901234567890" },
	{ "\"a\\u00e9\\ud83d\\ude00\\n\\/\"",
	    "\"a\\u00e9\\ud83d\\ude00\\n\\/\"" },
	{ "true", "true" },
	{ " null ", " null " },
	{ "[]", "[]" },
	{ "{}", "{}" },
	{ "[ [ ] , { } ]", "[ [ ] , { } ]" },
	{ "{\"a\":1,\"a\":{\"b\":[2,\"x\"]}}",
	    "{\"a\":1,\"a\":{\"b\":[2,\"x\"]}}" },
	{ "{\n  \"a\": [\n\t1,\n\t2\n  ]\n}\n", "{\"a\": [1,2]}" },
	{ "[1, \r\n2]", "[1, 2]" },
	{ "\"\x7F\xC2\x85\xC3\xA9\"", "\"\\u007f\\u0085\xC3\xA9\"" },
	{ "\"\xC2\xA0\"", "\"\xC2\xA0\"" },
	{ "", NULL },
	{ " ", NULL },
	{ "nul", NULL },
	{ "truely", NULL },
	{ "01", NULL },
	{ "-", NULL },
	{ "+1", NULL },
	{ "1.", NULL },
	{ ".5", NULL },
	{ "1e", NULL },
	{ "0x10", NULL },
	{ "NaN", NULL },
	{ "1 2", NULL },
	{ "\"", NULL },
	{ "\"\\\"", NULL },
	{ "\"\\x\"", NULL },
	{ "\"\\u12g4\"", NULL },
	{ "\"\\ud800\"", NULL },
	{ "\"\\udc00\"", NULL },
	{ "\"\\ud800\\u0041\"", NULL },
	{ "\"a\nb\"", NULL },
	{ "\"\t\"", NULL },
	{ "'a'", NULL },
	{ "[", NULL },
	{ "]", NULL },
	{ "[1,]", NULL },
	{ "[,1]", NULL },
	{ "[1 2]", NULL },
	{ "[1}", NULL },
	{ "[1]]", NULL },
	{ "{\"a\"}", NULL },
	{ "{\"a\":}", NULL },
	{ "{\"a\":1,}", NULL },
	{ "{a:1}", NULL },
	{ "{1:1}", NULL },
	{ "{\"a\":1]", NULL },
	{ "hello", NULL },
};

static void
every_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct slice text = slice_of(rows[i].text);
		struct buf b = BUF(256);

		if (json_is_valid(text) != (rows[i].want != NULL))
			fail_msg("%s: valid or not?", rows[i].text);
		if (rows[i].want == NULL)
			continue;
		assert_true(json_add_value(&b, text));
		if (!slice_is(buf_slice(&b), rows[i].want))
			fail_msg("%s: got %.*s", rows[i].text,
			    SLICE_ARGS(buf_slice(&b)));
		buf_clear(&b);
	}
}

static void
a_nul_is_nowhere_valid(void **state)
{
	(void)state;
	assert_false(json_is_valid((struct slice){ "1\0", 2 }));
	assert_false(json_is_valid((struct slice){ "\"\0\"", 3 }));
	assert_false(json_is_valid((struct slice){ "\"\\\0\"", 4 }));
}

/* Returns whether depth arrays in each other are valid. */
static bool
nested(size_t depth)
{
	struct buf b = BUF(4096);
	bool valid;

	for (size_t i = 0; i < depth; i++)
		buf_add_char(&b, '[');
	for (size_t i = 0; i < depth; i++)
		buf_add_char(&b, ']');
	valid = json_is_valid(buf_slice(&b));
	buf_clear(&b);
	return valid;
}

static void
depth_has_a_maximum(void **state)
{
	(void)state;
	assert_true(nested(JSON_DEPTH_MAX));
	assert_false(nested(JSON_DEPTH_MAX + 1));
}

static void
what_does_not_fit_leaves_no_part(void **state)
{
	struct buf b = BUF(4);

	(void)state;
	buf_add_char(&b, 'x');
	assert_false(json_add_value(&b, slice_of("[1,\n2]")));
	assert_int_equal(b.len, 1);
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row),
		cmocka_unit_test(a_nul_is_nowhere_valid),
		cmocka_unit_test(depth_has_a_maximum),
		cmocka_unit_test(what_does_not_fit_leaves_no_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
