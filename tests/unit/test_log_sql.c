/*
 * Each call of the SQLite log to SQLite fails once: before it did anything,
 * or though it did it.  Of the calls of a kind some do; with an argument, every
 * one, which takes minutes.
 */
#include <pthread.h>

#include "log_script.h"

#define RUNS 25 /* for each kind of call, each code, about */

enum call { OPEN, PREPARE, BIND, STEP, EXEC, CALL_COUNT };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int counts[CALL_COUNT];
static enum call failing;
static int failing_at; /* that many calls pass before; -1: all do */
static int failing_code;
static bool is_late; /* it does what it is to do, first */
static bool is_every_one;

/* Returns the code that the call is to return, or 0. */
static int
pass(enum call call)
{
	int code = 0;

	pthread_mutex_lock(&lock);
	if (failing == call && counts[call] == failing_at)
		code = failing_code;
	counts[call]++;
	pthread_mutex_unlock(&lock);
	return code;
}

/* The linker puts ours in the place of SQLite's: see CMakeLists.txt. */
#define REAL(name) __asm__("__real_sqlite3_" #name)
#define WRAP(name) __asm__("__wrap_sqlite3_" #name)

int real_open(const char *, sqlite3 **, int, const char *) REAL(open_v2);
int wrap_open(const char *, sqlite3 **, int, const char *) WRAP(open_v2);
int real_prepare_2(sqlite3 *, const char *, int, sqlite3_stmt **, const char **)
    REAL(prepare_v2);
int wrap_prepare_2(sqlite3 *, const char *, int, sqlite3_stmt **, const char **)
    WRAP(prepare_v2);
int real_prepare_3(sqlite3 *, const char *, int, unsigned, sqlite3_stmt **,
    const char **) REAL(prepare_v3);
int wrap_prepare_3(sqlite3 *, const char *, int, unsigned, sqlite3_stmt **,
    const char **) WRAP(prepare_v3);
int real_bind_int(sqlite3_stmt *, int, sqlite3_int64) REAL(bind_int64);
int wrap_bind_int(sqlite3_stmt *, int, sqlite3_int64) WRAP(bind_int64);
int real_bind_text(sqlite3_stmt *, int, const char *, sqlite3_uint64,
    sqlite3_destructor_type, unsigned char) REAL(bind_text64);
int wrap_bind_text(sqlite3_stmt *, int, const char *, sqlite3_uint64,
    sqlite3_destructor_type, unsigned char) WRAP(bind_text64);
int real_step(sqlite3_stmt *) REAL(step);
int wrap_step(sqlite3_stmt *) WRAP(step);
int real_exec(sqlite3 *, const char *, sqlite3_callback, void *, char **)
    REAL(exec);
int wrap_exec(sqlite3 *, const char *, sqlite3_callback, void *, char **)
    WRAP(exec);

/* NOLINTBEGIN(readability-function-size): SQLite says what they take */
int
wrap_open(const char *path, sqlite3 **to, int flags, const char *vfs)
{
	int code = pass(OPEN);

	*to = NULL;
	if (code != 0 && !is_late)
		return code;
	return real_open(path, to, flags, vfs) | code;
}

int
wrap_prepare_2(sqlite3 *sqlite, const char *sql, int len, sqlite3_stmt **to,
    const char **tail)
{
	int code = pass(PREPARE);

	*to = NULL;
	if (code != 0)
		return code;
	return real_prepare_2(sqlite, sql, len, to, tail);
}

int
wrap_prepare_3(sqlite3 *sqlite, const char *sql, int len, unsigned flags,
    sqlite3_stmt **to, const char **tail)
{
	int code = pass(PREPARE);

	*to = NULL;
	if (code != 0)
		return code;
	return real_prepare_3(sqlite, sql, len, flags, to, tail);
}

int
wrap_bind_int(sqlite3_stmt *st, int at, sqlite3_int64 number)
{
	int code = pass(BIND);

	return code != 0 ? code : real_bind_int(st, at, number);
}

int
wrap_bind_text(sqlite3_stmt *st, int at, const char *text, sqlite3_uint64 len,
    sqlite3_destructor_type release, unsigned char encoding)
{
	int code = pass(BIND);

	if (code != 0)
		return code;
	return real_bind_text(st, at, text, len, release, encoding);
}

int
wrap_step(sqlite3_stmt *st)
{
	int code = pass(STEP);

	if (code == 0)
		return real_step(st);
	if (is_late)
		real_step(st);
	return code;
}

int
wrap_exec(sqlite3 *sqlite, const char *sql, sqlite3_callback on_row, void *arg,
    char **err)
{
	int code = pass(EXEC);

	if (code == 0)
		return real_exec(sqlite, sql, on_row, arg, err);
	if (is_late)
		real_exec(sqlite, sql, on_row, arg, err);
	return code;
}

/* NOLINTEND(readability-function-size) */

static void
fail_at(enum call call, int at, int code)
{
	pthread_mutex_lock(&lock);
	memset(counts, 0, sizeof(counts));
	failing = call;
	failing_at = at;
	failing_code = code;
	pthread_mutex_unlock(&lock);
}

/* What failed is done again. */
static struct hub_log *
open_again(void)
{
	struct err err = { 0 };
	struct hub_log *log = script_open(NULL, &err);

	if (log != NULL)
		return log;
	assert_non_null(strstr(err.text, "log.db"));
	log = script_open(NULL, &err);
	if (log == NULL)
		fail_msg("%s", err.text);
	return log;
}

static void
run_with(enum call call, int at, int code)
{
	struct hub_log *log;

	script_start();
	fail_at(call, at, code);
	log = open_again();
	script_run(log);
	log->ops->close(log);
	fail_at(call, -1, 0);
	log = open_again();
	script_append(log, SCRIPT_ROUNDS + 2);
	assert_int_equal(script_items[SCRIPT_LINES - 1].outcome, HUB_TAKEN);
	log->ops->close(log);
	script_look();
}

/* Returns how many calls of the kind there are. */
static int
count_calls(enum call call)
{
	struct hub_log *log;
	int count;

	script_start();
	fail_at(call, -1, 0);
	log = open_again();
	script_run(log);
	log->ops->close(log);
	count = counts[call];
	assert_true(count > 0);
	return count;
}

static void
fail_each_with(int code)
{
	for (enum call call = OPEN; call < CALL_COUNT; call++) {
		int count = count_calls(call);
		int step = is_every_one ? 1 : 1 + count / RUNS;

		for (int at = 0; at < count; at += step)
			run_with(call, at, code);
	}
}

static void
each_call_fails_once(void **state)
{
	(void)state;
	fail_each_with(SQLITE_IOERR);
	fail_each_with(SQLITE_FULL);
}

static void
each_call_is_said_to_fail(void **state)
{
	(void)state;
	is_late = true;
	fail_each_with(SQLITE_IOERR);
	fail_each_with(SQLITE_BUSY);
	is_late = false;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_call_fails_once),
		cmocka_unit_test(each_call_is_said_to_fail),
	};

	(void)argv;
	is_every_one = argc > 1;
	return cmocka_run_group_tests(
	    tests, script_make_folder, script_remove_folder);
}
