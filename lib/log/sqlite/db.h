/*
 * log/sqlite/db.h - one connection to a SQLite file, and its statements.
 *
 * Errors stick: after the first, every call does nothing and says so, until
 * db_settle().  So many steps can be done in a row, and be asked about once.
 * One thread at a time; a connection each for several.
 *
 * Not for others: they have log/sqlite/sqlite.h.
 *
 * Spec: https://www.sqlite.org/c3ref/intro.html
 */
#ifndef LOG_DB_H
#define LOG_DB_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

/* How long another process may keep us waiting. */
#define DB_BUSY_MS 5000

struct db_options {
	const char *path;
	const char *vfs; /* NULL: SQLite's own */
	bool is_read_only;
	bool is_there;     /* never made; nor is it if is_read_only */
	bool may_be_still; /* read it where nothing can be written, too */
	/* The statements, each prepared when it is first taken.  Borrowed. */
	const char *const *sql;
	size_t sql_count;
};

struct db {
	sqlite3 *sqlite; /* NULL: not open */
	const char *path;
	const char *const *sql;
	sqlite3_stmt **statements;
	size_t count;
	int code;       /* of SQLite, the extended one; 0: no error yet */
	struct err err; /* its words */
};

/* Opens a file, as its options say. */
int db_open(struct db *db, const struct db_options *o, struct err *err);

/* Returns where its -wal is; borrowed until it is closed. */
const char *db_wal_path(const struct db *db);

/* Rolls back what was begun.  Harmless on what is zeroed, or closed. */
void db_close(struct db *db);

/* Rolls back what was begun, ends all statements, and forgets the error. */
void db_settle(struct db *db);

/* Runs statements that have neither parameters nor rows of interest. */
bool db_exec(struct db *db, const char *sql);

/*
 * Returns a statement by its number, ready to be bound: it ends what it did
 * before.  NULL after an error, which all that follow take.
 */
sqlite3_stmt *db_statement(struct db *db, size_t which);

/* What is not bound is NULL; text is borrowed until the statement ends. */
void db_bind_int(struct db *db, sqlite3_stmt *st, int at, int64_t number);
void db_bind_text(struct db *db, sqlite3_stmt *st, int at, struct slice text);

/* Goes on to the next row; false: there is none, or an error. */
bool db_next(struct db *db, sqlite3_stmt *st);

/* Runs a statement to its end; false after an error. */
bool db_run(struct db *db, sqlite3_stmt *st);

/* Notes an error; why is NULL for one that SQLite knows.  Returns false. */
bool db_fail(struct db *db, int code, const char *why);

/* Returns a column of the row; the text is borrowed until the next step. */
struct slice db_text(sqlite3_stmt *st, int column);

#endif
