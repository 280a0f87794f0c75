/* Tests of http/accept.c and http/token.c: RFC 9110 5.6, 8.3.1, 12.5.1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "http/accept.h"
#include "http/token.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { NONE = -1, EVENTS, NDJSON, PLAIN };

static const char *const types[] = {
	[EVENTS] = "text/event-stream",
	[NDJSON] = "application/x-ndjson",
	[PLAIN] = "text/plain",
};

static const struct {
	const char *accept;
	int expected;
} choices[] = {
	/* The default, and all browsers, curl and EventSource. */
	{ "", EVENTS },
	{ " \t", EVENTS },
	{ "*/*", EVENTS },
	{ "text/event-stream", EVENTS },
	{ "text/html,application/xml;q=0.9,*/*;q=0.8", EVENTS },

	/* One type. */
	{ "application/x-ndjson", NDJSON },
	{ "text/plain", PLAIN },
	{ "TEXT/Plain", PLAIN },
	{ "text/plain; charset=utf-8", PLAIN },
	{ "text/plain;format=flowed;q=0.1", PLAIN },
	{ "text/html", NONE },
	{ "text/plainer", NONE },
	{ "text", NONE },

	/* Ranges: the first of ours that fits. */
	{ "text/*", EVENTS },
	{ "application/*", NDJSON },
	{ "image/*", NONE },
	{ "Application/*", NDJSON },
	{ "text/*;q=0.5, application/*", NDJSON },

	/* The highest q. */
	{ "text/event-stream;q=0.5, text/plain", PLAIN },
	{ "text/event-stream;q=0.5, text/plain;q=0.501", PLAIN },
	{ "text/plain, text/event-stream", EVENTS },
	{ "text/plain;q=0.3, application/x-ndjson;q=0.7", NDJSON },
	{ "text/plain;Q=0.3, application/x-ndjson;q=0.2", PLAIN },
	{ "text/plain ; q=0.3 , application/x-ndjson ; q=0.2", PLAIN },
	{ "text/plain;q=1.000", PLAIN },

	/* q=0 is a refusal, and the closest range decides. */
	{ "text/event-stream;q=0", NONE },
	{ "*/*;q=0", NONE },
	{ "text/plain;q=0.000", NONE },
	{ "*/*, text/event-stream;q=0", NDJSON },
	{ "text/event-stream;q=0, */*", NDJSON },
	{ "text/*;q=0, */*", NDJSON },
	{ "text/plain, text/*;q=0.1, */*;q=0.5", PLAIN },
	{ "text/*;q=0.9, text/event-stream;q=0.1, */*;q=0.5", PLAIN },

	/* What is malformed is passed over. */
	{ "text/plain;q=2", NONE },
	{ "text/plain;q=1.001", NONE },
	{ "text/plain;q=0.5555", NONE },
	{ "text/plain;q=-1", NONE },
	{ "text/plain;q=", NONE },
	{ "text/plain;q=.5", NONE },
	{ "*/plain", NONE },
	{ ";q=1, text/plain", PLAIN },
	{ ",, text/plain,,", PLAIN },
	{ "text/plain;a=\"b,c;q=0\"", PLAIN },
};

static void
the_type_a_client_likes_best_is_chosen(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(choices); i++) {
		int got = http_accept_choose(
		    slice_of(choices[i].accept), types, COUNT(types));

		if (got != choices[i].expected)
			fail_msg("%s: got %d, want %d", choices[i].accept, got,
			    choices[i].expected);
	}
}

static const struct {
	const char *content_type;
	bool expected;
} bodies[] = {
	{ "application/json", true },
	{ "Application/JSON", true },
	{ "application/json;charset=utf-8", true },
	{ " application/json ; a=b", true },
	{ "application/json,text/plain", false },
	{ "application/jsonp", false },
	{ "application/jso", false },
	{ "application/problem+json", false },
	{ "text/plain;application/json", false },
	{ "", false },
};

static void
a_content_type_is_known_by_its_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bodies); i++)
		if (http_type_is(slice_of(bodies[i].content_type),
			"application/json") != bodies[i].expected)
			fail_msg("%s", bodies[i].content_type);
}

