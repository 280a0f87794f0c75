/* Tests of http/cors.c: Fetch 3.1 and 3.2, Fetch Metadata 2.4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/cors.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { NO = -1 };

static const struct {
	const char *pattern;
	int expected; /* enum http_cors_kind, or NO */
} patterns[] = {
	{ "https://app.example", HTTP_CORS_EXACT },
	{ "http://localhost:5173", HTTP_CORS_EXACT },
	{ "HTTPS://App.Example", HTTP_CORS_EXACT },
	{ "https://app.example.", HTTP_CORS_EXACT },
	{ "http://127.0.0.1:1", HTTP_CORS_EXACT },
	{ "http://[::1]", HTTP_CORS_EXACT },
	{ "http://[::1]:65535", HTTP_CORS_EXACT },
	{ "chrome-extension://abcdef", HTTP_CORS_EXACT },
	{ "https://xn--bcher-kva.example", HTTP_CORS_EXACT },
	{ "https://a_b.example", HTTP_CORS_EXACT },
	{ "https://*.example.com", HTTP_CORS_BELOW },
	{ "https://*.example.com:8443", HTTP_CORS_BELOW },
	{ "http://*.localhost", HTTP_CORS_BELOW },
	{ "null", HTTP_CORS_NULL },
	{ "*", HTTP_CORS_ANY },

	{ "", NO },
	{ "app.example", NO },
	{ "localhost:5173", NO },
	{ "//app.example", NO },
	{ "https:app.example", NO },
	{ "https:/app.example", NO },
	{ "https://", NO },
	{ "://app.example", NO },
	{ "1http://app.example", NO },
	{ "ht tp://app.example", NO },
	{ "https://app.example/", NO },
	{ "https://app.example/path", NO },
	{ "https://app.example?q", NO },
	{ "https://user@app.example", NO },
	{ "https://user:1@app.example", NO },
	{ " https://app.example", NO },
	{ "https://app.example ", NO },
	{ "https://app.example,https://b.example", NO },
	{ "https://app.example\r\nX: y", NO },
	{ "https://b\xc3\xbc"
	  "cher.example",
	    NO },
	{ "https://.example", NO },
	{ "https://a..example", NO },
	{ "https://.", NO },
	{ "https://app.example:", NO },
	{ "https://app.example:0", NO },
	{ "https://app.example:65536", NO },
	{ "https://app.example:99999999999999999999", NO },
	{ "https://app.example:-1", NO },
	{ "https://app.example:80:80", NO },
	{ "https://app.example:https", NO },
	{ "https://app.example:*", NO },
	{ "https://[::1", NO },
	{ "https://::1", NO },
	{ "https://[]", NO },
	{ "https://[app.example]", NO },
	{ "https://[::1]x", NO },
	{ "https://[[::1]]", NO },
	{ "https://*", NO },
	{ "https://*.", NO },
	{ "https://*:443", NO },
	{ "https://**.example.com", NO },
	{ "https://*.*.example.com", NO },
	{ "https://a.*.example.com", NO },
	{ "https://*example.com", NO },
	{ "https://x*.example.com", NO },
	{ "https://*.[::1]", NO },
	{ "*://app.example", NO },
	{ "*.example.com", NO },
	{ "**", NO },
	{ "NULL", NO },
	{ "Null", NO },
	{ "file://", NO },
};

static void
a_pattern_is_one_of_four_or_none(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(patterns); i++) {
		struct http_cors_pattern p;
		bool good = http_cors_parse(slice_of(patterns[i].pattern), &p);
		int got = good ? (int)p.kind : NO;

		if (got != patterns[i].expected)
			fail_msg("'%s': got %d, want %d", patterns[i].pattern,
			    got, patterns[i].expected);
	}
}

static void
an_origin_that_is_too_long_is_none(void **state)
{
	char text[HTTP_ORIGIN_BYTES_MAX + 2];
	struct slice s = { text, HTTP_ORIGIN_BYTES_MAX };
	struct slice scheme = slice_of("http://");
	struct http_origin o;

	(void)state;
	memset(text, 'a', sizeof(text));
	memcpy(text, scheme.ptr, scheme.len);
	assert_true(http_origin_parse(s, &o));
	s.len++;
	assert_false(http_origin_parse(s, &o));
}

