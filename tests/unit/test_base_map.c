/* Tests of base/map.c: items are found by name, up to a maximum. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/map.h"

#define ITEM_COUNT 2000

struct item {
	char name[16];
	bool is_in;
};

static struct item items[ITEM_COUNT];
static struct map map;

static struct slice
name_of(const void *item)
{
	return slice_of(((const struct item *)item)->name);
}

static int
start(void **state)
{
	(void)state;
	for (size_t i = 0; i < ITEM_COUNT; i++) {
		snprintf(items[i].name, sizeof(items[i].name), "item%zu", i);
		items[i].is_in = false;
	}
	map_init(&map, name_of, ITEM_COUNT);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	map_clear(&map);
	return 0;
}

static void
an_empty_map_has_nothing(void **state)
{
	size_t at = 0;

	(void)state;
	assert_null(map_find(&map, slice_of("item0")));
	assert_null(map_take(&map, slice_of("item0")));
	assert_null(map_next(&map, &at));
}

static void
an_item_is_found_by_its_whole_name(void **state)
{
	(void)state;
	assert_true(map_add(&map, &items[12]));
	assert_ptr_equal(map_find(&map, slice_of("item12")), &items[12]);
	assert_null(map_find(&map, slice_of("item1")));
	assert_null(map_find(&map, slice_of("item123")));
	assert_null(map_find(&map, slice_of("")));
	assert_ptr_equal(map_take(&map, slice_of("item12")), &items[12]);
	assert_null(map_find(&map, slice_of("item12")));
	assert_null(map_take(&map, slice_of("item12")));
}

static void
names_may_be_empty_and_hold_nul(void **state)
{
	struct item empty = { "", false };

	(void)state;
	assert_true(map_add(&map, &empty));
	assert_ptr_equal(map_find(&map, slice_empty()), &empty);
	assert_null(map_find(&map, (struct slice){ "\0", 1 }));
}

static void
a_full_map_takes_no_more(void **state)
{
	(void)state;
	map_clear(&map);
	map_init(&map, name_of, 3);
	for (size_t i = 0; i < 3; i++)
		assert_true(map_add(&map, &items[i]));
	assert_false(map_add(&map, &items[3]));
	assert_null(map_find(&map, slice_of("item3")));
	assert_non_null(map_take(&map, slice_of("item0")));
	assert_true(map_add(&map, &items[3]));
	assert_int_equal(map.count, 3);
}

/* Every item that is in is found, and no other. */
static void
check_all(void)
{
	size_t count = 0, at = 0;
	struct item *item;

	for (size_t i = 0; i < ITEM_COUNT; i++) {
		void *found = map_find(&map, name_of(&items[i]));

		if (found != (items[i].is_in ? &items[i] : NULL))
			fail_msg("%s is %s", items[i].name,
			    found == NULL ? "lost" : "another");
		count += items[i].is_in;
	}
	assert_int_equal(map.count, count);
	while ((item = map_next(&map, &at)) != NULL) {
		assert_true(item->is_in);
		count--;
	}
	assert_int_equal(count, 0);
}

/*
 * Adds and takes in a fixed but tangled order.  Taking closes holes in runs
 * of cells; how these lie is up to the key, another one each time.
 */
static void
adding_and_taking_loses_nothing(void **state)
{
	uint32_t dice = 1;

	(void)state;
	for (size_t turn = 1; turn <= 40000; turn++) {
		struct item *item;

		dice = dice * 1664525 + 1013904223;
		item = &items[(dice >> 8) % ITEM_COUNT];
		if (item->is_in)
			assert_ptr_equal(map_take(&map, name_of(item)), item);
		else
			assert_true(map_add(&map, item));
		item->is_in = !item->is_in;
		if (turn % 2000 == 0)
			check_all();
	}
}

/* Open addressing without marks: a map that is emptied is as new. */
static void
a_map_that_is_filled_and_emptied_often_stays_small(void **state)
{
	size_t cell_count;

	(void)state;
	for (size_t i = 0; i < 10; i++)
		assert_true(map_add(&map, &items[i]));
	cell_count = map.cell_count;
	for (size_t turn = 0; turn < 1000; turn++) {
		struct item *item = &items[turn % 10];

		assert_ptr_equal(map_take(&map, name_of(item)), item);
		assert_true(map_add(&map, item));
	}
	assert_int_equal(map.cell_count, cell_count);
	for (size_t i = 0; i < 10; i++)
		assert_non_null(map_take(&map, name_of(&items[i])));
	for (size_t i = 0; i < map.cell_count; i++)
		assert_null(map.cells[i].item);
}

/* What is there from the first piece to the last, comes in one of them. */
static void
a_walk_in_pieces_misses_nothing_that_stays(void **state)
{
	static bool seen[ITEM_COUNT];
	struct map_walk walk = { 0 };
	struct item *item = NULL;
	size_t next = ITEM_COUNT / 2;

	(void)state;
	memset(seen, 0, sizeof(seen));
	/* The first quarter goes, the second stays, the others come. */
	for (size_t i = 0; i < ITEM_COUNT / 2; i++)
		assert_true(map_add(&map, &items[i]));
	for (size_t piece = 0; piece == 0 || item != NULL; piece++) {
		map_walk_on(&map, &walk);
		for (int i = 0; i < 600; i++) {
			item = map_next(&map, &walk.at);
			if (item == NULL)
				break;
			seen[item - items] = true;
		}
		for (size_t i = 0; i < 100 && piece < 5; i++)
			map_take(&map, name_of(&items[piece * 100 + i]));
		for (size_t i = 0; i < 150 && next < ITEM_COUNT; i++)
			assert_true(map_add(&map, &items[next++]));
	}
	for (size_t i = ITEM_COUNT / 4; i < ITEM_COUNT / 2; i++)
		assert_true(seen[i]);
}

/* A hash that the caller has leads to the same place. */
static void
a_hash_at_hand_saves_none_of_the_answers(void **state)
{
	struct slice name = name_of(&items[7]);
	uint64_t hash = hash_bytes(name);

	(void)state;
	assert_null(map_find_hashed(&map, hash, name));
	assert_null(map_take_hashed(&map, hash, name));
	assert_true(map_add_hashed(&map, hash, &items[7]));
	assert_ptr_equal(map_find(&map, name), &items[7]);
	assert_ptr_equal(map_find_hashed(&map, hash, name), &items[7]);
	assert_null(map_find_hashed(&map, hash, slice_of("item8")));
	assert_ptr_equal(map_take_hashed(&map, hash, name), &items[7]);
	assert_null(map_find(&map, name));
	assert_true(map_add(&map, &items[7]));
	assert_ptr_equal(map_take_hashed(&map, hash, name), &items[7]);
	assert_int_equal(map.count, 0);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_empty_map_has_nothing),
		CASE(an_item_is_found_by_its_whole_name),
		CASE(names_may_be_empty_and_hold_nul),
		CASE(a_full_map_takes_no_more),
		CASE(adding_and_taking_loses_nothing),
		CASE(a_map_that_is_filled_and_emptied_often_stays_small),
		CASE(a_walk_in_pieces_misses_nothing_that_stays),
		CASE(a_hash_at_hand_saves_none_of_the_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