static const struct {
	const char *list, *items;
} lists[] = {
	{ "", "" },
	{ ",, ,\t", "" },
	{ "a", "[a]" },
	{ "a,b", "[a][b]" },
	{ " a\t, ,b c ,", "[a][b c]" },
	{ "\"a,b\",c", "[\"a,b\"][c]" },
	{ "\"a\\\",b\",c", "[\"a\\\",b\"][c]" },
	{ "\"a\\\\\",b", "[\"a\\\\\"][b]" },
	{ "a\"b,c", "[a\"b,c]" },
	{ "\"\\", "[\"\\]" },
	{ "a\\,b", "[a\\][b]" },
};

static void
lists_part_at_commas_out_of_quotes(void **state)
{
	struct buf out = BUF(256);

	(void)state;
	for (size_t i = 0; i < COUNT(lists); i++) {
		struct slice list = slice_of(lists[i].list), item;

		buf_reset(&out);
		while (http_list_next(&list, &item))
			assert_true(buf_addf(&out, "[%.*s]", SLICE_ARGS(item)));
		if (!slice_is(buf_slice(&out), lists[i].items))
			fail_msg("%s: got %.*s", lists[i].list,
			    SLICE_ARGS(buf_slice(&out)));
	}
	buf_clear(&out);
}

/* RFC 9110 5.6.2: all that is visible in ASCII, but the delimiters. */
static void
tokens_are_made_of_token_characters(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		bool is_one = c > ' ' && c < 0x7F &&
			      strchr("\"(),/:;<=>?@[\\]{}", c) == NULL;

		assert_int_equal(http_is_token_char((char)c), is_one);
	}
	assert_true(http_is_token(slice_of("x-A_1")));
	assert_false(http_is_token(slice_of("")));
	assert_false(http_is_token(slice_of("a b")));
}

static void
words_compare_in_ascii(void **state)
{
	(void)state;
	assert_true(http_equals(slice_of("cLoSe"), "close"));
	assert_true(http_equals(slice_of(""), ""));
	assert_false(http_equals(slice_of("clos"), "close"));
	assert_false(http_equals(slice_of("closed"), "close"));
	assert_false(http_equals(slice_of("\xC3\x89"), "\xC3\xA9"));
	assert_false(http_equals(slice_of("@"), "`"));
	assert_false(http_equals((struct slice){ "a\0", 2 }, "a"));
}

/* Each byte at each place, whatever stands behind it. */
static void
plain_bytes_end_at_the_first_control(void **state)
{
	static const char fill[] = { 'a', ' ', '\n', '\x7F', '\x80', '\xFF' };
	char text[20];

	(void)state;
	for (int c = 0; c < 256; c++) {
		bool plain = c >= 0x20 && c != 0x7F;

		for (size_t i = 0; i < COUNT(text) * COUNT(fill); i++) {
			size_t at = i / COUNT(fill), n;

			memset(text, 'a', at);
			text[at] = (char)c;
			memset(text + at + 1, fill[i % COUNT(fill)],
			    sizeof(text) - at - 1);
			n = http_plain_bytes((struct slice){ text, at + 1 });
			assert_int_equal(n, at + plain);
			n = http_plain_bytes(
			    (struct slice){ text, sizeof(text) });
			assert_true(plain ? n > at : n == at);
		}
	}
	assert_int_equal(http_plain_bytes(slice_empty()), 0);
}

static void
hexadecimal_digits_have_a_value(void **state)
{
	static const char digits[] = "0123456789abcdef";

	(void)state;
	for (int c = 0; c < 256; c++) {
		int lower = c >= 'A' && c <= 'F' ? c + 32 : c;
		const char *at = c != 0 ? strchr(digits, lower) : NULL;

		assert_int_equal(http_hex_value((char)c),
		    at != NULL ? (int)(at - digits) : -1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_type_a_client_likes_best_is_chosen),
		cmocka_unit_test(a_content_type_is_known_by_its_name),
		cmocka_unit_test(lists_part_at_commas_out_of_quotes),
		cmocka_unit_test(tokens_are_made_of_token_characters),
		cmocka_unit_test(words_compare_in_ascii),
		cmocka_unit_test(plain_bytes_end_at_the_first_control),
		cmocka_unit_test(hexadecimal_digits_have_a_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
