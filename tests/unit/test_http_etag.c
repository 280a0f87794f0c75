/* Tests of http/etag.c and http/media.c: what is said of a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/etag.h"
#include "http/media.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TAG "\"a\\\""
#define DATE "Sun, 06 Nov 1994 08:49:37 GMT"

static const struct {
	const char *list;
	bool expected;
} lists[] = {
	{ TAG, true },
	{ "W/" TAG, true },
	{ " " TAG "\t", true },
	{ "\"b\"," TAG, true },
	{ "\"b\" , W/\"\",\t" TAG ", \"c\"", true },
	{ ",, " TAG, true },
	{ "\"b,c\"," TAG, true },
	{ "*", true },
	{ " * ", true },

	{ "", false },
	{ "a\\", false },
	{ "\"b\"", false },
	{ "\"A\\\"", false },
	{ "\"a\\", false },
	{ "w/" TAG, false },
	{ "W/", false },
	{ "\"", false },
	{ "*, \"b\"", false },
	{ "\"b\", *", false },
	{ "\"" TAG, false },
	{ "b, " TAG, false },
};

static void
a_tag_is_in_a_list_weakly(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lists); i++)
		if (http_etag_is_in(slice_of(TAG), slice_of(lists[i].list)) !=
		    lists[i].expected)
			fail_msg("%s", lists[i].list);
}

static const struct {
	const char *name;
	const char *match[2], *since; /* NULL: no such field */
	bool expected;
} requests[] = {
	{ "nothing is said", { NULL }, NULL, false },
	{ "this tag", { TAG }, NULL, true },
	{ "another", { "\"b\"" }, NULL, false },
	{ "in two fields", { "\"b\"", TAG }, NULL, true },
	{ "this date", { NULL }, DATE, true },
	{ "another date", { NULL }, "Sun, 06 Nov 1994 08:49:38 GMT", false },
	{ "no date", { NULL }, "", false },
	{ "a tag goes before a date", { "\"b\"" }, DATE, false },
	{ "an empty one, too", { "" }, DATE, false },
	{ "both", { TAG }, DATE, true },
};

static void
add_field(struct http_request *req, const char *name, const char *value)
{
	if (value != NULL)
		req->fields[req->field_count++] =
		    (struct http_field){ slice_of(name), slice_of(value) };
}

static void
a_client_says_what_it_has(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(requests); i++) {
		struct http_request req = { .method = HTTP_GET };

		add_field(&req, "if-NONE-match", requests[i].match[0]);
		add_field(&req, "If-Modified-Since", requests[i].since);
		add_field(&req, "If-None-Match", requests[i].match[1]);
		if (http_etag_is_fresh(&req, slice_of(TAG), slice_of(DATE)) !=
		    requests[i].expected)
			fail_msg("%s", requests[i].name);
	}
}

static void
a_file_without_a_date_is_not_known_by_it(void **state)
{
	struct http_request req = { .method = HTTP_GET };

	(void)state;
	assert_false(http_etag_is_fresh(&req, slice_of(TAG), slice_empty()));
	add_field(&req, "If-Modified-Since", "");
	assert_false(http_etag_is_fresh(&req, slice_of(TAG), slice_empty()));
}

#define UNKNOWN "application/octet-stream"

static const struct {
	const char *name, *expected;
} files[] = {
	{ "index.html", "text/html; charset=utf-8" },
	{ "a/b.c/x.js", "text/javascript; charset=utf-8" },
	{ "x.MJS", "text/javascript; charset=utf-8" },
	{ "x.css", "text/css; charset=utf-8" },
	{ "x.json", "application/json" },
	{ "x.js.map", "application/json" },
	{ "x.svg", "image/svg+xml; charset=utf-8" },
	{ "x.png", "image/png" },
	{ "x.jpg", "image/jpeg" },
	{ "x.jpeg", "image/jpeg" },
	{ "x.gif", "image/gif" },
	{ "x.webp", "image/webp" },
	{ "favicon.ico", "image/vnd.microsoft.icon" },
	{ "x.txt", "text/plain; charset=utf-8" },
	{ "x.md", "text/markdown; charset=utf-8" },
	{ "x.xml", "application/xml; charset=utf-8" },
	{ "x.wasm", "application/wasm" },
	{ "x.woff2", "font/woff2" },
	{ "x.pdf", "application/pdf" },
	{ "x.webmanifest", "application/manifest+json" },
	{ "x.zip", "application/zip" },
	{ "x.aac", "audio/aac" },

	{ "", UNKNOWN },
	{ "html", UNKNOWN },
	{ "x.", UNKNOWN },
	{ "x.htmlx", UNKNOWN },
	{ "x.ht", UNKNOWN },
	{ "x.html ", UNKNOWN },
	{ "a.html/x", UNKNOWN },
	{ "x.html.exe", UNKNOWN },
};

static void
the_end_of_a_name_tells_the_type(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(files); i++) {
		const char *got = http_media_type(slice_of(files[i].name));

		if (strcmp(got, files[i].expected) != 0)
			fail_msg("%s: got %s, want %s", files[i].name, got,
			    files[i].expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tag_is_in_a_list_weakly),
		cmocka_unit_test(a_client_says_what_it_has),
		cmocka_unit_test(a_file_without_a_date_is_not_known_by_it),
		cmocka_unit_test(the_end_of_a_name_tells_the_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
