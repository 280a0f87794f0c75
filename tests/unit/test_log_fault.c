/*
 * Each call of the SQLite log to its file system fails once, or from some
 * call on for a while: who asked is told, nothing that was promised is lost,
 * and then the log works again.
 */
#include "fault_vfs.h"
#include "log_script.h"

static bool was_met; /* the fault */

/* Opens the log; where that fails, it says why, and can be done again. */
static struct hub_log *
open_again(void)
{
	struct err err = { 0 };
	struct hub_log *log = script_open(FAULT_VFS, &err);

	if (log != NULL)
		return log;
	assert_non_null(strstr(err.text, "log.db"));
	was_met |= fault_heal() > 0;
	log = script_open(FAULT_VFS, &err);
	if (log == NULL)
		fail_msg("%s", err.text);
	return log;
}

/* Ends it, and begins anew with what is in the file. */
static void
finish(struct hub_log *log)
{
	log->ops->close(log);
	script_troubles -= script_troubles % 2;
	log = open_again();
	was_met |= fault_heal() > 0;
	script_append(log, SCRIPT_ROUNDS + 2);
	assert_int_equal(script_items[SCRIPT_LINES - 1].outcome, HUB_TAKEN);
	log->ops->close(log);
	script_look();
}

static void
run_with(const struct fault *f)
{
	struct hub_log *log;

	was_met = false;
	script_start();
	fault_vfs_start();
	fault_set(f);
	log = open_again();
	script_run(log);
	finish(log);
}

static void
each_call_fails_once(void **state)
{
	static const struct {
		const char *name;
		struct fault fault;
	} rows[] = {
		{ "open", { .kinds = FAULT_OPEN } },
		{ "write", { .kinds = FAULT_WRITE } },
		{ "full", { .kinds = FAULT_WRITE, .code = SQLITE_FULL } },
		{ "sync", { .kinds = FAULT_SYNC } },
		{ "truncate", { .kinds = FAULT_TRUNCATE } },
		{ "size", { .kinds = FAULT_SIZE } },
		{ "lock", { .kinds = FAULT_LOCK } },
		{ "busy", { .kinds = FAULT_LOCK, .code = SQLITE_BUSY } },
		{ "delete", { .kinds = FAULT_DELETE } },
		{ "access", { .kinds = FAULT_ACCESS } },
		{ "map", { .kinds = FAULT_SHM_MAP } },
		{ "readonly",
		    { .kinds = FAULT_WRITE, .code = SQLITE_READONLY } },
		{ "read", { .kinds = FAULT_READ } },
		{ "shm", { .kinds = FAULT_SHM_LOCK } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fault f = rows[i].fault;

		do {
			run_with(&f);
			/* Each place once; other codes at some of them. */
			f.after += f.code == 0 ? 1 : 7;
		} while (was_met);
		if (f.after < 2)
			fail_msg("%s: no call", rows[i].name);
	}
}

/* Returns how many were not taken. */
static int
append_all(struct hub_log *log)
{
	int failed = 0;

	for (int round = 0; round < SCRIPT_ROUNDS; round++)
		script_append(log, round);
	for (size_t i = 0; i < SCRIPT_LINES; i++)
		failed += script_items[i].is_asked &&
			  script_items[i].outcome == HUB_FAILED;
	return failed;
}

static void
it_works_again_when_the_disk_does(void **state)
{
	static const struct fault rows[] = {
		{ .kinds = FAULT_WRITE, .code = SQLITE_FULL },
		{ .kinds = FAULT_WRITE, .code = SQLITE_READONLY },
		{ .kinds = FAULT_WRITE },
		{ .kinds = FAULT_SYNC },
		{ .kinds = FAULT_WRITE | FAULT_SYNC | FAULT_TRUNCATE },
		{ .kinds = FAULT_OPEN | FAULT_WRITE },
		{ .kinds = FAULT_SHM_MAP | FAULT_SHM_LOCK },
		{ .kinds = FAULT_ALL },
	};

	(void)state;
	for (size_t i = 0; i < 16 * sizeof(rows) / sizeof(rows[0]); i++) {
		struct fault f = rows[i / 16];
		struct hub_log *log;
		struct err err;

		f.after = i % 16 * (i % 16);
		f.stays = true;
		script_start();
		fault_vfs_start();
		log = script_open(FAULT_VFS, &err);
		assert_non_null(log);
		fault_set(&f);
		if (append_all(log) > 0)
			assert_int_equal(script_troubles, 1);
		script_ask(log);
		script_change(log);
		was_met = fault_heal() > 0;
		assert_true(was_met || i % 16 > 1);
		script_wait_for_the_end_of_trouble(log);
		assert_int_equal(script_ask(log), 0);
		assert_int_equal(append_all(log), 0);
		finish(log);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_call_fails_once),
		cmocka_unit_test(it_works_again_when_the_disk_does),
	};

	return cmocka_run_group_tests(
	    tests, script_make_folder, script_remove_folder);
}
