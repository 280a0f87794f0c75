/*
 * log/sqlite/reader_restore.c - what a hub that starts needs of a SQLite log.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "log/sqlite/reader_inner.h"
#include "log/sqlite/recent.h"
#include "log/sqlite/schema.h"

static void
restore(struct reader *r, struct hub_restore *to)
{
	sqlite3_stmt *st = db_statement(&r->db, READ_LEDGER);
	struct row row;

	while (db_next(&r->db, st)) {
		struct hub_event *ev;

		row_read(st, &row);
		ev = reader_event(r, &row);
		if (ev == NULL)
			return;
		to->on_event(to, ev,
		    row.gone == SCHEMA_REMOVED &&
			slice_is(row.message.type, "H"));
		hub_event_unref(ev);
	}
}

bool
reader_restore(struct reader *r, struct hub_restore *to)
{
	struct reader_state state;

	if (reader_begin(r, &state))
		restore(r, to);
	return reader_end(r);
}

/* Reads the newest into events, the newest first; returns how many. */
static size_t
read_newest(struct reader *r, const struct reader_newest *to,
    const struct reader_state *state, struct hub_event **events)
{
	sqlite3_stmt *st = db_statement(&r->db, READ_NEWEST);
	size_t count = 0, bytes = 0;

	db_bind_int(&r->db, st, 1, (int64_t)state->last);
	while (count < to->count_max && db_next(&r->db, st)) {
		struct hub_event *ev;
		struct row row;

		row_read(st, &row);
		ev = reader_event(r, &row);
		if (ev == NULL || recent_cost(ev) > to->bytes_max - bytes) {
			hub_event_unref(ev);
			break;
		}
		bytes += recent_cost(ev);
		events[count++] = ev;
	}
	return count;
}

bool
reader_newest(struct reader *r, struct reader_newest *to)
{
	struct hub_event **events =
	    mem_new((to->count_max + 1) * sizeof(struct hub_event *));
	struct reader_state state;
	size_t count = 0;
	bool is_read;

	if (reader_begin(r, &state))
		count = read_newest(r, to, &state, events);
	is_read = reader_end(r);
	while (count > 0) {
		struct hub_event *ev = events[--count];

		if (is_read)
			to->on_event(to, ev);
		hub_event_unref(ev);
	}
	free(events);
	return is_read;
}
