/*
 * log/sqlite/writer_rows.c - events that are forgotten, or not kept any more.
 */
#include "base/mem.h"
#include "log/sqlite/schema.h"
#include "log/sqlite/writer_inner.h"

enum column { POS, BYTES, TIME, EXPIRES, KEPT, LEDGER, RECIPIENTS, TOPIC };

static void
read_row(sqlite3_stmt *st, struct writer_row *row)
{
	bool ends = sqlite3_column_type(st, EXPIRES) != SQLITE_NULL;

	row->pos = (uint64_t)sqlite3_column_int64(st, POS);
	row->bytes = sqlite3_column_int64(st, BYTES);
	row->time_ms = sqlite3_column_int64(st, TIME);
	row->over_ms = ends ? sqlite3_column_int64(st, EXPIRES) : INT64_MAX;
	row->kept = sqlite3_column_int(st, KEPT);
	row->is_ledger = sqlite3_column_type(st, LEDGER) != SQLITE_NULL;
	row->has_recipients = sqlite3_column_int(st, RECIPIENTS) != 0;
}

size_t
writer_rows(struct writer *w, sqlite3_stmt *st, struct writer_row *rows)
{
	size_t count = 0;

	/* Its LIMIT is no more than there is room for. */
	while (db_next(&w->db, st))
		read_row(st, &rows[count++]);
	return w->db.code == 0 ? count : 0;
}

struct writer_topic *
writer_row(struct writer *w, sqlite3_stmt *st, struct writer_row *row)
{
	struct writer_topic *topic;

	if (!db_next(&w->db, st))
		return NULL;
	read_row(st, row);
	topic = writer_topic_get(w, db_text(st, TOPIC));
	/* Else every change would have to mind where it stands. */
	db_run(&w->db, st);
	return topic;
}

static void
note_gone(struct writer *w, uint64_t pos, bool is_lost)
{
	if (w->gone_count == w->gone_cap) {
		w->gone_cap = w->gone_cap > 0 ? 2 * w->gone_cap : WRITER_STEP;
		w->gone = mem_grow(w->gone, w->gone_cap, sizeof(*w->gone));
	}
	w->gone[w->gone_count++] =
	    (struct writer_gone){ pos, w->state.n, is_lost };
}

/* Returns whether a follower of its topic misses it when it is lost. */
static bool
is_for_all(const struct writer *w, const struct writer_row *row)
{
	return !row->has_recipients && w->state.time < row->over_ms;
}

static void
count_out(struct writer *w, struct writer_topic *topic,
    const struct writer_row *row, bool is_lost)
{
	struct writer_state *state = &w->state;

	if (is_lost && row->pos > topic->lost && is_for_all(w, row))
		topic->lost = row->pos;
	if (is_lost && row->pos > state->missed && state->time < row->over_ms)
		state->missed = row->pos;
	if ((row->kept & SCHEMA_RETAINED) != 0)
		topic->retained = 0;
	if ((row->kept & SCHEMA_HELD) != 0)
		topic->held--;
	state->kept -= row->kept != 0;
	state->events--;
	state->bytes -= row->bytes;
	state->forgotten += !row->is_ledger;
	state->n++;
}

void
writer_row_forget(struct writer *w, struct writer_topic *topic,
    const struct writer_row *row, int gone)
{
	struct db *db = &w->db;
	sqlite3_stmt *st =
	    db_statement(db, row->kept != 0 ? WRITER_TOMB_KEPT : WRITER_TOMB);

	count_out(w, topic, row, gone == SCHEMA_LOST);
	note_gone(w, row->pos, gone == SCHEMA_LOST);
	writer_topic_change(w, topic);
	db_bind_int(db, st, 1, (int64_t)row->pos);
	db_bind_int(db, st, 2, gone);
	db_bind_int(db, st, 3, (int64_t)w->state.n);
	db_run(db, st);
}

static void
next_n(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct writer *w = sqlite3_user_data(context);

	(void)count;
	(void)values;
	sqlite3_result_int64(context, (int64_t)++w->stamp);
}

void
writer_rows_functions(struct writer *w)
{
	int code = sqlite3_create_function_v2(w->db.sqlite, "next_n", 0,
	    SQLITE_UTF8 | SQLITE_DIRECTONLY, w, next_n, NULL, NULL, NULL);

	if (code != SQLITE_OK)
		db_fail(&w->db, code, NULL);
}

void
writer_rows_forget(struct writer *w, struct writer_topic *topic,
    const struct writer_row *rows, size_t count, int gone)
{
	struct db *db = &w->db;
	sqlite3_stmt *st;

	if (count == 1 && rows[0].kept == 0)
		writer_row_forget(w, topic, &rows[0], gone);
	if (count < 2)
		return;
	w->stamp = w->state.n;
	for (size_t i = 0; i < count; i++) {
		if (rows[i].kept != 0)
			continue;
		count_out(w, topic, &rows[i], gone == SCHEMA_LOST);
		note_gone(w, rows[i].pos, gone == SCHEMA_LOST);
	}
	writer_topic_change(w, topic);
	/* They get their n in the same order: that of the index. */
	st = db_statement(db, WRITER_TOMBS);
	db_bind_text(db, st, 1, writer_topic_name(topic));
	db_bind_int(db, st, 2, gone);
	db_bind_int(db, st, 3, (int64_t)rows[0].pos);
	db_bind_int(db, st, 4, (int64_t)rows[count - 1].pos);
	db_run(db, st);
}

void
writer_row_leave(struct writer *w, struct writer_topic *topic,
    struct writer_row *row, int bit)
{
	struct db *db = &w->db;
	sqlite3_stmt *st;

	/* Without another reason it is as others are: lost, if too old. */
	if (row->kept == bit && row->pos <= topic->base) {
		writer_row_forget(w, topic, row, SCHEMA_LOST);
		return;
	}
	row->kept &= ~bit;
	if (bit == SCHEMA_RETAINED)
		topic->retained = 0;
	else
		topic->held--;
	w->state.kept -= row->kept == 0;
	writer_topic_change(w, topic);
	st = db_statement(db, WRITER_KEEP);
	db_bind_int(db, st, 1, (int64_t)row->pos);
	if (row->kept != 0)
		db_bind_int(db, st, 2, row->kept);
	db_run(db, st);
}
