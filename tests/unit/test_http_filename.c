/* Tests of http/filename.c: which file a path names, if any. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/filename.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NAME_MAX_HERE 20
/* What no name is. */
#define NONE "-/"
#define BROKEN "%/"

static const struct {
	const char *path;
	const char *expected; /* a name, NONE or BROKEN */
} rows[] = {
	{ "/", "index.html" },
	{ "/a", "a" },
	{ "/a/", "a/index.html" },
	{ "/a/b.js", "a/b.js" },
	{ "/a%20b/%63+", "a b/c+" },
	{ "/%C3%A9", "\xc3\xa9" },
	{ "/a.", "a." },
	{ "/a..b", "a..b" },
	{ "/~x", "~x" },

	/* Not below the folder, or by two names. */
	{ "", NONE },
	{ "*", NONE },
	{ "a", NONE },
	{ "//", NONE },
	{ "//a", NONE },
	{ "/a//", NONE },
	{ "/a//b", NONE },
	{ "/..", NONE },
	{ "/../a", NONE },
	{ "/a/..", NONE },
	{ "/a/../b", NONE },
	{ "/%2e%2E/a", NONE },
	{ "/.%2e", NONE },
	{ "/.", NONE },
	{ "/./a", NONE },
	{ "/a%2fb", NONE },
	{ "/a%2F..%2Fb", NONE },
	{ "/%2f", NONE },
	{ "/a\\b", NONE },
	{ "/a%5Cb", NONE },

	/* Dot-files. */
	{ "/.a", NONE },
	{ "/%2ea", NONE },
	{ "/.git/config", NONE },
	{ "/a/.b/c", NONE },

	/* What no file is called. */
	{ "/%00", NONE },
	{ "/a%00.html", NONE },

	{ "/%", BROKEN },
	{ "/%4", BROKEN },
	{ "/%zz", BROKEN },
	{ "/a/%4g", BROKEN },
	{ "/%4/b", BROKEN },

	/* Its length, which is that of what is decoded. */
	{ "/12345678901234567890", "12345678901234567890" },
	{ "/123456789012345678901", NONE },
	{ "/123456789/1234567890", "123456789/1234567890" },
	{ "/123456789/12345678901", NONE },
	{ "/1234567890/", NONE },
	{ "/123456789/", "123456789/index.html" },
};

/* Returns what came of path, until name changes. */
static struct slice
outcome(const char *path, struct buf *name)
{
	switch (http_filename(slice_of(path), name)) {
	case HTTP_FILENAME_OK:
		return buf_slice(name);
	case HTTP_FILENAME_NONE:
		return slice_of(NONE);
	case HTTP_FILENAME_BAD:
		break;
	}
	return slice_of(BROKEN);
}

static void
a_path_names_a_file_below_the_folder_or_none(void **state)
{
	struct buf name = BUF(NAME_MAX_HERE);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct slice got = outcome(rows[i].path, &name);

		if (!slice_is(got, rows[i].expected))
			fail_msg("%s: got %.*s, want %s", rows[i].path,
			    SLICE_ARGS(got), rows[i].expected);
	}
	buf_clear(&name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_names_a_file_below_the_folder_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
