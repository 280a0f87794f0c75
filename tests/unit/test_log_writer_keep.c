/*
 * Tests of lib/log/sqlite/writer.h: what is forgotten, how soon, and what is
 * known of it then.
 */
#include "writer_fixture.h"

#define KEEP(n) ((struct writer_options){ .keep = { .count = (n) } })

static void
set_keep(struct box *b, struct hub_keep keep)
{
	writer_set_keep(&b->w, &keep, NULL, 0);
	assert_true(b->w.is_behind);
}

static void
a_topic_keeps_its_newest(void **state)
{
	static const struct {
		struct hub_keep keep;
		const char *want;
	} rows[] = {
		{ { .count = 9 }, "1 b 2 3 4 " },
		{ { .count = 2 }, "[1l] b [2l] 3 4 " },
		{ { .count = 0 }, "[1l] [bl] [2l] [3l] [4l] " },
		{ { .count = 9, .bytes = 1 }, "[1l] [bl] [2l] [3l] [4l] " },
		{ { .count = 9, .bytes = 700 }, "[1l] b [2l] 3 4 " },
		{ { .count = 1, .bytes = 1000 }, "[1l] b [2l] [3l] 4 " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct box *b =
		    box_open((struct writer_options){ .keep = rows[i].keep });

		put_plain(b, "a", "1");
		put_plain(b, "b", "b");
		put_many(b, "a", 2, 3);
		assert_string_equal(all(b), rows[i].want);
		box_restart(b);
		assert_string_equal(all(b), rows[i].want);
		box_close(b);
	}
}

static void
the_first_rule_that_matches_counts(void **state)
{
	const struct hub_keep_rule rules[] = {
		{ slice_of("a/x"), { .count = 3 } },
		{ slice_of("a/*"), { .count = 1 } },
	};
	struct hub_keep keep = { .count = 2 };
	struct box *b = box_open(KEEP(9));

	(void)state;
	put_many(b, "a/y", 1, 3);
	put_many(b, "a/x", 4, 4);
	writer_set_keep(&b->w, &keep, rules, 2);
	put_many(b, "b", 8, 3);
	age_all(b, 1000);
	assert_string_equal(all(b), "[1l] [2l] 3 [4l] 5 6 7 [8l] 9 10 ");
	box_close(b);
}

/* A bound that is lowered by much is reached step by step. */
static void
much_goes_in_steps(void **state)
{
	struct box *b = box_open(KEEP(5000));
	int64_t before;

	(void)state;
	put_many(b, "a", 1, 5000);
	put_many(b, "b", 6000, 2);
	set_keep(b, (struct hub_keep){ .count = 1 });
	put_many(b, "a", 8000, 10);
	assert_int_equal(rows_there(b), 5012 - 10 - WRITER_STEP);
	assert_true(b->w.is_behind);
	check_numbers(b);
	do {
		before = rows_there(b);
		age(b, 1000);
		check_numbers(b);
		assert_true(before - rows_there(b) <= WRITER_STEP);
	} while (b->w.is_behind);
	assert_string_equal(
	    ask(b, "SELECT id FROM entries WHERE n IS NULL"), "6001 8009 ");
	box_close(b);
}

/* The same when the program was started again with less to keep. */
static void
much_goes_after_a_restart(void **state)
{
	struct box *b = box_open(KEEP(1000));

	(void)state;
	put_many(b, "a", 1, 1000);
	b->options.keep.count = 1;
	box_restart(b);
	assert_true(b->w.is_behind);
	assert_in_range(age_all(b, 1000), 4, 8);
	assert_int_equal(rows_there(b), 1);
	box_close(b);
}

/* What was said to whom, and what is known of it when its row is gone, too. */
static void
the_oldest_ids_are_forgotten(void **state)
{
	static const struct {
		struct hub_extra extra;
		const char *want; /* lost, lost_to, lost_also */
	} rows[] = {
		{ { .ttl_ms = 0 }, "1 0 0 " },
		{ { .to = { "u\n", 2 } }, "0 1 0 " },
		{ { .copy = { "u", 1 } }, "1 1 0 " },
		{ { .also = { "b\n", 2 } }, "1 0 1 " },
		{ { .to = { "u\n", 2 }, .also = { "b\n", 2 } }, "0 1 0 " },
		{ { .ttl_ms = 5000 }, "1 0 0 " },
		{ { .ttl_ms = 1 }, "0 0 0 " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct put it = {
			.topic = "a", .id = "1", .extra = rows[i].extra
		};
		struct box *b = box_open((struct writer_options){
		    .keep = { .count = 1 }, .forgotten_max = 2 });

		put(b, &it);
		put_many(b, "a", 2, 1);
		age(b, 1010);
		put_many(b, "a", 3, 1);
		assert_string_equal(put(b, &it), "duplicate");
		put_many(b, "a", 4, 1);
		assert_string_equal(all(b), "[2l] [3l] 4 ");
		assert_string_equal(
		    ask(b, "SELECT lost || ' ' || lost_to || ' ' ||"
			   " lost_also FROM state"),
		    rows[i].want);
		assert_int_equal(number(b, "SELECT lost FROM topics"), 3);
		assert_string_equal(
		    put_plain(b, "a", "1"), "taken 1 at 5, 1010");
		box_close(b);
	}
}

static void
of_too_many_topics_the_oldest_go(void **state)
{
	struct put held = { .topic = "h", .id = "h", .extra.hold = true };
	struct box *b = box_open(
	    (struct writer_options){ .keep = { .count = 2 }, .topics_max = 3 });

	(void)state;
	put(b, &held);
	put_many(b, "a", 1, 2);
	put_plain(b, "b", "b");
	put_many(b, "a", 3, 1);
	assert_int_equal(b->w.state.topics, 3);
	put_plain(b, "c", "c");
	assert_string_equal(all(b), "hh [1l] 2 [bl] 3 c ");
	assert_int_equal(number(b, "SELECT lost_topic FROM state"), 4);
	put_plain(b, "b", "b2");
	/* It may have lost as much as that. */
	assert_string_equal(all(b), "hh [1l] [2l] [bl] [3l] c b2 ");
	assert_int_equal(
	    number(b, "SELECT lost FROM topics WHERE name = 'b'"), 4);
	assert_int_equal(number(b, "SELECT lost_topic FROM state"), 5);
	for (int i = 0; i < 3; i++) {
		char name[2] = { (char)('x' + i), '\0' };

		held.topic = held.id = name;
		put(b, &held);
	}
	assert_string_equal(ask(b, "SELECT name FROM topics"), "x y z ");
	assert_string_equal(
	    ask(b, "SELECT id FROM entries WHERE n IS NULL"), "x y z ");
	box_close(b);
}

static void
of_too_many_bytes_the_oldest_go(void **state)
{
	struct put it = { .topic = "b", .id = "b", .extra.retain = true };
	struct box *b = box_open((struct writer_options){
	    .keep = { .count = 5000 }, .bytes_max = 500000 });

	(void)state;
	put(b, &it);
	put_plain(b, "a", "a");
	put_many(b, "c", 1, 3000);
	assert_true(b->w.state.bytes <= 500000);
	assert_string_equal(ask(b, "SELECT name FROM topics"), "c ");
	assert_true(b->w.state.events > 1000);
	b->options.bytes_max = 100000;
	box_restart(b);
	age(b, 1000);
	assert_true(b->w.is_behind);
	check_numbers(b);
	assert_in_range(age_all(b, 1000), 2, 20);
	assert_in_range(b->w.state.bytes, 90000, 100000);
	box_close(b);
}

/* Rows that another program deleted are not waited for. */
static void
what_somebody_took_is_not_missed(void **state)
{
	struct box *b = box_open(KEEP(500));

	(void)state;
	put_many(b, "a", 1, 500);
	ask(b, "DELETE FROM entries WHERE n IS NULL");
	set_keep(b, (struct hub_keep){ .count = 1 });
	age_all(b, 1000);
	assert_int_equal(number(b, "SELECT count FROM topics"), 0);
	ask(b, "UPDATE state SET events = 0, bytes = 0");
	box_restart(b);
	box_close(b);
}

static void
pages_are_given_back(void **state)
{
	static char data[20000];
	int64_t before;
	struct box *b = box_open(KEEP(500));

	(void)state;
	memset(data, 'x', sizeof(data) - 1);
	assert_true(writer_begin(&b->w));
	for (int i = 0; i < 500; i++)
		add(b, &(struct put){ .topic = "a", .id = "", .data = data });
	commit(b);
	removal(b, "", "a", 1000);
	before = number(b, "PRAGMA page_count");
	age(b, 1000);
	assert_in_range(
	    number(b, "PRAGMA page_count"), before - 66, before - 64);
	age_all(b, 1000);
	assert_true(number(b, "PRAGMA page_count") < before * 2 / 3);
	box_close(b);
}

/* Of its topic's followers; and what is over, nobody does. */
static void
what_was_for_users_others_do_not_miss(void **state)
{
	struct put to = { .topic = "a", .id = "1", .extra.to = { "u\n", 2 } };
	struct put over = { .topic = "a", .id = "2", .extra.ttl_ms = 5 };
	struct put late = { .topic = "a", .id = "4", .wall_ms = 1005 };
	struct box *b = box_open(KEEP(2));

	(void)state;
	put(b, &to);
	put(b, &over);
	put_many(b, "a", 3, 1);
	put(b, &late);
	assert_string_equal(all(b), "[1l] [2l] 3 4 ");
	assert_int_equal(number(b, "SELECT lost FROM topics"), 0);
	assert_int_equal(number(b, "SELECT missed FROM state"), 1);
	put_many(b, "a", 5, 1);
	assert_int_equal(number(b, "SELECT lost FROM topics"), 3);
	box_close(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_topic_keeps_its_newest),
		cmocka_unit_test(the_first_rule_that_matches_counts),
		cmocka_unit_test(much_goes_in_steps),
		cmocka_unit_test(much_goes_after_a_restart),
		cmocka_unit_test(the_oldest_ids_are_forgotten),
		cmocka_unit_test(of_too_many_topics_the_oldest_go),
		cmocka_unit_test(of_too_many_bytes_the_oldest_go),
		cmocka_unit_test(what_somebody_took_is_not_missed),
		cmocka_unit_test(pages_are_given_back),
		cmocka_unit_test(what_was_for_users_others_do_not_miss),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
