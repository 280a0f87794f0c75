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
count_in(struct writer *w, struct writer_append *a)
{
	const struct hub_event *ev = a->event;
	struct writer_topic *topic = writer_topic_get(w, ev->topic);
	const struct hub_extra *extra = ev->extra;

	a->outcome = HUB_TAKEN;
	if (topic == NULL)
		return;
	/* What it replaces was over or not when this one was taken. */
	w->state.time = ev->time_ms;
	if (a->message->id.len == 0 && w->state.first_id.ms == 0)
		hub_id_parse(ev->id, &w->state.first_id);
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

/* Makes the event that is to stand at pos. */
static struct hub_event *
make(struct writer *w, const struct writer_append *a, uint64_t pos)
{
	char text[HUB_ID_TEXT_MAX];
	struct slice id = a->message->id;

	if (a->wall_ms > w->state.time)
		w->state.time = a->wall_ms;
	if (id.len == 0) {
		hub_id_next(&w->state.last_id, a->wall_ms);
		id = hub_id_format(w->state.last_id, text);
	}
	return hub_event_new(a->message, id, pos, w->state.time);
}

static void
bind(struct writer *w, sqlite3_stmt *st, int at, const struct writer_append *a)
{
	const struct hub_message *m = a->message;
	const struct row_new row = {
		.event = a->event,
		.retry_ms = m->retry_ms,
		.digest = row_digest(w->key, m),
		.kept = (m->extra.retain ? SCHEMA_RETAINED : 0) |
			(m->extra.hold ? SCHEMA_HELD : 0),
		.is_ledger = is_for_ledger(m),
	};

	row_bind(&w->db, st, at, &row);
	db_bind_int(&w->db, st, at + ROW_NEW_COUNT, 1);
}

/* Adds rows behind the last; false if one has an id that there is. */
static bool
insert(struct writer *w, struct writer_append *const *all, size_t count)
{
	enum writer_sql sql = count == 1 ? WRITER_INSERT : WRITER_INSERT_16;
	sqlite3_stmt *st = db_statement(&w->db, sql);

	for (size_t i = 0; i < count; i++) {
		all[i]->event = make(w, all[i], w->state.last + 1 + i);
		bind(w, st, (int)i * (ROW_NEW_COUNT + 1) + 1, all[i]);
	}
	return db_run(&w->db, st) &&
	       (size_t)sqlite3_changes(w->db.sqlite) == count;
}

/* Takes all, or none: then they are as they were. */
static bool
take(struct writer *w, struct writer_append *const *all, size_t count)
{
	bool is_taken = insert(w, all, count);

	for (size_t i = 0; i < count; i++) {
		if (is_taken) {
			count_in(w, all[i]);
			continue;
		}
		hub_event_unref(all[i]->event);
		all[i]->event = NULL;
	}
	return is_taken;
}

void
writer_append(struct writer *w, struct writer_append *a)
{
	a->event = NULL;
	a->outcome = HUB_FAILED;
	if (w->db.code != 0 || take(w, &a, 1))
		return;
	if (a->message->id.len > 0) {
		a->outcome = compare(w, a->message);
		return;
	}
	/* A publisher had chosen the next id: then the one behind it. */
	while (w->db.code == 0 && !take(w, &a, 1))
		;
}

/* Takes away the rows of those that were not all taken. */
static void
undo(struct writer *w, const struct writer_state *before)
{
	sqlite3_stmt *st = db_statement(&w->db, WRITER_UNDO);

	db_bind_int(&w->db, st, 1, (int64_t)before->last);
	db_run(&w->db, st);
	w->state = *before;
}

void
writer_append_all(
    struct writer *w, struct writer_append *const *all, size_t count)
{
	const struct writer_state before = w->state;

	if (count > 1 && w->db.code == 0) {
		if (take(w, all, count))
			return;
		/* Which it was is found out one by one: it is rare. */
		undo(w, &before);
	}
	for (size_t i = 0; i < count; i++)
		writer_append(w, all[i]);
}
