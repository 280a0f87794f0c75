/* Tests of client/parcel.c: lines of a request, and what is sent again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/parcel.h"

static void
add(struct parcel *p, const char *text, int64_t number)
{
	assert_int_equal(
	    parcel_add_line(p, slice_of(text), number), PARCEL_ADDED);
}

/* What is left, as "1:a 2:bb". */
static void
check(const struct parcel *p, const char *want)
{
	struct buf b = BUF(1024);

	for (size_t i = 0; i < parcel_count(p); i++) {
		struct slice before = parcel_body(p, i);
		struct slice line = parcel_body(p, i + 1);

		if (i > 0)
			line = slice_drop(line, before.len + 1);
		buf_addf(&b, "%s%lld:%.*s", i > 0 ? " " : "",
		    (long long)parcel_number(p, i), SLICE_ARGS(line));
	}
	if (!slice_is(buf_slice(&b), want))
		fail_msg("got %.*s, want %s", SLICE_ARGS(buf_slice(&b)), want);
	buf_clear(&b);
}

static void
lines_leave_from_the_front(void **state)
{
	const size_t kept[] = { 0, 2 }, last[] = { 1 };
	struct parcel p;

	(void)state;
	parcel_init(&p);
	add(&p, "a", 1);
	add(&p, "bb", 2);
	add(&p, "", 4);
	add(&p, "dddd", 5);
	add(&p, "e", 6);
	check(&p, "1:a 2:bb 4: 5:dddd 6:e");
	parcel_drop(&p, 0, NULL, 0);
	check(&p, "1:a 2:bb 4: 5:dddd 6:e");
	parcel_drop(&p, 4, kept, 2);
	check(&p, "1:a 4: 6:e");
	parcel_drop(&p, 2, last, 1);
	check(&p, "4: 6:e");
	parcel_drop(&p, 1, NULL, 0);
	check(&p, "6:e");
	parcel_drop(&p, 1, kept, 1);
	check(&p, "6:e");
	parcel_drop(&p, 1, NULL, 0);
	check(&p, "");
	assert_true(slice_is(parcel_body(&p, 0), ""));
	parcel_reset(&p);
	add(&p, "f", 7);
	check(&p, "7:f");
	parcel_clear(&p);
	parcel_clear(&p);
}

/* Any of six lines may have to be sent again. */
static void
whatever_is_kept_stays_in_order(void **state)
{
	static const char *const texts[] = { "", "a", "bb", "c", "ddddd", "e" };
	struct parcel p;

	(void)state;
	parcel_init(&p);
	for (unsigned set = 0; set < 64; set++) {
		size_t kept[6], count = 0;
		char want[64] = "";

		parcel_reset(&p);
		for (size_t i = 0; i < 6; i++) {
			add(&p, texts[i], (int64_t)i);
			if ((set >> i & 1) == 0)
				continue;
			kept[count++] = i;
			snprintf(want + strlen(want),
			    sizeof(want) - strlen(want), "%zu:%s ", i,
			    texts[i]);
		}
		add(&p, "z", 9);
		snprintf(
		    want + strlen(want), sizeof(want) - strlen(want), "9:z");
		parcel_drop(&p, 6, kept, count);
		check(&p, want);
	}
	parcel_clear(&p);
}

static void
it_is_full_by_bytes_and_by_lines(void **state)
{
	char *text = calloc(1, PARCEL_BYTES_FULL + 1);
	struct parcel p;

	(void)state;
	memset(text, 'x', PARCEL_BYTES_FULL);
	parcel_init(&p);
	for (int64_t i = 0; i < PARCEL_LINES_MAX; i++) {
		assert_false(p.is_full);
		add(&p, "x", i);
	}
	assert_true(p.is_full);
	assert_int_equal(parcel_add_line(&p, slice_of("x"), 0), PARCEL_FULL);
	parcel_reset(&p);
	add(&p, text, 1);
	assert_true(p.is_full);
	parcel_clear(&p);
	free(text);
}

/* What is long as JSON goes alone, as data; if it names its topic. */
static void
the_longest_goes_alone(void **state)
{
	char *text = calloc(1, PARCEL_BYTES_MAX + 2);
	struct draft d = { .id = slice_of("1"), .topic = slice_of("t") };
	struct parcel p;

	(void)state;
	memset(text, '"', PARCEL_BYTES_MAX + 1);
	parcel_init(&p);
	add(&p, "x", 1);
	d.data = (struct slice){ text, PARCEL_BYTES_MAX };
	assert_int_equal(parcel_add(&p, &d, 2), PARCEL_FULL);
	assert_true(p.is_full);
	check(&p, "1:x");
	parcel_reset(&p);
	assert_int_equal(parcel_add(&p, &d, 2), PARCEL_ADDED);
	assert_true(slice_is(buf_slice(&p.target), "/events/t?id=1"));
	assert_true(slice_equals(parcel_body(&p, 1), d.data));
	assert_true(p.is_full);
	parcel_reset(&p);
	assert_int_equal(p.target.len, 0);
	d.data.len++;
	assert_int_equal(parcel_add(&p, &d, 2), PARCEL_TOO_LONG);
	d.data.len--;
	d.topic = slice_empty();
	assert_int_equal(parcel_add(&p, &d, 2), PARCEL_TOO_LONG);
	assert_int_equal(p.text.len, 0);
	assert_int_equal(parcel_add_line(&p, d.data, 2), PARCEL_ADDED);
	assert_int_equal(parcel_body(&p, 1).len, PARCEL_BYTES_MAX);
	parcel_clear(&p);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_leave_from_the_front),
		cmocka_unit_test(whatever_is_kept_stays_in_order),
		cmocka_unit_test(it_is_full_by_bytes_and_by_lines),
		cmocka_unit_test(the_longest_goes_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
