#include "log/sqlite/db.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "log/sqlite/still.h"

#define PATH_SHOWN_MAX 120 /* bytes */

/* Said of a -wal without its -shm, or with one that nobody looks after. */
static const char still_words[] =
    "it has a -wal beside it, and its file system is read-only; copy both to "
    "another one";

static bool
is_for_still(const struct db *db, int code)
{
	return ((code & 0xff) == SQLITE_CANTOPEN ||
		   code == SQLITE_READONLY_DIRECTORY ||
		   code == SQLITE_READONLY_CANTINIT) &&
	       still_is(db->path);
}

/* Words for what SQLite says briefly, or in words of its own trade. */
static const char *
words_of(int code)
{
	/* Who only reads needs a file beside it, too. */
	if (code == SQLITE_READONLY_DIRECTORY ||
	    code == SQLITE_READONLY_CANTINIT)
		return "its folder cannot be written to";
	switch (code & 0xff) {
	case SQLITE_FULL:
		return "the disk is full";
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return "another program has it locked";
	case SQLITE_READONLY:
		return "it cannot be written to";
	case SQLITE_CORRUPT:
		return "it is damaged";
	case SQLITE_NOTADB:
		return "it is no SQLite file";
	case SQLITE_CANTOPEN:
		return "it cannot be opened";
	case SQLITE_IOERR:
		return "reading or writing it failed";
	default:
		return sqlite3_errstr(code);
	}
}

/*
 * The end of the path, if it is long: behind it there is room for why, which
 * hub_failure_tell() looks for, too.
 */
static const char *
shown_path(const struct db *db)
{
	size_t len = strlen(db->path);

	return len > PATH_SHOWN_MAX ? db->path + len - PATH_SHOWN_MAX
				    : db->path;
}

static bool
note(struct db *db, int code)
{
	int number = db->sqlite != NULL ? sqlite3_system_errno(db->sqlite) : 0;
	bool is_outside =
	    (code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_IOERR;

	if (db->code != 0)
		return false;
	db->code = code != 0 ? code : SQLITE_ERROR;
	if (is_for_still(db, code))
		err_set(&db->err, 1, "%s: %s", shown_path(db), still_words);
	else if (is_outside && number != 0)
		err_set(&db->err, 1, "%s: %s (%s)", shown_path(db),
		    words_of(code), strerror(number));
	else
		err_set(&db->err, 1, "%s: %s", shown_path(db), words_of(code));
	return false;
}

bool
db_fail(struct db *db, int code, const char *why)
{
	if (why == NULL)
		return note(db, code);
	if (db->code != 0)
		return false;
	db->code = code;
	err_set(&db->err, 1, "%s: %s", shown_path(db), why);
	return false;
}

/* The memory for it is bounded by what we keep, as all of ours: base/mem.h. */
static void
check_memory(int code)
{
	if ((code & 0xff) == SQLITE_NOMEM)
		mem_fail();
}

/* To open a pipe would wait for who writes to it. */
static bool
is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) != 0 || S_ISREG(st.st_mode);
}

static void
configure(void)
{
	/* No count of its memory: each is a lock for all threads. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	/* "file:a.db" is a name, and no other one of the file "a.db". */
	sqlite3_config(SQLITE_CONFIG_URI, 0);
}

/* Opens the file itself. */
static void
open_file(struct db *db, const struct db_options *o)
{
	int flags =
	    o->is_read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	char *uri = o->may_be_still ? still_uri(o->path) : NULL;
	int code;

	if (!o->is_read_only && !o->is_there)
		flags |= SQLITE_OPEN_CREATE;
	if (uri != NULL)
		flags |= SQLITE_OPEN_URI;
	configure();
	code = sqlite3_open_v2(uri != NULL ? uri : o->path, &db->sqlite,
	    flags | SQLITE_OPEN_NOMUTEX, o->vfs);
	free(uri);
	check_memory(code);
	if (code != SQLITE_OK)
		note(db, code);
}

int
db_open(struct db *db, const struct db_options *o, struct err *err)
{
	*db = (struct db){
		.path = o->path,
		.sql = o->sql,
		.count = o->sql_count,
		.statements = mem_new(o->sql_count * sizeof(sqlite3_stmt *)),
	};
	if (is_file(o->path))
		open_file(db, o);
	else
		db_fail(db, SQLITE_CANTOPEN, "it is no regular file");
	if (db->code != 0) {
		*err = db->err;
		db_close(db);
		return -1;
	}
	sqlite3_extended_result_codes(db->sqlite, 1);
	sqlite3_busy_timeout(db->sqlite, DB_BUSY_MS);
	return 0;
}

const char *
db_wal_path(const struct db *db)
{
	return sqlite3_filename_wal(sqlite3_db_filename(db->sqlite, "main"));
}

void
db_close(struct db *db)
{
	for (size_t i = 0; i < db->count; i++)
		sqlite3_finalize(db->statements[i]);
	free(db->statements);
	sqlite3_close(db->sqlite);
	db->statements = NULL;
	db->count = 0;
	db->sqlite = NULL;
}

void
db_settle(struct db *db)
{
	for (size_t i = 0; i < db->count; i++)
		sqlite3_reset(db->statements[i]);
	if (db->sqlite != NULL && !sqlite3_get_autocommit(db->sqlite))
		sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
	db->code = 0;
}

bool
db_exec(struct db *db, const char *sql)
{
	int code;

	if (db->code != 0)
		return false;
	code = sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL);
	check_memory(code);
	return code == SQLITE_OK || note(db, code);
}

sqlite3_stmt *
db_statement(struct db *db, size_t which)
{
	sqlite3_stmt **st = &db->statements[which];
	int code;

	if (db->code != 0)
		return NULL;
	if (*st != NULL) {
		sqlite3_reset(*st);
		sqlite3_clear_bindings(*st);
		return *st;
	}
	code = sqlite3_prepare_v3(db->sqlite, db->sql[which], -1,
	    SQLITE_PREPARE_PERSISTENT, st, NULL);
	check_memory(code);
	if (code != SQLITE_OK)
		note(db, code);
	return *st;
}

void
db_bind_int(struct db *db, sqlite3_stmt *st, int at, int64_t number)
{
	int code;

	if (db->code != 0)
		return;
	code = sqlite3_bind_int64(st, at, number);
	if (code != SQLITE_OK)
		note(db, code);
}

void
db_bind_text(struct db *db, sqlite3_stmt *st, int at, struct slice text)
{
	int code;

	if (db->code != 0)
		return;
	code = sqlite3_bind_text64(
	    st, at, text.ptr, text.len, SQLITE_STATIC, SQLITE_UTF8);
	check_memory(code);
	if (code != SQLITE_OK)
		note(db, code);
}

bool
db_next(struct db *db, sqlite3_stmt *st)
{
	int code;

	if (db->code != 0)
		return false;
	code = sqlite3_step(st);
	check_memory(code);
	if (code == SQLITE_ROW)
		return true;
	/* What is at its end holds no place in the file. */
	sqlite3_reset(st);
	return code == SQLITE_DONE ? false : note(db, code);
}

bool
db_run(struct db *db, sqlite3_stmt *st)
{
	while (db_next(db, st))
		;
	return db->code == 0;
}

struct slice
db_text(sqlite3_stmt *st, int column)
{
	const char *text = (const char *)sqlite3_column_text(st, column);

	if (text == NULL)
		return slice_empty();
	return (struct slice){ text, (size_t)sqlite3_column_bytes(st, column) };
}