static const struct {
	const char *pattern, *origin;
	bool expected;
} matches[] = {
	{ "https://app.example", "https://app.example", true },
	{ "https://app.example", "HTTPS://APP.example", true },
	{ "HTTPS://APP.example", "https://app.example", true },
	{ "https://app.example", "http://app.example", false },
	{ "https://app.example", "https://app.example.", false },
	{ "https://app.example", "https://x.app.example", false },
	{ "https://app.example", "https://app.example.evil.net", false },
	{ "https://app.example", "https://evilapp.example", false },
	{ "https://app.example", "https://app.exampl", false },
	{ "https://app.example", "https://app-example", false },
	{ "https://app.example", "https://app.example/", false },
	{ "https://app.example", "https://app.example https://b", false },
	{ "https://app.example", "https://a@app.example", false },
	{ "https://app.example", "app.example", false },
	{ "https://app.example", "null", false },
	{ "https://app.example", "*", false },
	{ "https://app.example", "", false },

	/* Ports. */
	{ "https://app.example", "https://app.example:443", true },
	{ "https://app.example:443", "https://app.example", true },
	{ "http://app.example:80", "http://app.example", true },
	{ "https://app.example", "https://app.example:80", false },
	{ "https://app.example", "https://app.example:8443", false },
	{ "https://app.example:80", "http://app.example", false },
	{ "http://localhost:5173", "http://localhost:5173", true },
	{ "http://localhost:5173", "http://localhost:51730", false },
	{ "http://localhost:5173", "http://localhost:517", false },
	{ "http://localhost:5173", "http://localhost", false },
	{ "http://[::1]:5173", "http://[::1]:5173", true },
	{ "http://[fe80::A]", "http://[FE80::a]:80", true },
	{ "http://[::1]:5173", "http://[::2]:5173", false },
	{ "ext://abc", "ext://abc", true },
	{ "ext://abc", "ext://abc:80", false },

	/* Below. */
	{ "https://*.example.com", "https://a.example.com", true },
	{ "https://*.example.com", "https://a.b.example.com", true },
	{ "https://*.example.com", "HTTPS://A.EXAMPLE.COM:443", true },
	{ "https://*.example.com", "https://example.com", false },
	{ "https://*.example.com", "https://.example.com", false },
	{ "https://*.example.com", "https://..example.com", false },
	{ "https://*.example.com", "https://evilexample.com", false },
	{ "https://*.example.com", "https://x.example.com.evil.net", false },
	{ "https://*.example.com", "https://a.example.com.", false },
	{ "https://*.example.com", "http://a.example.com", false },
	{ "https://*.example.com", "https://a.example.com:8443", false },
	{ "https://*.example.com", "https://evil.net/.example.com", false },
	{ "https://*.example.com", "https://evil.net?.example.com", false },
	{ "https://*.example.com", "https://evil.net#.example.com", false },
	{ "https://*.example.com", "https://evil.net\\.example.com", false },
	{ "https://*.example.com", "https://x@.example.com", false },
	{ "https://*.example.com", "https://a\n.example.com", false },
	{ "https://*.example.com", "https://*.example.com", false },
	{ "https://*.example.com:8443", "https://a.example.com:8443", true },
	{ "https://*.example.com:8443", "https://a.example.com", false },

	/* null is a word, and * is all of them. */
	{ "null", "null", true },
	{ "null", "Null", false },
	{ "null", "", false },
	{ "null", "https://null", false },
	{ "https://null", "null", false },
	{ "*", "https://app.example", true },
	{ "*", "null", true },
};

static void
a_pattern_matches_what_it_names_and_no_look_alike(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(matches); i++) {
		struct http_cors_pattern p;

		assert_true(http_cors_parse(slice_of(matches[i].pattern), &p));
		if (http_cors_matches(&p, slice_of(matches[i].origin)) !=
		    matches[i].expected)
			fail_msg("%s, %s: want %d", matches[i].pattern,
			    matches[i].origin, matches[i].expected);
	}
}

#define APP "https://app.example"
#define SITE_MAX 3

