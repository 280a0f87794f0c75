/* log_fill.h - fills the tables of a SQLite log by hand, row by row. */
#ifndef LOG_FILL_H
#define LOG_FILL_H

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "hub/id.h"
#include "log/sqlite/reader.h"
#include "log/sqlite/row.h"
#include "log/sqlite/schema.h"

enum { FILL_ENTRY, FILL_GONE, FILL_TOPIC, FILL_STATE, FILL_COUNT };

static const char *const fill_sql[FILL_COUNT] = {
	[FILL_ENTRY] = "INSERT INTO entries VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7,"
		       " ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
		       " ?19, ?20, ?21)",
	[FILL_GONE] =
	    "UPDATE entries SET gone = ?2, n = ?3, kept = NULL, data ="
	    " CASE WHEN ledger IS NULL THEN NULL ELSE data END"
	    " WHERE pos = ?1",
	[FILL_TOPIC] = "INSERT INTO topics VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7,"
		       " ?8)",
	[FILL_STATE] = "UPDATE state SET last = ?1, time = ?2, first_ms = ?3,"
		       " first_seq = ?4, last_ms = ?5, last_seq = ?6, n = ?7,"
		       " missed = ?8, lost = ?9, lost_to = ?10, lost_also ="
		       " ?11, lost_topic = ?12",
};

struct fill {
	char folder[64], path[80];
	struct db db;
};

static inline void
fill_open(struct fill *f)
{
	struct db_options o = { .sql = fill_sql, .sql_count = FILL_COUNT };
	struct err err = { 0 };

	snprintf(f->folder, sizeof(f->folder), "/tmp/log-%s",
	    "XX"
	    "XX"
	    "XX");
	assert_non_null(mkdtemp(f->folder));
	snprintf(f->path, sizeof(f->path), "%s/log", f->folder);
	o.path = f->path;
	assert_int_equal(db_open(&f->db, &o, &err), 0);
	assert_true(schema_prepare(&f->db, false));
	assert_true(db_exec(&f->db, "PRAGMA synchronous = OFF"));
}

static inline void
fill_close(struct fill *f)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char path[96];

	db_close(&f->db);
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s%s", f->path, ends[i]);
		unlink(path);
	}
	assert_int_equal(rmdir(f->folder), 0);
}

static inline void
fill_row(struct fill *f, const struct row_new *row)
{
	sqlite3_stmt *st = db_statement(&f->db, FILL_ENTRY);

	row_bind(&f->db, st, 1, row);
	assert_true(db_run(&f->db, st));
}

static inline void
fill_gone(struct fill *f, uint64_t pos, enum schema_gone gone, uint64_t n)
{
	sqlite3_stmt *st = db_statement(&f->db, FILL_GONE);

	db_bind_int(&f->db, st, 1, (int64_t)pos);
	db_bind_int(&f->db, st, 2, gone);
	db_bind_int(&f->db, st, 3, (int64_t)n);
	assert_true(db_run(&f->db, st));
}

/* A row of the table topics: log/sqlite/schema.h. */
struct fill_topic {
	struct slice name;
	int64_t count, bytes;
	uint64_t base, last, lost, retained, held;
};

static inline void
fill_topic(struct fill *f, const struct fill_topic *t)
{
	sqlite3_stmt *st = db_statement(&f->db, FILL_TOPIC);

	db_bind_text(&f->db, st, 1, t->name);
	db_bind_int(&f->db, st, 2, t->count);
	db_bind_int(&f->db, st, 3, t->bytes);
	db_bind_int(&f->db, st, 4, (int64_t)t->base);
	db_bind_int(&f->db, st, 5, (int64_t)t->last);
	db_bind_int(&f->db, st, 6, (int64_t)t->lost);
	if (t->retained != 0)
		db_bind_int(&f->db, st, 7, (int64_t)t->retained);
	db_bind_int(&f->db, st, 8, (int64_t)t->held);
	assert_true(db_run(&f->db, st));
}

/* Of the table state, in its order. */
struct fill_state {
	uint64_t last;
	int64_t time;
	struct hub_id first_id, last_id;
	uint64_t n, missed, lost, lost_to, lost_also, lost_topic;
};

static inline void
fill_state(struct fill *f, const struct fill_state *s)
{
	sqlite3_stmt *st = db_statement(&f->db, FILL_STATE);
	const int64_t values[] = { (int64_t)s->last, s->time, s->first_id.ms,
		s->first_id.seq, s->last_id.ms, s->last_id.seq, (int64_t)s->n,
		(int64_t)s->missed, (int64_t)s->lost, (int64_t)s->lost_to,
		(int64_t)s->lost_also, (int64_t)s->lost_topic };

	for (int i = 0; i < 12; i++)
		db_bind_int(&f->db, st, i + 1, values[i]);
	assert_true(db_run(&f->db, st));
}

#endif
