#include "log/sqlite/reader.h"

#include "log/sqlite/reader_inner.h"
#include "log/sqlite/schema.h"

int
reader_open(struct reader *r, const struct reader_options *o, struct err *err)
{
	const struct db_options options = {
		.path = o->path,
		.vfs = o->vfs,
		.is_read_only = true,
		.sql = reader_sql,
		.sql_count = READER_STATEMENTS,
	};

	*r = (struct reader){ .options = *o, .text = BUF(HUB_ID_BYTES_MAX) };
	if (db_open(&r->db, &options, err) != 0)
		return -1;
	if (schema_check(&r->db))
		return 0;
	*err = r->db.err;
	db_close(&r->db);
	return -1;
}

void
reader_close(struct reader *r)
{
	db_close(&r->db);
	buf_clear(&r->text);
}

/* What was wrong with the file may be over. */
static bool
open_again(struct reader *r)
{
	struct reader old = *r;
	struct err err;
	bool is_open = reader_open(r, &old.options, &err) == 0;

	r->now_ms = old.now_ms;
	r->last = old.last;
	r->n = old.n;
	buf_clear(&old.text);
	return is_open;
}

static void
read_state(sqlite3_stmt *st, struct reader_state *state)
{
	*state = (struct reader_state){
		.last = (uint64_t)sqlite3_column_int64(st, 0),
		.n = (uint64_t)sqlite3_column_int64(st, 1),
		.time_ms = sqlite3_column_int64(st, 2),
		.first_id.ms = sqlite3_column_int64(st, 3),
		.first_id.seq = sqlite3_column_int64(st, 4),
		.last_id.ms = sqlite3_column_int64(st, 5),
		.last_id.seq = sqlite3_column_int64(st, 6),
		.missed = (uint64_t)sqlite3_column_int64(st, 7),
		.lost = (uint64_t)sqlite3_column_int64(st, 8),
		.lost_to = (uint64_t)sqlite3_column_int64(st, 9),
		.lost_also = (uint64_t)sqlite3_column_int64(st, 10),
		.lost_topic = (uint64_t)sqlite3_column_int64(st, 11),
	};
}

bool
reader_begin(struct reader *r, struct reader_state *state)
{
	sqlite3_stmt *st;

	buf_reset(&r->text);
	if (r->db.sqlite == NULL && !open_again(r))
		return false;
	db_run(&r->db, db_statement(&r->db, READ_BEGIN));
	st = db_statement(&r->db, READ_STATE);
	if (!db_next(&r->db, st))
		return db_fail(&r->db, SQLITE_CORRUPT, "it is damaged");
	read_state(st, state);
	if (state->last < r->last)
		return db_fail(&r->db, SQLITE_NOTADB, SCHEMA_OTHER_FILE);
	r->last = state->last;
	r->n = state->n;
	if (state->time_ms > r->now_ms)
		r->now_ms = state->time_ms;
	return true;
}

/*
 * A statement that stays at a row would hold the snapshot for the next.  After
 * an error the file is opened anew: it may be another by then.
 */
bool
reader_end(struct reader *r)
{
	for (size_t i = 0; i < r->db.count; i++)
		sqlite3_reset(r->db.statements[i]);
	if (db_run(&r->db, db_statement(&r->db, READ_COMMIT)))
		return true;
	db_close(&r->db);
	return false;
}

struct hub_event *
reader_event(struct reader *r, const struct row *row)
{
	/* Whoever wrote into the file could have us run out of room. */
	if (row->id.len <= HUB_ID_BYTES_MAX &&
	    row->message.topic.len <= HUB_TOPIC_BYTES_MAX &&
	    row->message.type.len <= HUB_TYPE_BYTES_MAX &&
	    row->message.data.len <= HUB_DATA_BYTES_MAX)
		return row_event(row);
	db_fail(&r->db, SQLITE_CORRUPT, "it is damaged");
	return NULL;
}

struct hub_event *
reader_event_at(struct reader *r, uint64_t pos)
{
	sqlite3_stmt *st = db_statement(&r->db, READ_POS);
	struct hub_event *ev = NULL;
	struct row row;

	db_bind_int(&r->db, st, 1, (int64_t)pos);
	if (db_next(&r->db, st)) {
		row_read(st, &row);
		ev = reader_event(r, &row);
	}
	return ev;
}

void
reader_find(struct reader *r, struct hub_find *f)
{
	struct reader_state state;
	sqlite3_stmt *st;
	struct row row;

	f->event = NULL;
	reader_now(r, f->wall_ms);
	if (reader_begin(r, &state)) {
		st = db_statement(&r->db, READ_ID);
		db_bind_text(&r->db, st, 1, f->id);
		if (db_next(&r->db, st)) {
			row_read(st, &row);
			if (row.n == 0 &&
			    (row.expires_ms == 0 || r->now_ms < row.expires_ms))
				f->event = reader_event(r, &row);
		}
	}
	f->failed = !reader_end(r);
	if (f->failed) {
		hub_event_unref(f->event);
		f->event = NULL;
	}
}
