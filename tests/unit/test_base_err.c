/* Tests of base/err.h: why something failed, in words. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"

#define TEXT_MAX (sizeof(((struct err *)NULL)->text) - 1)

static void
what_fits_is_as_it_was_said(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(err_set(&err, 7, "%s: %d", "a", 1), -1);
	assert_int_equal(err.code, 7);
	assert_string_equal(err.text, "a: 1");
	err_set(&err, 0, "%s", "");
	assert_string_equal(err.text, "");
	errno = ENOENT;
	assert_int_equal(err_errno(&err, 2, "open %s", "/a"), -1);
	assert_int_equal(err.code, 2);
	assert_string_equal(err.text, "open /a: No such file or directory");
}

static bool
ends_with(const char *text, const char *tail)
{
	size_t len = strlen(text), tail_len = strlen(tail);

	return len >= tail_len && strcmp(text + len - tail_len, tail) == 0;
}

/* "/xxx...xxx/f", of that many pieces. */
static void
write_path(struct buf *path, const char *piece, size_t count)
{
	buf_reset(path);
	buf_add_char(path, '/');
	while (count-- > 0)
		buf_add(path, slice_of(piece));
	assert_true(buf_add(path, (struct slice){ "/f", 3 }));
}

static void
check(const struct err *err, const char *path, const char *reason)
{
	size_t whole = strlen(path) + strlen(reason);

	assert_true(strlen(err->text) <= TEXT_MAX);
	assert_true(utf8_is_valid(slice_of(err->text)));
	assert_memory_equal(err->text, path, 60);
	assert_true(ends_with(err->text, reason));
	assert_non_null(strstr(err->text, "/f:"));
	assert_int_equal(strstr(err->text, "...") != NULL, whole > TEXT_MAX);
	if (whole <= TEXT_MAX)
		assert_int_equal(strlen(err->text), whole);
	else
		assert_true(strlen(err->text) >= TEXT_MAX - 6);
}

static void
a_long_path_gives_way_to_the_reason(void **state)
{
	static const char *const pieces[] = { "x", "\xC3\xA9", "\xE2\x82\xAC",
		"\xF0\x9F\x98\x80" };
	struct buf path = BUF(8192);
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
		for (size_t n = 60; n < 1000; n++) {
			write_path(&path, pieces[i], n);
			errno = EACCES;
			err_errno(&err, 1, "%s", path.ptr);
			check(&err, path.ptr, ": Permission denied");
			err_set(&err, 1, "%s: no token in it", path.ptr);
			check(&err, path.ptr, ": no token in it");
		}
	buf_clear(&path);
}

/* Nothing but bytes inside of a character, as no text is. */
static void
what_is_no_text_is_bounded_too(void **state)
{
	char text[1001];
	struct err err;

	(void)state;
	memset(text, 0x80, sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	err_set(&err, 1, "%s", text);
	assert_string_equal(err.text, "...");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_fits_is_as_it_was_said),
		cmocka_unit_test(a_long_path_gives_way_to_the_reason),
		cmocka_unit_test(what_is_no_text_is_bounded_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
