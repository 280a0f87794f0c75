/*
 * Tests of lib/log/sqlite/writer.h: what goes with time, what is removed, and
 * that whatever is done, the numbers are those of the rows.
 */
#include "writer_fixture.h"

#define KEEP(n) ((struct writer_options){ .keep = { .count = (n) } })

static void
what_is_too_old_goes(void **state)
{
	const struct hub_keep_rule rules[] = {
		{ slice_of("b"), { .count = 9, .age_ms = 50 } },
		{ slice_of("c"), { .count = 9 } },
	};
	struct hub_keep keep = { .count = 9, .age_ms = 100 };
	struct put it = { .id = "" };
	struct box *b = box_open((struct writer_options){ .keep = keep });

	(void)state;
	writer_set_keep(&b->w, &keep, rules, 2);
	for (int i = 0; i < 6; i++) {
		char topic[2] = { (char)('a' + i % 3), '\0' };
		char id[2] = { (char)('1' + i), '\0' };

		it = (struct put){
			.topic = topic, .id = id, .wall_ms = i < 3 ? 10 : 40
		};
		it.extra.hold = i == 0;
		put(b, &it);
	}
	assert_string_equal(all(b), "1h 2 3 4 5 6 ");
	age(b, 60);
	assert_string_equal(all(b), "1h 2 3 4 5 6 ");
	age(b, 61);
	assert_string_equal(all(b), "1h [2l] 3 4 5 6 ");
	age(b, 110);
	assert_string_equal(all(b), "1h [2l] 3 4 [5l] 6 ");
	/* The clock steps back: time does not. */
	age(b, 20);
	age(b, 140);
	assert_string_equal(all(b), "(1)h [2l] 3 4 [5l] 6 ");
	age_all(b, 141);
	assert_string_equal(all(b), "(1)h [2l] 3 [4l] [5l] 6 ");
	box_close(b);
}

static void
what_is_over_goes(void **state)
{
	struct put it = { .topic = "a", .id = "1", .extra.ttl_ms = 50 };
	struct box *b = box_open(KEEP(2));

	(void)state;
	it.extra.retain = true;
	put(b, &it);
	it.id = "2";
	it.extra.hold = true;
	put(b, &it);
	it = (struct put){ .topic = "b", .id = "3", .extra.ttl_ms = 50 };
	put(b, &it);
	age(b, 1049);
	assert_string_equal(all(b), "1 2rh 3 ");
	age(b, 1050);
	assert_string_equal(all(b), "[1o] [2o] [3o] ");
	/* Nobody missed anything, and nothing is known of their topics. */
	assert_string_equal(ask(b, "SELECT name FROM topics"), "");
	assert_int_equal(number(b, "SELECT missed FROM state"), 0);
	assert_int_equal(b->w.state.kept, 0);
	box_close(b);
}

static void
many_are_over_in_steps(void **state)
{
	struct box *b = box_open(KEEP(5000));

	(void)state;
	assert_true(writer_begin(&b->w));
	for (int i = 0; i < 2 * WRITER_STEP + 1; i++)
		add(b, &(struct put){
			   .topic = "a", .id = "", .extra.ttl_ms = 1 + i % 7 });
	commit(b);
	age(b, 2000);
	assert_int_equal(rows_there(b), WRITER_STEP + 1);
	assert_int_equal(age_all(b, 2000), 2);
	assert_int_equal(rows_there(b), 0);
	box_close(b);
}

