/* Tests of client/{token,encoding,reason,request_options}.c: what is let in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "client/encoding.h"
#include "client/reason.h"
#include "client/request_options.h"
#include "client/token.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *text, *want; /* NULL: none */
} tokens[] = {
	{ "abc", "abc" },
	{ " \t\r\nabc.d-e_f~g+h/i==\r\n\n ", "abc.d-e_f~g+h/i==" },
	{ "", NULL },
	{ " \r\n", NULL },
	{ "a b", NULL },
	{ "a\nb", NULL },
	{ "a\r\nX-Key: b", NULL },
	{ "a\x01", NULL },
	{ "a\x7f", NULL },
	{ "\xC3\xA9", NULL },
};

static void
a_token_is_one_visible_word(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(tokens); i++) {
		struct slice token;
		bool ok = token_cut(slice_of(tokens[i].text), &token);

		if (ok != (tokens[i].want != NULL) ||
		    (ok && !slice_is(token, tokens[i].want)))
			fail_msg("row %zu: got %d", i, ok);
	}
}

static void
a_token_has_a_maximum(void **state)
{
	char *text = mem_new(TOKEN_BYTES_MAX + 1);
	struct slice all = { text, TOKEN_BYTES_MAX + 1 };

	(void)state;
	memset(text, 'x', TOKEN_BYTES_MAX + 1);
	assert_false(token_is(all));
	assert_true(token_is(slice_drop(all, 1)));
	free(text);
}

static const struct {
	const char *list;
	bool known, none;
} lists[] = {
	{ "", true, true },
	{ "identity", true, true },
	{ " , Identity ,", true, true },
	{ "gzip", true, false },
	{ "X-GZIP", true, false },
	{ "deflate", true, false },
	{ "gzip, identity", true, false },
	{ "gzip,gzip,gzip,gzip,gzip", true, false },
	{ "gzip,gzip,gzip,gzip,gzip,gzip", false, false },
	{ "rot13", false, false },
	{ "gzip, rot13", false, false },
	{ "gzi", false, false },
	{ "gzip gzip", false, false },
	{ "gzip;q=1", false, false },
};

static void
an_encoding_is_known_by_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lists); i++) {
		struct slice list = slice_of(lists[i].list);

		if (encoding_is_known(list) != lists[i].known ||
		    encoding_is_none(list) != lists[i].none)
			fail_msg("'%s'", lists[i].list);
	}
}

static const struct {
	const char *cookie, *file;
} cookies[] = {
	{ "a=b", NULL },
	{ "a=b; c=d", NULL },
	{ "=", NULL },
	{ "jar", "jar" },
	{ "", "" },
	{ "@a=b", "a=b" },
};

static void
a_cookie_has_a_sign_or_is_a_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cookies); i++) {
		const char *got = request_cookie_file(cookies[i].cookie);

		if ((got == NULL) != (cookies[i].file == NULL) ||
		    (got != NULL && strcmp(got, cookies[i].file) != 0))
			fail_msg("%s", cookies[i].cookie);
	}
}

static const struct {
	const char *reason, *want;
} reasons[] = {
	{ "Unsupported proxy scheme for 'foo://a:b@c'", "Unsupported proxy" },
	{ "Unsupported proxy syntax in 'a:b@c': bad", "Unsupported proxy" },
	{ "Unsupported proxy", "Unsupported proxy" },
	{ "Could not resolve 'x'", "Could not resolve 'x'" },
	{ "No way to h after 12 ms: none", "No way to h: none" },
	{ "No way after 7 ms", "No way" },
	{ "No way after 7 days", "No way after 7 days" },
	{ "the name '\x1b[m\xc2\x9b' is 'h'\n", "the name '?[m?\?' is 'h'?" },
	{ "the name '\x9b[m'", "the name '?[m'" },
	{ "", "" },
};

static void
a_reason_can_be_shown(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(reasons); i++) {
		char text[64];

		snprintf(text, sizeof(text), "%s", reasons[i].reason);
		reason_clean(text);
		assert_string_equal(text, reasons[i].want);
	}
}

static const struct {
	const char *name;
	struct request_options options;
	const char *says; /* NULL: it is well */
} checks[] = {
	{ "nothing", { 0 }, NULL },
	{ "a user", { .user = "me:pw" }, NULL },
	{ "no password", { .user = "hush" }, "--user" },
	{ "two", { .user = "me:pw", .token_file = "/dev/null" }, "only one" },
	{ "two more", { .netrc = true, .token_file = "x" }, "only one" },
	{ "a token", { .token = "abc" }, NULL },
	{ "no token", { .token = "hush\n" }, "SSE_TOKEN" },
	{ "a cookie", { .cookies = { { "a=b\tc" }, 1 } }, "--cookie" },
	{ "no file", { .cookies = { { "/none" }, 1 } }, "/none" },
	{ "the jar", { .cookies = { { "/none" }, 1 }, .cookie_jar = "/none" },
	    NULL },
	{ "not the jar",
	    { .cookies = { { "/none" }, 1 }, .cookie_jar = "/other" },
	    "/none" },
	{ "no jar", { .cookie_jar = "-" }, "--cookie-jar" },
	{ "no proxy", { .proxy = "" }, NULL },
	{ "a proxy", { .proxy = "h:3128" }, NULL },
	{ "socks", { .proxy = "socks5h://me:pw@h" }, NULL },
	{ "its scheme", { .proxy = "ftp://me:hush@h" }, "--proxy" },
	{ "its port", { .proxy = "me:hush@h:0x" }, "--proxy" },
	{ "a key", { .key_file = "/dev/null" }, "--cert" },
	{ "its cert", { .key_file = "/dev/null", .cert_file = "/dev/null" },
	    NULL },
	{ "versions", { .http1 = true, .http2 = true }, "only one" },
};

static void
what_cannot_work_is_said_without_secrets(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(checks); i++) {
		struct err err = { 0 };
		bool ok = request_options_check(&checks[i].options, &err) == 0;

		if (ok != (checks[i].says == NULL) ||
		    strstr(err.text, "hush") != NULL ||
		    (!ok && strstr(err.text, checks[i].says) == NULL))
			fail_msg("%s: got %s", checks[i].name, err.text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_is_one_visible_word),
		cmocka_unit_test(a_token_has_a_maximum),
		cmocka_unit_test(an_encoding_is_known_by_name),
		cmocka_unit_test(a_cookie_has_a_sign_or_is_a_file),
		cmocka_unit_test(a_reason_can_be_shown),
		cmocka_unit_test(what_cannot_work_is_said_without_secrets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
