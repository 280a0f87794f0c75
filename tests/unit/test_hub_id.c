/* Tests of hub/id.c: ids that never go back, whatever the clock does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hub/id.h"

static const struct {
	int64_t wall_ms;
	const char *id;
} steps[] = {
	{ 1000, "1000-0" },
	{ 1000, "1000-1" },
	{ 1001, "1001-0" },
	{ 900, "1001-1" },
	{ 0, "1001-2" },
	{ 1002, "1002-0" },
};

static void
ids_never_go_back(void **state)
{
	struct hub_id last = { 0, 0 }, before;
	char text[HUB_ID_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		before = last;
		hub_id_next(&last, steps[i].wall_ms);
		assert_true(slice_is(hub_id_format(last, text), steps[i].id));
		assert_true(hub_id_compare(last, before) > 0);
	}
}

static void
ids_parse_back(void **state)
{
	struct hub_id id;

	(void)state;
	assert_true(hub_id_parse(slice_of("1764000000123-7"), &id));
	assert_int_equal(id.ms, 1764000000123);
	assert_int_equal(id.seq, 7);
	assert_false(hub_id_parse(slice_of("42"), &id));
	assert_false(hub_id_parse(slice_of("1-2-3"), &id));
	assert_false(hub_id_parse(slice_of("-1"), &id));
	assert_false(hub_id_parse(slice_of(""), &id));
}

static void
ids_of_any_size_fit(void **state)
{
	static const struct hub_id largest = { INT64_MAX, INT64_MAX };
	char text[HUB_ID_TEXT_MAX];
	struct hub_id id = { 0, 0 };

	(void)state;
	assert_true(slice_is(hub_id_format(id, text), "0-0"));
	assert_true(slice_is(hub_id_format(largest, text),
	    "9223372036854775807-9223372036854775807"));
	assert_true(hub_id_parse(hub_id_format(largest, text), &id));
	assert_int_equal(hub_id_compare(id, largest), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_never_go_back),
		cmocka_unit_test(ids_parse_back),
		cmocka_unit_test(ids_of_any_size_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
