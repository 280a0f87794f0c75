/* Tests of base/buf.c: what does not fit is refused whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

static void
bytes_are_added_up_to_the_maximum(void **state)
{
	struct buf b = BUF(5);

	(void)state;
	assert_true(slice_is(buf_slice(&b), ""));
	assert_true(buf_add(&b, slice_of("abc")));
	assert_false(buf_add(&b, slice_of("def")));
	assert_true(slice_is(buf_slice(&b), "abc"));
	assert_true(buf_add(&b, slice_of("de")));
	assert_false(buf_add_char(&b, 'f'));
	assert_true(buf_add(&b, slice_of("")));
	assert_true(slice_is(buf_slice(&b), "abcde"));
	buf_clear(&b);
}

static void
a_buf_of_no_bytes_takes_none(void **state)
{
	struct buf b = BUF(0);

	(void)state;
	assert_false(buf_add_char(&b, 'a'));
	assert_true(buf_add(&b, slice_empty()));
	assert_false(buf_addf(&b, "%s", "a"));
	assert_int_equal(b.len, 0);
	buf_clear(&b);
}

static void
formats_are_added_whole_or_not_at_all(void **state)
{
	struct buf b = BUF(8);

	(void)state;
	assert_true(buf_addf(&b, "%d-%s", 12, "ab"));
	assert_false(buf_addf(&b, "%s", "cdef"));
	assert_true(slice_is(buf_slice(&b), "12-ab"));
	assert_true(buf_addf(&b, "%s", "cd"));
	assert_true(slice_is(buf_slice(&b), "12-abcd"));
	buf_clear(&b);
}

/* Whatever room there is when the format comes, and whatever the maximum. */
static void
formats_fit_at_every_length(void **state)
{
	static const char text[] =
	    "0123456789012345678901234567890123456789012345678901234567890123"
	    "0123456789012345678901234567890123456789012345678901234567890123";
	const int len = (int)sizeof(text) - 1;

	(void)state;
	for (int had = 0; had <= len; had++) {
		struct buf b = BUF(200);
		struct buf tight = BUF((size_t)len);

		assert_true(buf_addf(&b, "%.*s", had, text));
		assert_true(buf_addf(&b, "%s", text + had));
		assert_true(slice_is(buf_slice(&b), text));
		/* The NUL of vsnprintf() needs room as well. */
		assert_true(
		    buf_add(&tight, (struct slice){ text, (size_t)had }));
		assert_false(buf_addf(&tight, "%s", text + had));
		assert_int_equal(tight.len, had);
		buf_clear(&b);
		buf_clear(&tight);
	}
}

static void
numbers_are_added_in_digits(void **state)
{
	struct buf b = BUF(24);

	(void)state;
	assert_true(buf_add_number(&b, 0));
	assert_true(buf_add_number(&b, UINT64_MAX));
	assert_true(slice_is(buf_slice(&b), "018446744073709551615"));
	assert_false(buf_add_number(&b, 1234));
	assert_true(slice_is(buf_slice(&b), "018446744073709551615"));
	assert_true(buf_add_number(&b, 123));
	assert_true(slice_is(buf_slice(&b), "018446744073709551615123"));
	buf_clear(&b);
}

/* Memory that is there already is not used past a maximum set lower. */
static void
a_lower_maximum_holds_at_once(void **state)
{
	struct buf b = BUF(64);

	(void)state;
	assert_true(buf_add(&b, slice_of("abc")));
	b.max = 5;
	assert_false(buf_add(&b, slice_of("def")));
	assert_false(buf_addf(&b, "%s", "de"));
	assert_true(buf_add(&b, slice_of("de")));
	assert_false(buf_add_char(&b, 'f'));
	assert_true(slice_is(buf_slice(&b), "abcde"));
	buf_clear(&b);
}

