/* log/sqlite/writer_remove.c - what somebody does not want kept any more. */
#include "log/sqlite/schema.h"
#include "log/sqlite/writer_inner.h"

#define ROUNDS_MAX 32 /* of WRITER_ROWS_MAX, in a transaction */

/* Nobody misses it; its topic's history has a hole there. */
static void
take_out(struct writer *w, struct writer_topic *topic,
    const struct writer_row *row, int gone)
{
	if (row->pos > topic->base) {
		topic->count--;
		topic->bytes -= row->bytes;
	}
	writer_row_forget(w, topic, row, gone);
	/* Holes are not to be passed when there is nothing between them. */
	if (topic->count == 0)
		topic->base = w->state.last;
}

/*
 * Nothing is to be known of a topic that holds nothing, and lost nothing but
 * what one that is new may have lost, too.
 */
static void
leave_void(struct writer *w, struct writer_topic *topic)
{
	if (topic->count == 0 && topic->held == 0 && topic->retained == 0 &&
	    topic->lost <= w->state.lost_topic && w->db.code == 0)
		writer_topic_drop(w, topic);
}

static bool
is_over(const struct writer *w, const struct writer_row *row)
{
	return w->state.time >= row->over_ms;
}

bool
writer_row_end(struct writer *w, sqlite3_stmt *st, int gone, bool *was_over)
{
	struct writer_row row;
	struct writer_topic *topic = writer_row(w, st, &row);

	if (topic == NULL)
		return false;
	*was_over = is_over(w, &row);
	take_out(w, topic, &row, gone);
	leave_void(w, topic);
	return true;
}

static int64_t
remove_id(struct writer *w, struct slice id)
{
	sqlite3_stmt *st = db_statement(&w->db, WRITER_BY_ID);
	bool was_over;

	db_bind_text(&w->db, st, 1, id);
	if (!writer_row_end(w, st, SCHEMA_REMOVED, &was_over))
		return 0;
	return !was_over;
}

/*
 * Removes some of what a topic keeps: of its history, or of what is beside
 * that.  False: there is no more.
 */
static bool
remove_some(struct writer *w, struct writer_topic *topic, enum writer_sql which,
    struct writer_removal *r)
{
	struct writer_row rows[WRITER_ROWS_MAX];
	sqlite3_stmt *st = db_statement(&w->db, which);
	size_t count;

	db_bind_text(&w->db, st, 1, writer_topic_name(topic));
	if (which == WRITER_HISTORY)
		db_bind_int(&w->db, st, 2, (int64_t)topic->base);
	db_bind_int(&w->db, st, 3, WRITER_ROWS_MAX);
	count = writer_rows(w, st, rows);
	for (size_t i = 0; i < count; i++) {
		if (rows[i].pos > r->last)
			return false;
		r->count += !is_over(w, &rows[i]);
		take_out(w, topic, &rows[i], SCHEMA_REMOVED);
		if (rows[i].pos > topic->base)
			topic->base = rows[i].pos;
	}
	return count > 0;
}

static void
remove_topic(struct writer *w, struct writer_removal *r)
{
	struct writer_topic *topic = writer_topic_find(w, r->topic);

	for (int i = 0; topic != NULL && i < ROUNDS_MAX; i++) {
		if (remove_some(w, topic, WRITER_HISTORY, r) ||
		    remove_some(w, topic, WRITER_KEPT_OF, r))
			continue;
		leave_void(w, topic);
		return;
	}
	r->is_more = topic != NULL && w->db.code == 0;
}

void
writer_remove(struct writer *w, struct writer_removal *r)
{
	r->count = w->db.code == 0 ? 0 : -1;
	r->is_more = false;
	if (w->db.code != 0)
		return;
	if (r->wall_ms > w->state.time)
		w->state.time = r->wall_ms;
	if (r->last == 0)
		r->last = w->state.last;
	if (r->id.len > 0)
		r->count = remove_id(w, r->id);
	else
		remove_topic(w, r);
}

void
writer_release(struct writer *w, struct slice id)
{
	struct writer_topic *topic;
	struct writer_row row;
	sqlite3_stmt *st;

	if (w->db.code != 0)
		return;
	st = db_statement(&w->db, WRITER_BY_ID);
	db_bind_text(&w->db, st, 1, id);
	topic = writer_row(w, st, &row);
	if (topic != NULL && (row.kept & SCHEMA_HELD) != 0)
		writer_row_leave(w, topic, &row, SCHEMA_HELD);
}

/* What is forgotten already, is so as others are from now on. */
static void
end_ledger(struct writer *w, enum writer_sql which, struct slice id)
{
	sqlite3_stmt *st = db_statement(&w->db, which);

	db_bind_text(&w->db, st, 1, id);
	while (db_next(&w->db, st)) {
		w->is_changed = true;
		w->state.forgotten += sqlite3_column_type(st, 0) != SQLITE_NULL;
	}
}

void
writer_forget(struct writer *w, struct slice id)
{
	if (w->db.code != 0)
		return;
	end_ledger(w, WRITER_UNLEDGER_H, id);
	end_ledger(w, WRITER_UNLEDGER_C, id);
}