/* By one's id, or with all of its topic. */
static void
what_is_removed_is_not_missed(void **state)
{
	struct put it = { .topic = "a", .id = "1", .extra.hold = true };
	struct box *b = box_open(KEEP(3));

	(void)state;
	put(b, &it);
	put_many(b, "a", 2, 4);
	assert_string_equal(all(b), "(1)h [2l] 3 4 5 ");
	assert_int_equal(removal(b, "4", "", 1000), 1);
	assert_int_equal(removal(b, "4", "", 1000), 0);
	assert_int_equal(removal(b, "2", "", 1000), 0);
	put_many(b, "a", 6, 1);
	assert_string_equal(all(b), "(1)h [2l] 3 [4m] 5 6 ");
	it = (struct put){ .topic = "a", .id = "7", .extra.ttl_ms = 5 };
	put(b, &it);
	assert_string_equal(all(b), "(1)h [2l] [3l] [4m] 5 6 7 ");
	/* What is over is not there, though it has not gone yet. */
	assert_int_equal(removal(b, "", "a", 1005), 3);
	assert_int_equal(removal(b, "", "none", 1005), 0);
	assert_string_equal(all(b), "[1m] [2l] [3l] [4m] [5m] [6m] [7m] ");
	/* It lost some: that is to be known. */
	assert_string_equal(ask(b, "SELECT name || lost FROM topics"), "a3 ");
	put_plain(b, "b", "b");
	assert_int_equal(removal(b, "b", "", 1005), 1);
	assert_string_equal(ask(b, "SELECT name FROM topics"), "a ");
	assert_string_equal(put_plain(b, "a", "8"), "taken 8 at 9, 1005");
	box_close(b);
}

static void
a_large_topic_is_removed_at_once(void **state)
{
	struct box *b = box_open(KEEP(1000));

	(void)state;
	put_many(b, "a", 1, 1000);
	assert_int_equal(removal(b, "", "a", 1000), 1000);
	assert_int_equal(b->w.gone_count, 1000);
	assert_int_equal(number(b, "SELECT count(*) FROM topics"), 0);
	box_close(b);
}

static uint32_t draw_state;

static uint32_t
draw(uint32_t below)
{
	draw_state = draw_state * 1103515245 + 12345;
	return (draw_state >> 8) % below;
}

static void
do_something(struct box *b, int64_t now_ms)
{
	static const char *const topics[] = { "a", "b", "c", "d", "$inbox/u" };
	static const char *const types[] = { "", "H", "C", "t" };
	const char *topic = topics[draw(5)];
	struct put it = { .topic = topic,
		.id = "",
		.type = types[draw(4)],
		.wall_ms = now_ms };
	uint32_t what = draw(20);
	char id[8];

	snprintf(id, sizeof(id), "%u", draw(60));
	it.id = draw(2) ? id : "";
	it.extra.retain = draw(4) == 0;
	it.extra.hold = draw(4) == 0;
	it.extra.ttl_ms = draw(3) ? 0 : 1 + draw(300);
	it.extra.re = slice_of(draw(3) ? "" : id);
	it.extra.to = slice_of(draw(5) ? "" : "u\n");
	if (what < 14)
		add(b, &it);
	else if (what < 16)
		writer_release(&b->w, slice_of(id));
	else if (what < 17)
		remove_all(&b->w, id, "", now_ms);
	else if (what < 18)
		writer_forget(&b->w, slice_of(id));
	else if (what < 19)
		writer_age(&b->w, now_ms);
	else if (draw(10) == 0)
		remove_all(&b->w, "", topic, now_ms);
}

static void
the_numbers_are_those_of_the_rows(void **state)
{
	int64_t now_ms = 1000;
	struct err err;

	(void)state;
	for (uint32_t seed = 1; seed <= 30; seed++) {
		struct box *b = box_open((struct writer_options){
		    .keep = { .count = seed % 5, .age_ms = 400 },
		    .bytes_max = 8000,
		    .topics_max = 4,
		    .forgotten_max = 20 });

		draw_state = seed;
		for (int i = 0; i < 60; i++) {
			bool fails = draw(10) == 0;

			assert_true(writer_begin(&b->w));
			for (uint32_t n = draw(12); n > 0; n--)
				do_something(b, now_ms += draw(20));
			if (fails)
				db_fail(&b->w.db, SQLITE_FULL, "so drawn");
			assert_int_equal(writer_commit(&b->w, &err), !fails);
			check_numbers(b);
			if (draw(20) == 0)
				box_restart(b);
		}
		age_all(b, now_ms);
		assert_true(b->w.state.topics <= 4);
		assert_true(b->w.state.bytes <= 8000);
		assert_true(b->w.state.forgotten <= 20);
		box_close(b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_too_old_goes),
		cmocka_unit_test(what_is_over_goes),
		cmocka_unit_test(many_are_over_in_steps),
		cmocka_unit_test(what_is_removed_is_not_missed),
		cmocka_unit_test(a_large_topic_is_removed_at_once),
		cmocka_unit_test(the_numbers_are_those_of_the_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
