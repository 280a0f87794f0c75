/*
 * Tests of lib/log/sqlite/writer.h: what is taken, under which id, and that it
 * is there when the file is opened again; or nothing of it, if the disk fails.
 */
#include <sys/stat.h>

#include "writer_fixture.h"

#define KEEP(n) ((struct writer_options){ .keep = { .count = (n) } })

static void
an_id_is_taken_once(void **state)
{
	static const struct {
		struct put put;
		const char *want;
	} rows[] = {
		{ { .topic = "a", .id = "1" }, "taken 1 at 1, 1000" },
		{ { .topic = "a", .id = "1" }, "duplicate" },
		{ { .topic = "a", .id = "1", .type = "message" }, "duplicate" },
		{ { .topic = "b", .id = "1" }, "conflict" },
		{ { .topic = "a", .id = "1", .data = "2" }, "conflict" },
		{ { .topic = "a", .id = "1", .type = "t" }, "conflict" },
		{ { .topic = "a", .id = "1", .extra.to = { "u\n", 2 } },
		    "conflict" },
		{ { .topic = "a", .id = "1", .extra.re = { "x", 1 } },
		    "conflict" },
		{ { .topic = "a", .id = "1", .extra.also = { "c\n", 2 } },
		    "conflict" },
		{ { .topic = "a", .id = "1", .extra.retain = true },
		    "duplicate" },
		{ { .topic = "a", .id = "2" }, "taken 2 at 2, 1000" },
		{ { .topic = "a", .id = "3" }, "taken 3 at 3, 1000" },
		/* It is forgotten now. */
		{ { .topic = "a", .id = "1" }, "duplicate" },
		{ { .topic = "a", .id = "1", .data = "2" }, "conflict" },
	};
	struct box *b = box_open(KEEP(2));

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(put(b, &rows[i].put), rows[i].want);
	assert_string_equal(all(b), "[1l] 2 3 ");
	box_restart(b);
	assert_string_equal(put(b, &rows[0].put), "duplicate");
	assert_string_equal(put(b, &rows[4].put), "conflict");
	assert_string_equal(put_plain(b, "a", "2"), "duplicate");
	assert_string_equal(put_plain(b, "a", "4"), "taken 4 at 4, 1000");
	box_close(b);
}

static void
an_id_is_taken_once_in_a_transaction(void **state)
{
	const struct put one = { .topic = "a", .id = "1" };
	struct box *b = box_open(KEEP(10));

	(void)state;
	assert_true(writer_begin(&b->w));
	assert_string_equal(add(b, &one), "taken 1 at 1, 1000");
	assert_string_equal(add(b, &one), "duplicate");
	commit(b);
	assert_string_equal(all(b), "1 ");
	box_close(b);
}

/* Rows in which the clock stands still, steps back, and goes on. */
static void
ids_and_times_never_go_back(void **state)
{
	static const struct {
		int64_t wall_ms;
		const char *id, *want;
	} rows[] = {
		{ 1000, "", "taken 1000-0 at 1, 1000" },
		{ 1000, "", "taken 1000-1 at 2, 1000" },
		{ 400, "", "taken 1000-2 at 3, 1000" },
		{ 400, "1000-3", "taken 1000-3 at 4, 1000" },
		{ 400, "1000-4", "taken 1000-4 at 5, 1000" },
		{ 400, "", "taken 1000-5 at 6, 1000" },
		{ 2000, "", "taken 2000-0 at 7, 2000" },
		{ 1999, "x", "taken x at 8, 2000" },
	};
	size_t count = sizeof(rows) / sizeof(rows[0]);

	(void)state;
	for (int restarts = 0; restarts < 2; restarts++) {
		struct box *b = box_open(KEEP(3));

		for (size_t i = 0; i < count; i++) {
			struct put it = { .topic = "a",
				.id = rows[i].id,
				.wall_ms = rows[i].wall_ms };

			assert_string_equal(put(b, &it), rows[i].want);
			if (restarts)
				box_restart(b);
		}
		assert_string_equal(
		    ask(b, "SELECT first_ms || '-' || first_seq "
			   "|| ' ' || last_ms FROM state"),
		    "1000-0 2000 ");
		box_close(b);
	}
}

static void
a_row_says_all_that_the_event_says(void **state)
{
	const struct put it = { .topic = "a",
		.id = "1",
		.type = "t",
		.data = "d\ne",
		.extra = {
		    .to = slice_of("ann\nbob\n"),
		    .copy = slice_of("cy"),
		    .from = slice_of("di"),
		    .re = slice_of("0"),
		    .also = slice_of("b\n"),
		    .ttl_ms = 500,
		    .quorum = 2,
		    .denies = true,
		    .retain = true,
		    .hold = true,
		} };
	struct box *b = box_open(KEEP(3));

	(void)state;
	put(b, &it);
	assert_string_equal(
	    ask(b,
		"SELECT topic || type || data || time || expires || recipients"
		" || copy || sender || re || also || quorum || denies || kept"
		" || ifnull(ledger, '-') || ifnull(retry, '-') FROM entries"),
	    "atd\ne10001500ann\nbob\ncydi0b\n213-- ");
	put(b, &(struct put){ .topic = "a", .id = "2", .type = "H" });
	put(b, &(struct put){ .topic = "a", .id = "3", .type = "C" });
	put(b, &(struct put){ .topic = "a",
		   .id = "4",
		   .type = "C",
		   .extra.re = slice_of("2") });
	assert_string_equal(
	    ask(b, "SELECT id FROM entries WHERE ledger = 1"), "2 4 ");
	box_close(b);
}