static const struct {
	const char *name;
	const char *origins[SITE_MAX];
	const char *host, *origin, *site; /* NULL: the field is not there */
	enum http_cors_site expected;
} sites[] = {
	{ "curl", { NULL }, "h", NULL, NULL, HTTP_SITE_OWN },
	{ "curl, with a list", { APP }, "h", NULL, NULL, HTTP_SITE_OWN },
	{ "our own page", { NULL }, "h:1", "http://h:1", NULL, HTTP_SITE_OWN },
	{ "behind TLS", { NULL }, "h", "https://h", NULL, HTTP_SITE_OWN },
	{ "a default port", { NULL }, "H:80", "http://h", NULL, HTTP_SITE_OWN },
	{ "IPv6", { NULL }, "[::1]:8", "http://[::1]:8", NULL, HTTP_SITE_OWN },
	{ "the other scheme's port", { NULL }, "h:80", "https://h", NULL,
	    HTTP_SITE_FOREIGN },
	{ "another port", { NULL }, "h:1", "http://h:2", NULL,
	    HTTP_SITE_FOREIGN },
	{ "another host", { NULL }, "h", "http://i", NULL, HTTP_SITE_FOREIGN },
	{ "another scheme", { NULL }, "h", "ext://h", NULL, HTTP_SITE_FOREIGN },
	{ "no Host", { NULL }, NULL, "http://h", NULL, HTTP_SITE_FOREIGN },
	{ "an empty Host", { NULL }, "", "http://h", NULL, HTTP_SITE_FOREIGN },
	{ "null", { NULL }, "h", "null", NULL, HTTP_SITE_FOREIGN },
	{ "a Host that is null", { NULL }, "null", "null", NULL,
	    HTTP_SITE_FOREIGN },
	{ "an empty Origin", { NULL }, "h", "", NULL, HTTP_SITE_FOREIGN },
	{ "garbage", { APP }, "h", "h", NULL, HTTP_SITE_FOREIGN },
	{ "listed", { APP }, "h", APP, NULL, HTTP_SITE_ALLOWED },
	{ "listed last", { "null", "https://b", APP }, "h", APP, "cross-site",
	    HTTP_SITE_ALLOWED },
	{ "listed and our own", { APP }, "app.example", APP, NULL,
	    HTTP_SITE_ALLOWED },
	{ "not listed", { APP, "null" }, "h", "https://b.example", NULL,
	    HTTP_SITE_FOREIGN },
	{ "any", { "*" }, "h", APP, NULL, HTTP_SITE_ANY },
	{ "any, and our own", { "*" }, "h", "http://h", NULL, HTTP_SITE_OWN },
	{ "any, but this by name", { "*", APP }, "h", APP, NULL,
	    HTTP_SITE_ALLOWED },
	{ "any, and this not by name", { APP, "*" }, "h", "https://b", NULL,
	    HTTP_SITE_ANY },

	/* Without an Origin. */
	{ "a page of ours", { NULL }, "h", NULL, "same-origin", HTTP_SITE_OWN },
	{ "a person", { NULL }, "h", NULL, "none", HTTP_SITE_OWN },
	{ "a page elsewhere", { NULL }, "h", NULL, "cross-site",
	    HTTP_SITE_FOREIGN },
	{ "a page beside ours", { APP }, "h", NULL, "same-site",
	    HTTP_SITE_FOREIGN },
	{ "a word to come", { NULL }, "h", NULL, "x", HTTP_SITE_FOREIGN },
	{ "no word", { NULL }, "h", NULL, "", HTTP_SITE_FOREIGN },
	{ "any, without a name", { "*" }, "h", NULL, "cross-site",
	    HTTP_SITE_ANY },

	/* The Origin goes before. */
	{ "same-origin, it says", { NULL }, "h", "http://i", "same-origin",
	    HTTP_SITE_FOREIGN },
	{ "same-site and listed", { APP }, "h", APP, "same-site",
	    HTTP_SITE_ALLOWED },
	{ "same-site and not", { APP }, "h", "https://b.app.example",
	    "same-site", HTTP_SITE_FOREIGN },
	{ "cross-site behind a proxy", { NULL }, "h", "https://h", "cross-site",
	    HTTP_SITE_OWN },
};

static void
add_field(struct http_request *req, const char *name, const char *value)
{
	if (value == NULL)
		return;
	req->fields[req->field_count++] =
	    (struct http_field){ slice_of(name), slice_of(value) };
}

static void
a_request_tells_where_it_was_made(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(sites); i++) {
		struct http_cors cors = { .count = 0 };
		struct http_request req = { .method = HTTP_POST };
		enum http_cors_site got;

		for (size_t k = 0; k < SITE_MAX; k++)
			if (sites[i].origins[k] != NULL)
				assert_true(http_cors_add(
				    &cors, slice_of(sites[i].origins[k])));
		add_field(&req, "Host", sites[i].host);
		add_field(&req, "Origin", sites[i].origin);
		add_field(&req, "Sec-Fetch-Site", sites[i].site);
		got = http_cors_site_of(&cors, &req);
		if (got != sites[i].expected)
			fail_msg("%s: got %d, want %d", sites[i].name, got,
			    sites[i].expected);
	}
}

static void
a_list_has_its_maximum_and_takes_no_bad_one(void **state)
{
	struct http_cors cors = { .count = 0 };

	(void)state;
	assert_false(http_cors_add(&cors, slice_of("app.example")));
	assert_int_equal(cors.count, 0);
	for (size_t i = 0; i < HTTP_CORS_MAX; i++)
		assert_true(http_cors_add(&cors, slice_of("null")));
	assert_false(http_cors_add(&cors, slice_of("null")));
	assert_false(http_cors_has_any(&cors));
	cors.count--;
	assert_true(http_cors_add(&cors, slice_of("*")));
	assert_true(http_cors_has_any(&cors));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pattern_is_one_of_four_or_none),
		cmocka_unit_test(an_origin_that_is_too_long_is_none),
		cmocka_unit_test(
		    a_pattern_matches_what_it_names_and_no_look_alike),
		cmocka_unit_test(a_request_tells_where_it_was_made),
		cmocka_unit_test(a_list_has_its_maximum_and_takes_no_bad_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
