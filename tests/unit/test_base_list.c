/* Tests of base/list.h and base/slice.h: links in items, borrowed bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/list.h"
#include "base/slice.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct item {
	char name;
	struct list link;
};

/* Takes all items out of the list, and checks their names. */
static void
expect(struct list *list, const char *names)
{
	struct list *link;

	while ((link = list_first(list)) != NULL) {
		assert_int_equal(
		    LIST_ITEM(link, struct item, link)->name, *names++);
		list_del(link);
	}
	assert_int_equal(*names, '\0');
	assert_true(list_is_empty(list));
}

static void
items_come_out_in_the_order_they_went_in(void **state)
{
	struct item items[3] = { { .name = 'a' }, { .name = 'b' },
		{ .name = 'c' } };
	struct list list;

	(void)state;
	list_init(&list);
	assert_null(list_first(&list));
	for (size_t i = 0; i < COUNT(items); i++) {
		list_add(&list, &items[i].link);
		assert_false(list_is_empty(&list));
	}
	expect(&list, "abc");
}

static void
an_item_may_leave_from_anywhere_twice(void **state)
{
	for (size_t out = 0; out < 3; out++) {
		static const char *const left[] = { "bc", "ac", "ab" };
		struct item items[3] = { { .name = 'a' }, { .name = 'b' },
			{ .name = 'c' } };
		struct list list;

		list_init(&list);
		for (size_t i = 0; i < COUNT(items); i++)
			list_add(&list, &items[i].link);
		list_del(&items[out].link);
		assert_true(list_is_empty(&items[out].link));
		list_del(&items[out].link);
		expect(&list, left[out]);
	}
	(void)state;
}

static const struct {
	const char *text, *head, *tail;
} cuts[] = {
	{ "a:b", "a", "b" },
	{ "a:b:c", "a", "b:c" },
	{ "a:", "a", "" },
	{ ":b", "", "b" },
	{ ":", "", "" },
	{ "a", "a", "" },
	{ "", "", "" },
};

static void
a_slice_is_cut_at_the_first(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cuts); i++) {
		struct slice head, tail;

		slice_cut(slice_of(cuts[i].text), ':', &head, &tail);
		assert_true(slice_is(head, cuts[i].head));
		assert_true(slice_is(tail, cuts[i].tail));
	}
}

static const struct {
	const char *text, *trimmed;
} trims[] = {
	{ "a", "a" },
	{ " \ta b\t ", "a b" },
	{ "  ", "" },
	{ "", "" },
	{ "\n a\n", "\n a\n" },
};

static void
a_slice_is_trimmed_of_spaces_and_tabs(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(trims); i++)
		assert_true(slice_is(
		    slice_trim(slice_of(trims[i].text)), trims[i].trimmed));
}

static void
slices_compare_by_their_bytes(void **state)
{
	(void)state;
	assert_true(slice_equals(slice_of("a"), slice_of("a")));
	assert_false(slice_equals(slice_of("a"), slice_of("b")));
	assert_false(slice_equals(slice_of("a"), slice_of("ab")));
	assert_true(slice_equals((struct slice){ NULL, 0 }, slice_empty()));
	assert_true(slice_starts(slice_of("abc"), "ab"));
	assert_true(slice_starts(slice_of("ab"), ""));
	assert_false(slice_starts(slice_of("a"), "ab"));
	assert_true(slice_has(slice_of("abc"), 'c'));
	assert_true(slice_has((struct slice){ "a\0", 2 }, '\0'));
	assert_false(slice_has(slice_of("abc"), '\0'));
	assert_false(slice_has((struct slice){ NULL, 0 }, 'a'));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_come_out_in_the_order_they_went_in),
		cmocka_unit_test(an_item_may_leave_from_anywhere_twice),
		cmocka_unit_test(a_slice_is_cut_at_the_first),
		cmocka_unit_test(a_slice_is_trimmed_of_spaces_and_tabs),
		cmocka_unit_test(slices_compare_by_their_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
