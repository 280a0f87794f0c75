/* log/sqlite/reader_seek.c - where in a SQLite log a stream starts. */
#include "log/sqlite/reader_lost.h"
#include "log/sqlite/reader_walk.h"

/* The place is known: was anything behind it lost? */
static void
seek_place(struct reader *r, const struct reader_state *state,
    struct hub_seek *s, int64_t time_ms)
{
	struct reader_loss loss =
	    reader_lost(r, s, state, s->after_pos, time_ms);
	bool more = time_ms == 0 &&
		    reader_lost_more(r, &s->reader, state, s->after_pos);

	s->resumed_after = buf_slice(&r->text);
	if (loss.count == 0 && !more)
		return;
	s->gap = HUB_GAP_EXPIRED;
	s->missed = more ? -1 : loss.count;
}

/* The id is not remembered: it was ours and is too old, or never was. */
static void
seek_unknown(
    struct reader *r, const struct reader_state *state, struct hub_seek *s)
{
	struct hub_id id;
	bool ours = state->first_id.ms != 0 && hub_id_parse(s->id, &id) &&
		    hub_id_compare(id, state->first_id) >= 0 &&
		    hub_id_compare(id, state->last_id) <= 0;

	s->gap = ours ? HUB_GAP_EXPIRED : HUB_GAP_UNKNOWN;
	reader_lost_newest(r, &s->reader, state);
	s->resumed_after = buf_slice(&r->text);
}

/* It may be kept or forgotten: as long as it is known, it has a place. */
static void
seek_id(struct reader *r, const struct reader_state *state, struct hub_seek *s)
{
	sqlite3_stmt *st = db_statement(&r->db, READ_PLACE);

	db_bind_text(&r->db, st, 1, s->id);
	if (!db_next(&r->db, st)) {
		seek_unknown(r, state, s);
		return;
	}
	s->after_pos = (uint64_t)sqlite3_column_int64(st, 0);
	seek_place(r, state, s, 0);
}

/* Looks for the last place before time_ms: times never go back. */
static void
seek_time(
    struct reader *r, const struct reader_state *state, struct hub_seek *s)
{
	uint64_t before = 0, behind = state->last + 1;

	while (behind - before > 1) {
		uint64_t middle = before + (behind - before) / 2;
		sqlite3_stmt *st = db_statement(&r->db, READ_TIME);
		uint64_t pos = behind;

		db_bind_int(&r->db, st, 1, (int64_t)middle);
		if (db_next(&r->db, st))
			pos = (uint64_t)sqlite3_column_int64(st, 0);
		else if (r->db.code != 0)
			return;
		if (pos < behind && sqlite3_column_int64(st, 1) < s->time_ms)
			before = pos;
		else
			behind = middle;
	}
	s->after_pos = before;
	seek_place(r, state, s, s->time_ms);
}

/* Goes back until so many are found: nothing is lost that was asked for. */
static void
seek_newest(
    struct reader *r, const struct reader_state *state, struct hub_seek *s)
{
	struct reader_way way = { 0, state->last, false, true };
	struct reader_walk w;
	int64_t left = s->newest;

	s->after_pos = state->last;
	reader_walk_start(&w, r, &s->reader, &way);
	for (size_t look = READER_BACK_MAX; look > 0 && left > 0; look--) {
		if (!reader_walk_next(&w))
			return;
		if (!reader_walk_wants(&w))
			continue;
		s->after_pos = w.look.pos - 1;
		left--;
	}
}

static void
seek(struct reader *r, const struct reader_state *state, struct hub_seek *s)
{
	s->mark = state->n;
	if (s->kind == HUB_CURSOR_LATEST)
		s->after_pos = state->last;
	else if (s->kind == HUB_CURSOR_ID)
		seek_id(r, state, s);
	else if (s->kind == HUB_CURSOR_TIME)
		seek_time(r, state, s);
	else if (s->kind == HUB_CURSOR_NEWEST)
		seek_newest(r, state, s);
}

static void
clear(struct hub_seek *s)
{
	s->after_pos = 0;
	s->gap = HUB_GAP_NONE;
	s->missed = -1;
	s->resumed_after = slice_empty();
	s->mark = 0;
}

void
reader_seek(struct reader *r, struct hub_seek *s)
{
	struct reader_state state;

	clear(s);
	reader_now(r, s->wall_ms);
	if (reader_begin(r, &state))
		seek(r, &state, s);
	s->failed = !reader_end(r);
	if (s->failed)
		clear(s);
}