static void
what_is_known_is_known_again(void **state)
{
	struct put it = { .topic = "a", .id = "1", .extra.retain = true };
	struct box *b = box_open(KEEP(1));

	(void)state;
	put(b, &it);
	it = (struct put){ .topic = "a", .id = "2", .extra.hold = true };
	put(b, &it);
	put_plain(b, "a", "3");
	put_plain(b, "a", "4");
	assert_string_equal(all(b), "(1)r (2)h [3l] 4 ");
	box_restart(b);
	put_plain(b, "a", "5");
	release(b, "2");
	release(b, "5");
	release(b, "none");
	assert_string_equal(all(b), "(1)r [2l] [3l] [4l] 5 ");
	box_restart(b);
	it = (struct put){ .topic = "a", .id = "6", .extra.retain = true };
	put(b, &it);
	assert_string_equal(all(b), "[1l] [2l] [3l] [4l] [5l] 6r ");
	assert_string_equal(
	    ask(b, "SELECT lost FROM topics UNION SELECT missed FROM state"),
	    "5 ");
	box_close(b);
}

/* An event of each of many topics is taken, or of none. */
static void
what_fails_leaves_nothing(void **state)
{
	const struct put one = { .topic = "a", .id = "1", .extra.hold = true };
	const struct put next = { .topic = "b", .id = "", .wall_ms = 5000 };
	struct box *b = box_open(KEEP(1));
	struct err err;

	(void)state;
	put(b, &one);
	put_plain(b, "a", "2");
	ask(b, "CREATE TRIGGER bad BEFORE INSERT ON entries WHEN new.id = 'bad'"
	       " BEGIN SELECT raise(ABORT, 'no'); END");
	assert_true(writer_begin(&b->w));
	add(b, &next);
	writer_release(&b->w, slice_of("1"));
	remove_all(&b->w, "2", "", 1000);
	assert_string_equal(
	    add(b, &(struct put){ .topic = "a", .id = "bad" }), "failed");
	assert_string_equal(add(b, &next), "failed");
	assert_int_equal(remove_all(&b->w, "2", "", 1000), -1);
	assert_false(writer_commit(&b->w, &err));
	assert_int_equal(b->w.gone_count, 0);
	assert_non_null(strstr(err.text, "log.db: "));
	ask(b, "DROP TRIGGER bad");
	assert_string_equal(all(b), "(1)h 2 ");
	assert_int_equal(b->w.state.time, 1000);
	assert_int_equal(b->w.state.last_id.ms, 0);
	assert_string_equal(put(b, &next), "taken 5000-0 at 3, 5000");
	box_close(b);
}

/* What is forgotten is told, but only once it is committed. */
static void
what_is_forgotten_is_told(void **state)
{
	struct box *b = box_open(KEEP(1));

	(void)state;
	put_plain(b, "a", "1");
	assert_int_equal(b->w.gone_count, 0);
	put_plain(b, "a", "2");
	assert_int_equal(b->w.gone_count, 1);
	assert_int_equal(b->w.gone[0].pos, 1);
	assert_int_equal(b->w.gone[0].n, 1);
	assert_true(b->w.gone[0].is_lost);
	assert_int_equal(removal(b, "2", "", 0), 1);
	assert_int_equal(b->w.gone_count, 1);
	assert_int_equal(b->w.gone[0].pos, 2);
	assert_int_equal(b->w.gone[0].n, 2);
	assert_false(b->w.gone[0].is_lost);
	box_close(b);
}

static void
a_file_that_is_locked_is_tried_again(void **state)
{
	struct box *b = box_open(KEEP(1));
	struct err err;

	(void)state;
	put_plain(b, "a", "1");
	sqlite3_busy_timeout(b->w.db.sqlite, 0);
	ask(b, "BEGIN IMMEDIATE");
	assert_false(writer_begin(&b->w));
	assert_string_equal(
	    add(b, &(struct put){ .topic = "a", .id = "2" }), "failed");
	assert_false(writer_commit(&b->w, &err));
	assert_non_null(strstr(err.text, "another program has it locked"));
	ask(b, "ROLLBACK");
	assert_string_equal(put_plain(b, "a", "2"), "taken 2 at 2, 1000");
	box_close(b);
}

