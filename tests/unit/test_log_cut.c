/*
 * The power fails while the SQLite log is at work, and of what was not synced
 * any part is left: nothing that was answered is lost.
 */
#include "log_cut.h"
#include "log_cut_check.h"

#define RUNS 40
#define CUTS 5 /* in a run: each file is what the one before left */

/* What may have happened or not is asked for again. */
static void
ask_again(struct hub_log *log)
{
	for (int i = 0; i < posted; i++) {
		struct event *e = &events[i];

		if (e->released_at == posted)
			log->ops->release(log, slice_of(e->id));
		if (e->forgotten_at == posted)
			log->ops->forget(log, slice_of(e->id));
		if (e->removed_at == posted)
			remove_event(log, e);
	}
}

/* The hub made ids of which nobody was told. */
static void
read_ids(void)
{
	sqlite3 *sqlite = open_left();
	sqlite3_stmt *st;

	sqlite3_prepare_v2(
	    sqlite, "SELECT id FROM entries ORDER BY pos", -1, &st, NULL);
	for (int i = 0; i < posted && sqlite3_step(st) == SQLITE_ROW; i++)
		snprintf(events[i].id, sizeof(events[i].id), "%s",
		    (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_close(sqlite);
}

static void
on_repeated(struct hub_publish *p)
{
	assert_int_equal(p->outcome, HUB_DUPLICATE);
	answers++;
}

/* All that is there is known. */
static void
repeat_all(struct hub_log *log)
{
	int before = answers;

	for (int i = 0; i < posted; i++) {
		struct event *e = &events[i];

		e->p.message.id = slice_of(e->id);
		e->p.on_done = on_repeated;
		log->ops->append(log, &e->p);
	}
	while (answers < before + posted) {
		struct pollfd p = { log->ops->fd(log), POLLIN, 0 };

		assert_int_equal(poll(&p, 1, 30000), 1);
		log->ops->run(log);
	}
}

/*
 * One run: works, fails, looks, and goes on with what is left.  Returns what
 * was wrong, and counts answers that did not hold.
 */
static const char *
run(int number, int *lost)
{
	const char *wrong = NULL;

	draw_state = (uint32_t)number * 2654435761U;
	posted = answered = 0;
	keep_count = 3 + draw(30);
	remove_files(0);
	remove_files(1);
	for (int i = 0; i < CUTS && wrong == NULL; i++) {
		struct err err = { 0 };
		struct hub_log *log;
		int count;

		fault_disk_lie(is_lying);
		log = open_log(&err);
		if (log == NULL)
			return "the log cannot be opened";
		ask_again(log);
		if (i > 0)
			repeat_all(log);
		work_and_fail(log);
		wrong = check_file(&count);
		if (wrong != NULL)
			break;
		*lost += lost_of(count);
		go_back(count);
		read_ids();
	}
	return wrong;
}

static void
what_was_answered_is_there(void **state)
{
	int lost = 0;

	(void)state;
	is_normal = false;
	for (int i = 1; i <= RUNS; i++) {
		const char *wrong = run(i, &lost);

		if (wrong != NULL || lost > 0)
			fail_msg("run %d: lost %d, %s", i, lost, wrong);
	}
}

/* What is lost with --durability=normal is the newest, and nothing else. */
static void
only_the_newest_is_lost_where_that_is_wanted(void **state)
{
	int lost = 0;

	(void)state;
	is_normal = true;
	for (int i = 1; i <= RUNS / 2; i++) {
		const char *wrong = run(i, &lost);

		if (wrong != NULL)
			fail_msg("run %d: %s", i, wrong);
	}
	is_normal = false;
	/* It also shows that these runs can lose something. */
	assert_true(lost > 0);
}

/* These runs see what is lost, and what is torn. */
static void
a_disk_that_does_not_sync_is_found_out(void **state)
{
	int lost = 0, torn = 0;

	(void)state;
	is_lying = true;
	for (int i = 1; i <= RUNS / 4; i++)
		torn += run(i, &lost) != NULL;
	is_lying = false;
	assert_true(lost > 0);
	assert_true(torn > 0);
}

static int
make_folders(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		snprintf(
		    folders[i], sizeof(folders[i]), "/tmp/ssed-cut-XXXXXX");
		if (mkdtemp(folders[i]) == NULL)
			return -1;
	}
	fault_vfs_start();
	return 0;
}

static int
remove_folders(void **state)
{
	(void)state;
	fault_vfs_start();
	remove_files(0);
	remove_files(1);
	return rmdir(folders[0]) + rmdir(folders[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_answered_is_there),
		cmocka_unit_test(only_the_newest_is_lost_where_that_is_wanted),
		cmocka_unit_test(a_disk_that_does_not_sync_is_found_out),
	};

	return cmocka_run_group_tests(tests, make_folders, remove_folders);
}
