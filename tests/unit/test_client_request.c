/* Tests of client/url.c and client/headers.c: what a request is made of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/headers.h"
#include "client/status.h"
#include "client/url.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *url;
	int code;
} urls[] = {
	{ "http://127.0.0.1:8080/x", 0 },
	{ "https://h", 0 },
	{ "h:8080/events", 0 }, /* as curl reads it: http */
	{ "127.0.0.1", 0 },
	{ "ftp://h", STATUS_USAGE },
	{ "file:///etc/passwd", STATUS_USAGE },
	{ "http://", STATUS_USAGE },
	{ "http://[::1", STATUS_USAGE },
	{ "http://h:99999/", STATUS_USAGE },
	{ "", STATUS_USAGE },
};

static void
only_http_urls_pass(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(urls); i++) {
		struct err err = { 0 };
		int got = url_check(urls[i].url, &err) == 0 ? 0 : err.code;

		if (got != urls[i].code)
			fail_msg("%s: got %d", urls[i].url, got);
	}
}

static const struct {
	const char *a, *b;
	bool same;
} origins[] = {
	{ "http://h/a", "http://h/b?c", true },
	{ "http://h", "HTTP://H:80/", true },
	{ "https://h", "https://h:443/", true },
	{ "http://me:pw@h", "http://h", true },
	{ "http://h", "https://h", false },
	{ "http://h", "http://h:8080", false },
	{ "http://h", "http://h.", false },
	{ "http://h", "http://x.h", false },
	{ "http://127.0.0.1", "http://localhost", false },
	{ "http://h", "http://[", false },
};

static void
an_origin_is_scheme_host_and_port(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(origins); i++)
		if (url_same_origin(origins[i].a, origins[i].b) !=
		    origins[i].same)
			fail_msg("%s %s", origins[i].a, origins[i].b);
}

static const struct {
	const char *base, *reference, *want; /* NULL: refused */
} references[] = {
	{ "http://h/a/b?c", "d", "http://h/a/d" },
	{ "http://h/a/b", "/d?e", "http://h/d?e" },
	{ "http://h/a/b", "../d", "http://h/d" },
	{ "http://h/a", "//i:81/j", "http://i:81/j" },
	{ "http://h/a", "https://i/j", "https://i/j" },
	{ "http://me:pw@h/a", "/b", "http://me:pw@h/b" },
	{ "http://me:pw@h/a", "http://h:80/b", "http://me:pw@h:80/b" },
	{ "http://me:pw@h/a", "//you@h/b", "http://you@h/b" },
	{ "http://me:pw@h/a", "http://i/b", "http://i/b" },
	{ "http://me:pw@h/a", "https://h/b", "https://h/b" },
	{ "http://h/a", "file:///etc/passwd", NULL },
	{ "http://h/a", "gopher://h", NULL },
	{ "http://h/a", "http://[", NULL },
};

static void
a_reference_is_read_where_it_stands(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(references); i++) {
		struct buf url = BUF(URL_BYTES_MAX);
		const char *want = references[i].want;
		bool ok;

		buf_add(&url, slice_of(references[i].base));
		buf_add_char(&url, '\0');
		ok = url_resolve(&url, references[i].reference);
		assert_int_equal(ok, want != NULL);
		assert_string_equal(url.ptr, ok ? want : references[i].base);
		buf_clear(&url);
	}
}

static void
a_password_is_not_shown(void **state)
{
	struct buf b = BUF(256);

	(void)state;
	assert_true(url_add_shown(&b, "http://me:secret@h/a?b"));
	assert_true(slice_is(buf_slice(&b), "http://h/a?b"));
	buf_reset(&b);
	assert_true(url_add_shown(&b, "http://me:secret@["));
	assert_null(memmem(b.ptr, b.len, "secret", 6));
	buf_clear(&b);
}