static void
a_cleared_buf_can_be_used_again(void **state)
{
	struct buf b = BUF(4);

	(void)state;
	assert_true(buf_add(&b, slice_of("abcd")));
	buf_clear(&b);
	buf_clear(&b);
	assert_int_equal(b.len, 0);
	assert_false(buf_add(&b, slice_of("abcde")));
	assert_true(buf_add(&b, slice_of("efgh")));
	assert_true(slice_is(buf_slice(&b), "efgh"));
	buf_clear(&b);
}

static void
a_reset_keeps_the_memory(void **state)
{
	struct buf b = BUF(1000);
	char *ptr;

	(void)state;
	assert_true(buf_add(&b, slice_of("abcd")));
	ptr = b.ptr;
	buf_reset(&b);
	assert_true(buf_add(&b, slice_of("ef")));
	assert_ptr_equal(b.ptr, ptr);
	assert_true(slice_is(buf_slice(&b), "ef"));
	buf_clear(&b);
}

static void
reserved_room_can_be_written(void **state)
{
	struct buf b = BUF(300);
	char *room;

	(void)state;
	assert_true(buf_add(&b, slice_of("ab")));
	assert_null(buf_reserve(&b, 299));
	room = buf_reserve(&b, 298);
	assert_non_null(room);
	assert_ptr_equal(room, b.ptr + 2);
	memset(room, 'x', 298); /* the sanitizer watches */
	assert_int_equal(b.len, 2);
	b.len += 298;
	assert_int_equal(b.ptr[299], 'x');
	assert_null(buf_reserve(&b, 1));
	assert_non_null(buf_reserve(&b, 0));
	assert_null(buf_reserve(&b, SIZE_MAX));
	buf_clear(&b);
}

static void
a_front_is_dropped(void **state)
{
	struct buf b = BUF(16);

	(void)state;
	assert_true(buf_add(&b, slice_of("abcdef")));
	buf_drop(&b, 0);
	assert_true(slice_is(buf_slice(&b), "abcdef"));
	buf_drop(&b, 2);
	assert_true(slice_is(buf_slice(&b), "cdef"));
	buf_drop(&b, 4);
	assert_true(slice_is(buf_slice(&b), ""));
	buf_clear(&b);
}

/* It grows by doubling: few moves, and never far over what is held. */
static void
growing_moves_seldom_and_stays_within_bounds(void **state)
{
	struct buf b = BUF(100000);
	size_t cap = 0, moves = 0;

	(void)state;
	for (size_t i = 0; i < 100000; i++) {
		assert_true(buf_add_char(&b, (char)('a' + i % 26)));
		moves += b.cap != cap;
		cap = b.cap;
		assert_true(b.cap >= b.len && b.cap <= 100000);
	}
	assert_true(moves < 20);
	assert_false(buf_add_char(&b, 'x'));
	for (size_t i = 0; i < b.len; i++)
		assert_int_equal(b.ptr[i], 'a' + i % 26);
	buf_clear(&b);
}

static void
lengths_that_overflow_are_refused(void **state)
{
	struct buf b = BUF(SIZE_MAX);

	(void)state;
	assert_true(buf_add(&b, slice_of("ab")));
	assert_null(buf_reserve(&b, SIZE_MAX - 1));
	assert_true(slice_is(buf_slice(&b), "ab"));
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_are_added_up_to_the_maximum),
		cmocka_unit_test(a_buf_of_no_bytes_takes_none),
		cmocka_unit_test(formats_are_added_whole_or_not_at_all),
		cmocka_unit_test(formats_fit_at_every_length),
		cmocka_unit_test(numbers_are_added_in_digits),
		cmocka_unit_test(a_lower_maximum_holds_at_once),
		cmocka_unit_test(a_cleared_buf_can_be_used_again),
		cmocka_unit_test(a_reset_keeps_the_memory),
		cmocka_unit_test(reserved_room_can_be_written),
		cmocka_unit_test(a_front_is_dropped),
		cmocka_unit_test(growing_moves_seldom_and_stays_within_bounds),
		cmocka_unit_test(lengths_that_overflow_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
