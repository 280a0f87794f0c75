/* Tests of api/admit.c and api/age.c: how many streams, and for how long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/admit.h"
#include "api/age.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* One after the other: "take A", or give the place back that was Nth. */
static const struct step {
	const char *block;
	int give; /* which place; -1: take one */
	bool expected;
} steps[] = {
	{ "A", -1, true },  /* 0 */
	{ "A", -1, true },  /* 1 */
	{ "A", -1, false }, /* 2 */
	{ "B", -1, true },  /* 3 */
	{ "", -1, true },   /* 4: nobody knows who it is */
	{ "", -1, true },   /* 5 */
	{ "", -1, true },   /* 6 */
	{ "", 0, true },    /* 7 */
	{ "A", -1, true },  /* 8 */
	{ "A", -1, false }, /* 9 */
	{ "", 2, true },    /* 10: it took nothing */
	{ "A", -1, false }, /* 11 */
};

static void
give(struct api_admit_count **place)
{
	api_admit_give(*place);
	*place = NULL;
}

static void
an_address_has_so_many_streams(void **state)
{
	struct api_admit_count *places[COUNT(steps)] = { 0 };
	struct api_admit a;

	(void)state;
	api_admit_init(&a);
	a.address_max = 2;
	for (size_t i = 0; i < COUNT(steps); i++) {
		const struct step *s = &steps[i];

		print_message("%zu\n", i);
		if (s->give >= 0)
			give(&places[s->give]);
		else
			assert_int_equal(
			    api_admit_take(&a, slice_of(s->block), &places[i]),
			    s->expected);
	}
	for (size_t i = 0; i < COUNT(steps); i++)
		give(&places[i]);
	/* Nothing is left of who is gone. */
	assert_int_equal(a.addresses.count, 0);
	api_admit_clear(&a);
}

static void
without_a_bound_nothing_is_counted(void **state)
{
	struct api_admit_count *place;
	struct api_admit a;

	(void)state;
	api_admit_init(&a);
	for (int i = 0; i < 10; i++) {
		assert_true(api_admit_take(&a, slice_of("A"), &place));
		assert_null(place);
	}
	assert_int_equal(a.addresses.count, 0);
	api_admit_clear(&a);
}

static void
a_stream_ends_between_its_age_and_a_tenth_more(void **state)
{
	static const int64_t starts_ms[] = { 0, 1, 99, 123456789,
		INT64_C(100) * UINT32_MAX - 12345, INT64_C(1) << 45 };
	static const int64_t ages_ms[] = { 1, 100, 1000, 86400000,
		API_AGE_MS_MAX };

	(void)state;
	for (size_t i = 0; i < COUNT(starts_ms) * COUNT(ages_ms); i++) {
		int64_t start_ms = starts_ms[i % COUNT(starts_ms)];
		int64_t age_ms = ages_ms[i / COUNT(starts_ms)];
		struct api_age age;
		int64_t end_ms;

		api_age_init(&age, age_ms);
		end_ms = api_age_end_ms(&age, start_ms);
		assert_true(end_ms >= start_ms + age_ms);
		assert_true(end_ms <= start_ms + age_ms / 10 * 11 + 300);
		/* Whenever it is asked. */
		assert_int_equal(
		    api_age_end_ms(&age, start_ms + age_ms / 2), end_ms);
		assert_int_equal(api_age_end_ms(&age, end_ms + 500), end_ms);
		api_age_stop(&age);
		assert_true(api_age_end_ms(&age, end_ms) == INT64_MAX);
	}
}

static void
ages_are_drawn_and_none_is_no_end(void **state)
{
	int64_t first_ms = 0;
	struct api_age age;
	int others = 0;

	(void)state;
	for (int i = 0; i < 100; i++) {
		api_age_init(&age, 1000000);
		if (i == 0)
			first_ms = api_age_end_ms(&age, 0);
		else if (api_age_end_ms(&age, 0) != first_ms)
			others++;
	}
	assert_true(others > 50);
	api_age_init(&age, 0);
	assert_true(api_age_end_ms(&age, 5) == INT64_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_has_so_many_streams),
		cmocka_unit_test(without_a_bound_nothing_is_counted),
		cmocka_unit_test(
		    a_stream_ends_between_its_age_and_a_tenth_more),
		cmocka_unit_test(ages_are_drawn_and_none_is_no_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