static void
what_is_not_unreserved_is_escaped(void **state)
{
	struct buf b = BUF(256);

	(void)state;
	assert_true(
	    url_add_escaped(&b, (struct slice){ "a/b c\xC3\xA9%\0", 9 }, "/"));
	assert_true(slice_is(buf_slice(&b), "a/b%20c%C3%A9%25%00"));
	buf_reset(&b);
	assert_true(url_add_escaped(&b, slice_of("a/&~"), ""));
	assert_true(slice_is(buf_slice(&b), "a%2F%26~"));
	buf_clear(&b);
}

static const struct {
	const char *name;
	const char *given[3]; /* by the user */
	const char *last_id;
	bool with_body, theirs;
	const char *want; /* the fields, each with ';' behind */
} fields[] = {
	{ "ours", { NULL }, "", false, true,
	    "Accept: a/b;Cache-Control: no-store;" },
	{ "of a body", { NULL }, "", true, true,
	    "Accept: a/b;Cache-Control: no-store;Content-Type: t/u;Expect:;" },
	{ "the last id", { NULL }, "7", false, true,
	    "Accept: a/b;Cache-Control: no-store;Last-Event-ID: 7;" },
	{ "theirs win", { "accept: c", "cache-control:", NULL }, "", false,
	    true, "accept: c;cache-control:;" },
	{ "a name that starts alike is another", { "Accept-Language: de" }, "",
	    false, true,
	    "Accept: a/b;Cache-Control: no-store;Accept-Language: de;" },
	{ "a newer id wins", { "LAST-EVENT-ID: 1" }, "2", false, true,
	    "Accept: a/b;Cache-Control: no-store;Last-Event-ID: 2;" },
	{ "an id they gave holds until then", { "LAST-EVENT-ID: 1" }, "", false,
	    true, "Accept: a/b;Cache-Control: no-store;LAST-EVENT-ID: 1;" },
	{ "elsewhere, theirs stay at home", { "X-Key: k", "Accept: c" }, "7",
	    false, false,
	    "Accept: a/b;Cache-Control: no-store;Last-Event-ID: 7;" },
};

static void
every_row_of_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(fields); i++) {
		struct opt_list given = { 0 };
		const struct fetch_request request = {
			.accept = "a/b",
			.content_type = "t/u",
			.headers = &given,
			.last_id = slice_of(fields[i].last_id),
		};
		struct buf got = BUF(1024);
		struct curl_slist *list;

		for (size_t k = 0; k < 3 && fields[i].given[k] != NULL; k++)
			given.items[given.count++] = fields[i].given[k];
		list = headers_new(
		    &request, fields[i].with_body, fields[i].theirs);
		for (struct curl_slist *l = list; l != NULL; l = l->next)
			buf_addf(&got, "%s;", l->data);
		if (!slice_is(buf_slice(&got), fields[i].want))
			fail_msg("%s: got %.*s", fields[i].name,
			    SLICE_ARGS(buf_slice(&got)));
		curl_slist_free_all(list);
		buf_clear(&got);
	}
}

static void
a_field_has_a_name_and_one_line(void **state)
{
	static const char *const good[] = { "A: b", "A:b", "A:", "A;",
		"X-a_1: \xC3\xA9" };
	static const char *const bad[] = { "", ":", ": x", "A", "A b: c",
		"A: b\r\nC: d", "A: b\n", "A;b", "\xC3\xA9: x", "A : b" };

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		if (!headers_is_field(good[i]))
			fail_msg("%s", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		if (headers_is_field(bad[i]))
			fail_msg("%s", bad[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_http_urls_pass),
		cmocka_unit_test(an_origin_is_scheme_host_and_port),
		cmocka_unit_test(a_reference_is_read_where_it_stands),
		cmocka_unit_test(a_password_is_not_shown),
		cmocka_unit_test(what_is_not_unreserved_is_escaped),
		cmocka_unit_test(every_row_of_fields),
		cmocka_unit_test(a_field_has_a_name_and_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
