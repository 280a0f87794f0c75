/* Tests of api/compact.c: what was read is written as it was meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>

#include "api/compact.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *name, *input, *expected;
} rows[] = {
	{ "words", "[ true, false, null ]", "[true,false,null]" },
	{ "nothing in it", "[ {}, [], \"\" ]", "[{},[],\"\"]" },
	{ "order", "{\"b\": 1, \"a\": {\"z\": 2, \"y\": [3]}}",
	    "{\"b\":1,\"a\":{\"z\":2,\"y\":[3]}}" },
	{ "integers", "[0,-1,9223372036854775807,-9223372036854775808]",
	    "[0,-1,9223372036854775807,-9223372036854775808]" },
	{ "short fractions", "[0.1,-21.7,12.30,0.3]", "[0.1,-21.7,12.3,0.3]" },
	{ "sixteen digits", "[0.12345678901234566]", "[0.12345678901234566]" },
	{ "as many digits as there are", "[0.30000000000000004]",
	    "[0.30000000000000004]" },
	{ "no integers", "[1.0,-0.0,1e5,1E2]", "[1.0,-0.0,100000.0,100.0]" },
	{ "large and small", "[1e300,-2.5e-9,5e-324]",
	    "[1e+300,-2.5e-09,4.94065645841247e-324]" },
	{ "text", "[\"\\u00e4\\n\\u0000\\\"\", \"\\ud83d\\ude00\"]",
	    "[\"\xC3\xA4\\n\\u0000\\\"\",\"\xF0\x9F\x98\x80\"]" },
	{ "names", "{\"a\\\"b\\n\": 1}", "{\"a\\\"b\\n\":1}" },
};

static json_t *
read_row(const char *text)
{
	json_t *value = json_loads(text, JSON_ALLOW_NUL, NULL);

	assert_non_null(value);
	return value;
}

static void
writes_what_was_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf b = BUF(4096);
		json_t *value = read_row(rows[i].input), *again;

		print_message("%s\n", rows[i].name);
		assert_true(api_compact_add(&b, value));
		assert_true(buf_add_char(&b, '\0'));
		assert_string_equal(b.ptr, rows[i].expected);
		again = read_row(b.ptr);
		assert_true(json_equal(value, again));
		json_decref(again);
		json_decref(value);
		buf_clear(&b);
	}
}

static void
says_when_it_does_not_fit(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t len = strlen(rows[i].expected);
		json_t *value = read_row(rows[i].input);

		for (size_t max = 0; max <= len; max++) {
			struct buf b = BUF(max);

			assert_int_equal(
			    api_compact_add(&b, value), max == len);
			buf_clear(&b);
		}
		json_decref(value);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_what_was_read),
		cmocka_unit_test(says_when_it_does_not_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
