/*
 * log/sqlite/reader_walk.c - the rows that one reader has to look at, in order.
 */
#include "log/sqlite/reader_walk.h"

/* Goes to the next row of a part. */
static void
step(struct reader_walk *w, size_t i)
{
	sqlite3_stmt *st = w->parts[i].st;

	w->parts[i].pos =
	    db_next(&w->r->db, st) ? (uint64_t)sqlite3_column_int64(st, 0) : 0;
}

/* Adds a run of rows behind after_pos, up to last_pos. */
static void
add(struct reader_walk *w, size_t run, struct slice topic, uint64_t after_pos,
    uint64_t last_pos)
{
	struct db *db = &w->r->db;
	sqlite3_stmt *st =
	    db_statement(db, (w->is_back ? RUN_BACK : RUN_ON) + run);

	if (topic.len > 0)
		db_bind_text(db, st, 1, topic);
	db_bind_int(db, st, 2, (int64_t)after_pos);
	db_bind_int(db, st, 3, (int64_t)last_pos);
	w->parts[w->count].st = st;
	step(w, w->count);
	if (w->parts[w->count].pos != 0)
		w->count++;
}

static void
add_any(struct reader_walk *w, size_t run)
{
	add(w, run, slice_empty(), w->after_pos, w->last_pos);
}

/* What is forgotten stands before its history: not to be looked through. */
static void
add_topic(struct reader_walk *w, size_t i, bool is_kept)
{
	struct slice name = w->reader->select->patterns[i];
	uint64_t base, kept_end, from;
	struct reader_topic topic;

	reader_topic(w->r, name, &topic);
	if (!topic.is_there)
		return;
	base = topic.base;
	kept_end = !is_kept && base < w->last_pos ? base : w->last_pos;
	from = base > w->after_pos ? base : w->after_pos;
	if (topic.has_kept && w->after_pos < kept_end)
		add(w, RUN_OF_KEPT + i, name, w->after_pos, kept_end);
	if (!is_kept && from < w->last_pos)
		add(w, RUN_OF + i, name, from, w->last_pos);
}

/* The places are numbers of SQLite's. */
static uint64_t
place(uint64_t pos)
{
	return pos < INT64_MAX ? pos : INT64_MAX;
}

void
reader_walk_start(struct reader_walk *w, struct reader *r,
    const struct hub_reader *reader, const struct reader_way *way)
{
	w->r = r;
	w->reader = reader;
	w->is_narrow = reader_is_narrow(reader);
	w->is_back = way->is_back;
	w->after_pos = place(way->after_pos);
	w->last_pos = place(way->last_pos);
	w->look.extra = (struct hub_extra){ .quorum = 0 };
	w->row = NULL;
	w->count = 0;
	if (!w->is_narrow) {
		add_any(w, way->is_kept ? RUN_ALL_KEPT : RUN_ALL);
		return;
	}
	for (size_t i = 0; i < reader->select->count; i++)
		add_topic(w, i, way->is_kept);
	add_any(w, way->is_kept ? RUN_ALSO_KEPT : RUN_ALSO);
	if (reader->user.len > 0)
		add_any(w, way->is_kept ? RUN_TO_KEPT : RUN_TO);
}

/* Leaves the row behind, in each part that has it. */
static void
leave(struct reader_walk *w)
{
	uint64_t pos = w->look.pos;

	if (w->row == NULL)
		return;
	for (size_t i = 0; i < w->count; i++)
		if (w->parts[i].pos == pos)
			step(w, i);
}

bool
reader_walk_next(struct reader_walk *w)
{
	uint64_t pos = 0;

	leave(w);
	w->row = NULL;
	for (size_t i = 0; i < w->count; i++) {
		uint64_t at = w->parts[i].pos;
		bool is_first = w->is_back ? at > pos : at < pos;

		if (at == 0 || (pos != 0 && !is_first))
			continue;
		pos = at;
		w->row = w->parts[i].st;
	}
	if (w->row == NULL || w->r->db.code != 0)
		return false;
	reader_look(w->row, &w->look);
	return true;
}

bool
reader_walk_wants(const struct reader_walk *w)
{
	const struct reader_look *look = &w->look;
	const struct hub_extra *extra = &look->extra;
	bool is_plain = extra->to.len + extra->copy.len + extra->also.len == 0;

	if (look->is_gone || reader_look_is_over(look, w->r->now_ms))
		return false;
	/* It is of a topic that is named. */
	if (w->is_narrow && is_plain)
		return hub_select_has_type(w->reader->select, look->type);
	return reader_look_is_for(look, w->reader);
}