/* A file that fails is closed, and opened again. */
static void
a_file_that_is_damaged_is_opened_again(void **state)
{
	struct box *b = box_open(KEEP(1));
	struct err err;

	(void)state;
	put_plain(b, "a", "1");
	for (int i = 0; i < 2; i++) {
		assert_true(writer_begin(&b->w));
		db_fail(&b->w.db, SQLITE_IOERR, "pulled out");
		assert_false(writer_commit(&b->w, &err));
		assert_null(b->w.db.sqlite);
		assert_false(b->w.is_behind);
	}
	ask(b, "PRAGMA user_version = 99");
	assert_false(writer_begin(&b->w));
	assert_string_equal(
	    add(b, &(struct put){ .topic = "a", .id = "2" }), "failed");
	assert_false(writer_commit(&b->w, &err));
	assert_non_null(strstr(err.text, "a newer ssed made it"));
	ask(b, "PRAGMA user_version = 1");
	assert_string_equal(put_plain(b, "a", "1"), "duplicate");
	assert_string_equal(put_plain(b, "a", "2"), "taken 2 at 2, 1000");
	box_close(b);
}

static void
of_nothing_nothing_is_written(void **state)
{
	struct box *b = box_open(KEEP(1));
	struct stat st;
	char wal[320];

	(void)state;
	put_plain(b, "a", "1");
	ask(b, "PRAGMA wal_checkpoint(TRUNCATE)");
	put_plain(b, "a", "1");
	age(b, 5000);
	assert_int_equal(removal(b, "none", "", 9000), 0);
	release(b, "1");
	/* How long the log of the file is: SQLite makes it when it writes. */
	snprintf(wal, sizeof(wal), "%s-wal", b->path);
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_string_equal(all(b), "1 ");
	box_close(b);
}

static void
events_of_another_program_are_not_in_the_way(void **state)
{
	struct box *b = box_open(KEEP(9));

	(void)state;
	put_plain(b, "a", "1");
	writer_close(&b->w);
	ask(b, "INSERT INTO entries(pos, id, topic, type, data, time, bytes,"
	       " digest) VALUES(9, '7000-1', 'a', 'message', 'x', 7000, 0, 0)");
	box_open_again(b);
	assert_string_equal(put(b, &(struct put){ .topic = "a", .id = "" }),
	    "taken 7000-2 at 10, 7000");
	ask(b, "DELETE FROM entries WHERE pos = 9");
	box_close(b);
}

static void
a_ledger_outlives_its_events(void **state)
{
	struct put h = { .topic = "a", .id = "h", .type = "H" };
	struct put c = { .topic = "a", .id = "c", .type = "C" };
	struct box *b = box_open((struct writer_options){
	    .keep = { .count = 1 }, .forgotten_max = 1 });

	(void)state;
	h.extra.hold = true;
	h.extra.ttl_ms = 100;
	c.extra.re = slice_of("h");
	put(b, &h);
	put(b, &c);
	put_plain(b, "a", "1");
	put_plain(b, "a", "2");
	put_plain(b, "a", "3");
	age_all(b, 1100);
	assert_string_equal(all(b), "[ho] [cl] [2l] 3 ");
	assert_string_equal(
	    ask(b, "SELECT data FROM entries WHERE ledger = 1"), "h c ");
	box_restart(b);
	assert_true(writer_begin(&b->w));
	writer_forget(&b->w, slice_of("c"));
	writer_forget(&b->w, slice_of("none"));
	commit(b);
	assert_int_equal(number(b, "SELECT sum(ledger) FROM entries"), 2);
	assert_true(writer_begin(&b->w));
	writer_forget(&b->w, slice_of("h"));
	commit(b);
	/* Now they are as others: the oldest of them go. */
	assert_string_equal(all(b), "[ho] 3 ");
	box_close(b);
}

static void
a_ledger_ends_before_its_events(void **state)
{
	struct put h = { .topic = "a", .id = "h", .type = "H" };
	struct box *b = box_open(KEEP(2));

	(void)state;
	put(b, &h);
	assert_true(writer_begin(&b->w));
	writer_forget(&b->w, slice_of("h"));
	commit(b);
	assert_string_equal(
	    ask(b, "SELECT data FROM entries WHERE ledger IS NULL"), "h ");
	assert_string_equal(all(b), "h ");
	box_close(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_is_taken_once),
		cmocka_unit_test(an_id_is_taken_once_in_a_transaction),
		cmocka_unit_test(ids_and_times_never_go_back),
		cmocka_unit_test(a_row_says_all_that_the_event_says),
		cmocka_unit_test(what_is_known_is_known_again),
		cmocka_unit_test(what_fails_leaves_nothing),
		cmocka_unit_test(what_is_forgotten_is_told),
		cmocka_unit_test(a_file_that_is_locked_is_tried_again),
		cmocka_unit_test(a_file_that_is_damaged_is_opened_again),
		cmocka_unit_test(of_nothing_nothing_is_written),
		cmocka_unit_test(events_of_another_program_are_not_in_the_way),
		cmocka_unit_test(a_ledger_outlives_its_events),
		cmocka_unit_test(a_ledger_ends_before_its_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
