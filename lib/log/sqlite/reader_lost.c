/* log/sqlite/reader_lost.c - what a reader of a SQLite log lost. */
#include "log/sqlite/reader_lost.h"

#include "log/page.h"
#include "log/sqlite/reader_walk.h"
#include "log/sqlite/schema.h"

enum { LOST_ID = LOOK_COLUMN_COUNT, LOST_TIME };

/* What is counted, and what has been. */
struct count {
	struct reader *r;
	const struct hub_reader *reader;
	uint64_t after_pos, missed_pos;
	int64_t time_ms;
	bool wants_newest; /* of a run: the others are not counted */
	struct reader_loss loss;
	struct reader_look look;
};

static void
count_row(struct count *c, sqlite3_stmt *st)
{
	struct buf *text = &c->r->text;

	if (sqlite3_column_int64(st, LOST_TIME) < c->time_ms ||
	    reader_look_is_over(&c->look, c->r->now_ms) ||
	    !reader_look_is_for(&c->look, c->reader))
		return;
	c->loss.count++;
	if (c->look.pos <= c->loss.last_pos)
		return;
	c->loss.last_pos = c->look.pos;
	buf_reset(text);
	buf_add(text, db_text(st, LOST_ID));
}

/* Returns whether a topic is one that the reader names. */
static bool
is_named(const struct count *c, struct slice topic)
{
	const struct hub_select *sel = c->reader->select;

	for (size_t i = 0; i < sel->count; i++)
		if (slice_equals(sel->patterns[i], topic))
			return true;
	return false;
}

/* Counts what was forgotten since n: all of it, whatever it was. */
static void
count_since(struct count *c, size_t which, uint64_t n)
{
	struct db *db = &c->r->db;
	sqlite3_stmt *st = db_statement(db, which);

	db_bind_int(db, st, 1, (int64_t)n);
	db_bind_int(db, st, 2, (int64_t)c->after_pos);
	while (db_next(db, st)) {
		reader_look(st, &c->look);
		count_row(c, st);
	}
}

/*
 * Counts what stands up to last_pos in one of three indexes.  What is in
 * several is counted with its topic, else with what went to several topics.
 */
static void
count_in(struct count *c, size_t which, struct slice topic, uint64_t last_pos)
{
	struct db *db = &c->r->db;
	sqlite3_stmt *st = db_statement(db, which);
	int64_t before = c->loss.count;

	if (topic.len > 0)
		db_bind_text(db, st, 1, topic);
	db_bind_int(db, st, 2, (int64_t)c->after_pos);
	db_bind_int(db, st, 3, (int64_t)last_pos);
	while (db_next(db, st)) {
		bool is_other = which != LOST_OF;
		bool is_for_all;

		reader_look(st, &c->look);
		is_for_all = c->look.extra.to.len == 0;
		if (is_other && is_for_all && is_named(c, c->look.topic))
			continue;
		if (which == LOST_TO && is_for_all &&
		    c->look.extra.also.len > 0)
			continue;
		count_row(c, st);
		if (c->wants_newest && c->loss.count > before)
			return;
	}
}

/* A topic knows how far it has lost what was for all. */
static void
count_topic(
    struct count *c, const struct reader_state *state, struct slice name)
{
	struct reader_topic topic;
	uint64_t lost;

	reader_topic(c->r, name, &topic);
	lost = topic.is_there ? topic.lost : state->lost_topic;
	if (lost > c->after_pos)
		count_in(c, LOST_OF, name, lost);
}

/* Counts in what there is of the topics that the reader names, and its user. */
static void
count_narrow(struct count *c, const struct reader_state *state)
{
	const struct hub_select *sel = c->reader->select;

	for (size_t i = 0; i < sel->count; i++)
		count_topic(c, state, sel->patterns[i]);
	count_in(c, LOST_ALSO, slice_empty(), state->missed);
	if (c->reader->user.len > 0)
		count_in(c, LOST_TO, slice_empty(), state->missed);
}

struct reader_loss
reader_lost(struct reader *r, const struct hub_seek *s,
    const struct reader_state *state, uint64_t after_pos, int64_t time_ms)
{
	struct count c = {
		.r = r,
		.reader = &s->reader,
		.after_pos = after_pos,
		.time_ms = time_ms,
	};

	if (after_pos >= state->missed)
		return c.loss;
	if (!reader_is_narrow(&s->reader)) {
		count_since(&c, LOST_SINCE, 0);
		count_since(&c, LOST_LEDGER, 0);
		return c.loss;
	}
	count_narrow(&c, state);
	return c.loss;
}

/* Notes the id of an event that is forgotten, if that is a loss. */
static bool
note_lost(struct reader *r, uint64_t pos)
{
	sqlite3_stmt *st = db_statement(&r->db, READ_POS);
	struct row row;

	db_bind_int(&r->db, st, 1, (int64_t)pos);
	if (!db_next(&r->db, st))
		return false;
	row_read(st, &row);
	if (row.gone != SCHEMA_LOST)
		return false;
	buf_reset(&r->text);
	buf_add(&r->text, row.id);
	return true;
}

void
reader_lost_newest(struct reader *r, const struct hub_reader *reader,
    const struct reader_state *state)
{
	struct reader_way way = { 0, state->missed, false, true };
	struct reader_walk w;
	struct count c = { .r = r, .reader = reader, .wants_newest = true };

	/* Their losses stand together, in the order of their places. */
	if (reader_is_narrow(reader)) {
		count_narrow(&c, state);
		return;
	}
	reader_walk_start(&w, r, reader, &way);
	for (size_t look = PAGE_LOOK_MAX; look > 0; look--) {
		if (!reader_walk_next(&w))
			return;
		if (w.look.is_gone &&
		    !reader_look_is_over(&w.look, r->now_ms) &&
		    reader_look_is_for(&w.look, reader) &&
		    note_lost(r, w.look.pos))
			return;
	}
}

struct reader_loss
reader_lost_since(struct reader *r, const struct hub_reader *reader,
    uint64_t after_pos, uint64_t n)
{
	struct count c = {
		.r = r,
		.reader = reader,
		.after_pos = after_pos,
		.time_ms = INT64_MIN,
	};

	count_since(&c, LOST_SINCE, n);
	count_since(&c, LOST_LEDGER, n);
	return c.loss;
}

/* Returns whether one of those that reader names lost some behind a place. */
static bool
has_loser(struct reader *r, const struct hub_select *sel, uint64_t after_pos)
{
	sqlite3_stmt *st = db_statement(&r->db, LOST_TOPICS);

	db_bind_int(&r->db, st, 1, (int64_t)after_pos);
	while (db_next(&r->db, st))
		if (hub_select_matches(sel, db_text(st, 0)))
			return true;
	return false;
}

bool
reader_lost_more(struct reader *r, const struct hub_reader *reader,
    const struct reader_state *state, uint64_t after_pos)
{
	const struct hub_select *sel = reader->select;
	const struct slice *name = hub_select_topic(sel);
	struct reader_topic topic;

	/* Whose it was is forgotten, too. */
	if (after_pos < state->lost_also ||
	    (reader->user.len > 0 && after_pos < state->lost_to))
		return true;
	if (after_pos >= state->lost && after_pos >= state->lost_topic)
		return false;
	if (name != NULL) {
		reader_topic(r, *name, &topic);
		if (topic.is_there)
			return topic.lost > after_pos &&
			       after_pos < state->lost;
		return after_pos < state->lost_topic;
	}
	return after_pos < state->lost_topic || has_loser(r, sel, after_pos);
}
