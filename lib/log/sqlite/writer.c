#include "log/sqlite/writer.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "log/sqlite/schema.h"
#include "log/sqlite/writer_inner.h"

#define NAME_BYTES_MAX 4096
#define GONE_MAX 65536 /* of which memory is kept */

static void
read_state(struct writer *w, sqlite3_stmt *st)
{
	struct writer_state *state = &w->state;
	int64_t v[19];

	for (int i = 0; i < 19; i++)
		v[i] = sqlite3_column_int64(st, i);
	*state = (struct writer_state){
		.last = (uint64_t)v[0],
		.time = v[1],
		.first_id = { v[2], v[3] },
		.last_id = { v[4], v[5] },
		.n = (uint64_t)v[6],
		.forgotten = (uint64_t)v[7],
		.events = (uint64_t)v[8],
		.bytes = v[9],
		.kept = (uint64_t)v[10],
		.topics = (uint64_t)v[11],
		.missed = (uint64_t)v[12],
		.lost = (uint64_t)v[13],
		.lost_to = (uint64_t)v[14],
		.lost_also = (uint64_t)v[15],
		.lost_topic = (uint64_t)v[16],
	};
	w->key[0] = (uint64_t)v[17];
	w->key[1] = (uint64_t)v[18];
}

/* Events that the state does not know of were put there by another program. */
static void
check_newest(struct writer *w)
{
	struct writer_state *state = &w->state;
	sqlite3_stmt *st = db_statement(&w->db, WRITER_NEWEST);

	if (!db_next(&w->db, st))
		return;
	if ((uint64_t)sqlite3_column_int64(st, 0) > state->last) {
		state->last = (uint64_t)sqlite3_column_int64(st, 0);
		if (sqlite3_column_int64(st, 1) > state->time)
			state->time = sqlite3_column_int64(st, 1);
		if (state->last_id.ms < state->time)
			state->last_id = (struct hub_id){ state->time, 0 };
		w->is_changed = true;
	}
	db_run(&w->db, st);
}

/* What is committed is what there is; what is in memory of it may be not. */
static bool
load(struct writer *w)
{
	sqlite3_stmt *st = db_statement(&w->db, WRITER_STATE);

	writer_topics_clear(w);
	w->is_changed = false;
	w->gone_count = 0;
	w->taken = 0;
	if (!db_next(&w->db, st))
		return db_fail(&w->db, SQLITE_CORRUPT, "it is damaged");
	read_state(w, st);
	db_run(&w->db, st);
	check_newest(w);
	/* Places that were told would be told again, of other events. */
	if (w->state.last < w->told)
		return db_fail(&w->db, SQLITE_NOTADB, SCHEMA_OTHER_FILE);
	w->told = w->state.last;
	w->unswept = w->state.topics;
	w->is_behind = true;
	return w->db.code == 0;
}

static bool
open_file(struct writer *w)
{
	const struct db_options options = {
		.path = w->options.path,
		.vfs = w->options.vfs,
		.is_there = w->is_known,
		.sql = writer_sql,
		.sql_count = WRITER_SQL_COUNT,
	};
	struct err err;

	if (db_open(&w->db, &options, &err) != 0)
		return false;
	writer_rows_functions(w);
	if (schema_prepare(&w->db, w->options.is_full) && load(w)) {
		w->is_known = true;
		return true;
	}
	db_close(&w->db);
	return false;
}

/* What is not said has its bound, too. */
static void
set_options(struct writer *w, const struct writer_options *o)
{
	w->options = *o;
	w->options.path = mem_copy(slice_of(o->path));
	if (o->vfs != NULL)
		w->options.vfs = mem_copy(slice_of(o->vfs));
	if (o->bytes_max == 0)
		w->options.bytes_max = WRITER_BYTES_MAX;
	if (o->topics_max == 0)
		w->options.topics_max = WRITER_TOPICS_MAX;
	if (o->forgotten_max == 0)
		w->options.forgotten_max = SCHEMA_FORGOTTEN_MAX;
}

