/* log/sqlite/writer_append.c - what is taken. */
#include "log/sqlite/row.h"
#include "log/sqlite/schema.h"
#include "log/sqlite/writer_inner.h"

/* Returns whether a ledger is made of it: hub/prompt.h. */
static bool
is_for_ledger(const struct hub_message *m)
{
	return slice_is(m->type, "H") ||
	       (slice_is(m->type, "C") && m->extra.re.len > 0);
}

/* Adds the row of an event; false if there is one with that id. */
static bool
insert(struct writer *w, const struct hub_message *m, struct hub_event *ev)
{
	const struct row_new row = {
		.event = ev,
		.retry_ms = m->retry_ms,
		.digest = row_digest(w->key, m),
		.kept = (m->extra.retain ? SCHEMA_RETAINED : 0) |
			(m->extra.hold ? SCHEMA_HELD : 0),
		.is_ledger = is_for_ledger(m),
	};
	sqlite3_stmt *st = db_statement(&w->db, WRITER_INSERT);

	row_bind(&w->db, st, &row);
	return db_run(&w->db, st) && sqlite3_changes(w->db.sqlite) > 0;
}

/* The event that was retained up to now is so no more. */
static void
replace_retained(struct writer *w, struct writer_topic *topic)
{
	sqlite3_stmt *st = db_statement(&w->db, WRITER_BY_POS);
	struct writer_row row;

	db_bind_int(&w->db, st, 1, (int64_t)topic->retained);
	if (writer_row(w, st, &row) != NULL)
		writer_row_leave(w, topic, &row, SCHEMA_RETAINED);
}

static void
count_in(struct writer *w, const struct hub_event *ev)
{
	struct writer_topic *topic = writer_topic_get(w, ev->topic);
	const struct hub_extra *extra = ev->extra;

	if (topic == NULL)
		return;
	w->state.last = topic->last = ev->pos;
	w->state.events++;
	w->state.bytes += keep_cost(ev);
	topic->bytes += keep_cost(ev);
	topic->count++;
	topic->got++;
	w->taken++;
	writer_topic_change(w, topic);
	if (extra == NULL)
		return;
	w->state.kept += extra->retain || extra->hold;
	topic->held += extra->hold;
	if (extra->retain && topic->retained != 0)
		replace_retained(w, topic);
	if (extra->retain)
		topic->retained = ev->pos;
}

/* There is a row with that id: is it the same? */
static enum hub_outcome
compare(struct writer *w, const struct hub_message *m)
{
	sqlite3_stmt *st = db_statement(&w->db, WRITER_DIGEST);
	enum hub_outcome outcome = HUB_FAILED;

	db_bind_text(&w->db, st, 1, m->id);
	if (db_next(&w->db, st)) {
		uint64_t digest = (uint64_t)sqlite3_column_int64(st, 0);

		outcome = digest == row_digest(w->key, m) ? HUB_DUPLICATE
							  : HUB_CONFLICT;
		db_run(&w->db, st);
	}
	return outcome;
}

/* Makes the event under that id, unless it is known. */
static struct hub_event *
take(struct writer *w, const struct hub_message *m, struct slice id)
{
	struct hub_event *ev =
	    hub_event_new(m, id, w->state.last + 1, w->state.time);

	if (insert(w, m, ev)) {
		count_in(w, ev);
		return ev;
	}
	hub_event_unref(ev);
	return NULL;
}

/* A publisher may have chosen the next id already: then the one behind it. */
static struct hub_event *
take_next(struct writer *w, const struct hub_message *m, int64_t wall_ms)
{
	char text[HUB_ID_TEXT_MAX];
	struct hub_event *ev;

	do {
		hub_id_next(&w->state.last_id, wall_ms);
		ev = take(w, m, hub_id_format(w->state.last_id, text));
	} while (ev == NULL && w->db.code == 0);
	if (w->state.first_id.ms == 0)
		w->state.first_id = w->state.last_id;
	return ev;
}

void
writer_append(struct writer *w, struct writer_append *a)
{
	const struct hub_message *m = a->message;

	a->event = NULL;
	a->outcome = HUB_FAILED;
	if (w->db.code != 0)
		return;
	if (a->wall_ms > w->state.time)
		w->state.time = a->wall_ms;
	if (m->id.len > 0)
		a->event = take(w, m, m->id);
	else
		a->event = take_next(w, m, a->wall_ms);
	if (a->event != NULL)
		a->outcome = HUB_TAKEN;
	else if (w->db.code == 0)
		a->outcome = compare(w, m);
}
