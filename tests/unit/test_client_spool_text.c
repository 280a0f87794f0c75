/* Tests of client/spool_text.h: what stands in the files of a spool. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/draft.h"
#include "client/spool_text.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *const names[] = { "good", "bad", "cut" };

/* A line each: what it is, and what it holds; then what is left. */
static const struct {
	const char *text, *want;
} lines[] = {
	{ "", "cut ''" },
	{ "{}\n", "good '{}', cut ''" },
	{ "{}\n{\"a\":1}\n", "good '{}', good '{\"a\":1}', cut ''" },
	{ "{}\n{\"a\":", "good '{}', cut '{\"a\":'" },
	{ "{}", "cut '{}'" },
	{ "\n{}\n", "bad '', good '{}', cut ''" },
	{ "x\n{}\n", "bad 'x', good '{}', cut ''" },
	{ "[]\n", "bad '[]', cut ''" },
	{ "{\"a\":\n", "good '{\"a\":', cut ''" },
};

static void
a_part_is_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct slice text = slice_of(lines[i].text), line;
		struct buf got = BUF(1024);
		enum spool_text what;

		while ((what = spool_text_line(&text, &line)) != SPOOL_TEXT_CUT)
			buf_addf(
			    &got, "%s '%.*s', ", names[what], SLICE_ARGS(line));
		buf_addf(&got, "cut '%.*s'%c", SLICE_ARGS(text), '\0');
		assert_string_equal(got.ptr, lines[i].want);
		buf_clear(&got);
	}
}

static const struct {
	const char *text, *want;
} alone[] = {
	{ "", "cut" },
	{ "3 /events/a", "cut" },
	{ "3 /events/a?id=1\nxy\n", "good /events/a?id=1 xy\n" },
	{ "3 /events/a\n\n\n\n", "good /events/a \n\n\n" },
	{ "3 /events/a\nxy", "cut" },
	{ "3 /events/a\nx\n", "cut" },
	{ "3 /events/a\nxyz", "bad" },
	{ "3 /events/a\nxy\nz", "bad" },
	{ "0 /events/a\n", "bad" },
	{ " /events/a\n\n", "bad" },
	{ "-1 /events/a\n\n", "bad" },
	{ "99999999999999999999999 /events/a\n\n", "bad" },
	{ "3 http://x/events/a\nxy\n", "bad" },
	{ "3 /manage\nxy\n", "bad" },
	{ "3 /events/a b\nxy\n", "bad" },
	{ "3 /events/\xc3\xa9\nxy\n", "bad" },
};

static void
what_goes_alone_is_a_target_and_data(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(alone); i++) {
		struct slice target = slice_empty(), data = slice_empty();
		struct buf got = BUF(1024);
		enum spool_text what =
		    spool_text_alone(slice_of(alone[i].text), &target, &data);

		buf_addf(&got, "%s", names[what]);
		if (what == SPOOL_TEXT_GOOD)
			buf_addf(&got, " %.*s %.*s", SLICE_ARGS(target),
			    SLICE_ARGS(data));
		buf_add_char(&got, '\0');
		assert_string_equal(got.ptr, alone[i].want);
		buf_clear(&got);
	}
}

static const struct {
	const char *line;
	int64_t want;
} numbers[] = {
	{ "{\"id\":\"me-7\",\"data\":\"\"}", 7 },
	{ "{\"topic\":\"x\",\"id\":\"me-123456789\"}", 123456789 },
	{ "{\"id\":\"you-7\"}", 0 },
	{ "{\"id\":\"me-\"}", 0 },
	{ "{\"id\":\"me-7x\"}", 0 },
	{ "{\"id\":\"me-7", 0 },
	{ "{\"id\":\"me-99999999999999999999\"}", 0 },
	{ "{\"data\":\"\\\"id\\\":\\\"me-7\\\"\"}", 0 },
	{ "{}", 0 },
};

static void
our_ids_have_the_number_of_the_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(numbers); i++)
		assert_int_equal(
		    spool_text_number(slice_of(numbers[i].line), "me"),
		    numbers[i].want);
}

static void
an_id_is_read_where_there_is_one(void **state)
{
	struct buf id = BUF(64);

	(void)state;
	spool_text_id(slice_of("{\"id\":\"a\\\"b\"}"), &id);
	assert_true(slice_is(buf_slice(&id), "a\"b"));
	buf_reset(&id);
	spool_text_id(slice_of("{\"id\":7}"), &id);
	spool_text_id(slice_of("{\"id\""), &id);
	assert_int_equal(id.len, 0);
	buf_clear(&id);
}

static const struct {
	const char *target, *id;
	int64_t number;
} targets[] = {
	{ "/events/a?id=me-7", "me-7", 7 },
	{ "/events/a?id=me-12&event=x", "me-12", 12 },
	{ "/events/a?id=me-", "me-", 0 },
	{ "/events/a?id=me7", "me7", 0 },
	{ "/events/a?id=me-7x", "me-7x", 0 },
	{ "/events/a?id=you-7", "you-7", 0 },
	{ "/events/a?id=me-99999999999999999999", "me-99999999999999999999",
	    0 },
	{ "/events/a?event=x", "", 0 },
	{ "/events/a", "", 0 },
};

static void
what_goes_alone_has_its_number_in_the_target(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(targets); i++) {
		struct slice id;

		draft_target_id(slice_of(targets[i].target), &id);
		assert_true(slice_is(id, targets[i].id));
		assert_int_equal(
		    spool_text_id_number(id, "me"), targets[i].number);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_part_is_lines),
		cmocka_unit_test(what_goes_alone_is_a_target_and_data),
		cmocka_unit_test(our_ids_have_the_number_of_the_line),
		cmocka_unit_test(what_goes_alone_has_its_number_in_the_target),
		cmocka_unit_test(an_id_is_read_where_there_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