int
writer_open(struct writer *w, const struct writer_options *o, struct err *err)
{
	*w = (struct writer){ .taken = 0 };
	set_options(w, o);
	/* Draws the key of all hashes, while there is one thread only. */
	hash_bytes(slice_empty());
	map_init(&w->topics, writer_topic_name, SIZE_MAX);
	list_init(&w->changed);
	buf_init(&w->swept, NAME_BYTES_MAX);
	keep_set(&w->keep, &o->keep, NULL, 0);
	if (open_file(w))
		return 0;
	*err = w->db.err;
	writer_close(w);
	return -1;
}

void
writer_close(struct writer *w)
{
	if (w->options.path == NULL)
		return;
	db_close(&w->db);
	writer_topics_clear(w);
	keep_clear(&w->keep);
	buf_clear(&w->swept);
	free(w->gone);
	free((char *)w->options.path);
	free((char *)w->options.vfs);
	*w = (struct writer){ .taken = 0 };
}

bool
writer_begin(struct writer *w)
{
	if (w->db.sqlite == NULL && !open_file(w))
		return false;
	if (w->topics.count > WRITER_CACHE_MAX)
		writer_topics_clear(w);
	if (w->gone_cap > GONE_MAX) {
		free(w->gone);
		w->gone = NULL;
		w->gone_cap = 0;
	}
	w->gone_count = 0;
	w->taken = 0;
	w->step_left = WRITER_STEP;
	return db_run(&w->db, db_statement(&w->db, WRITER_BEGIN));
}

static void
put_state(struct writer *w)
{
	const struct writer_state *state = &w->state;
	const int64_t v[] = {
		(int64_t)state->last,
		state->time,
		state->first_id.ms,
		state->first_id.seq,
		state->last_id.ms,
		state->last_id.seq,
		(int64_t)state->n,
		(int64_t)state->forgotten,
		(int64_t)state->events,
		state->bytes,
		(int64_t)state->kept,
		(int64_t)state->topics,
		(int64_t)state->missed,
		(int64_t)state->lost,
		(int64_t)state->lost_to,
		(int64_t)state->lost_also,
		(int64_t)state->lost_topic,
	};
	sqlite3_stmt *st = db_statement(&w->db, WRITER_STATE_PUT);

	for (int i = 0; i < (int)(sizeof(v) / sizeof(v[0])); i++)
		db_bind_int(&w->db, st, i + 1, v[i]);
	db_run(&w->db, st);
}

/* Makes the writer what the file is, or closes a file that fails. */
static void
recover(struct writer *w)
{
	int code = w->db.code & 0xff;

	w->gone_count = 0;
	w->taken = 0;
	w->is_behind = false;
	db_settle(&w->db);
	if (w->db.sqlite == NULL)
		return;
	if (code == SQLITE_FULL) {
		/* What is in the file already need not be beside it, too. */
		db_exec(&w->db, "PRAGMA wal_checkpoint(TRUNCATE)");
		db_settle(&w->db);
	}
	if (code == SQLITE_IOERR || code == SQLITE_CORRUPT ||
	    code == SQLITE_NOTADB || code == SQLITE_CANTOPEN ||
	    code == SQLITE_READONLY || !load(w))
		db_close(&w->db);
	/* The next try is for who has something to write. */
	w->is_behind = false;
}

static bool
is_behind(const struct writer *w)
{
	const struct writer_state *state = &w->state;

	return w->is_more || w->unswept > 0 ||
	       state->forgotten > w->options.forgotten_max ||
	       state->bytes > w->options.bytes_max ||
	       state->topics > w->options.topics_max;
}

bool
writer_commit(struct writer *w, struct err *err)
{
	if (w->db.code == 0) {
		writer_trim(w);
		writer_bound(w);
	}
	if (w->is_changed && w->db.code == 0)
		put_state(w);
	/* Of nothing nothing is written. */
	if (w->db.code == 0 &&
	    db_run(&w->db, db_statement(&w->db, WRITER_COMMIT))) {
		w->is_changed = false;
		w->is_behind = is_behind(w);
		w->told = w->state.last;
		return true;
	}
	*err = w->db.err;
	recover(w);
	return false;
}

void
writer_probe(struct writer *w)
{
	w->is_changed = true;
}
