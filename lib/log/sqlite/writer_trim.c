/* log/sqlite/writer_trim.c - what is too much is forgotten. */
#include "log/sqlite/schema.h"
#include "log/sqlite/writer_inner.h"

#define BASE_GAP_MAX 1024 /* places */

/* Why a topic's history is to forget its oldest event. */
static bool
has_too_many(const struct writer_topic *topic)
{
	return topic->count > topic->keep->count && topic->count > 0;
}

static bool
has_too_much(const struct writer_topic *topic)
{
	return topic->keep->bytes > 0 && topic->bytes > topic->keep->bytes &&
	       topic->count > 0;
}

static bool
is_too_old(const struct writer *w, const struct writer_topic *topic,
    const struct writer_row *row)
{
	return topic->keep->age_ms > 0 &&
	       w->state.time - row->time_ms > topic->keep->age_ms;
}

/* Reads the oldest of its history. */
static size_t
read_oldest(struct writer *w, const struct writer_topic *topic, size_t count,
    struct writer_row *rows)
{
	sqlite3_stmt *st = db_statement(&w->db, WRITER_HISTORY);

	db_bind_text(&w->db, st, 1, writer_topic_name(topic));
	db_bind_int(&w->db, st, 2, (int64_t)topic->base);
	db_bind_int(&w->db, st, 3, (int64_t)count);
	return writer_rows(w, st, rows);
}

/* The history ends behind its oldest event, which may be kept beside. */
static void
shift(struct writer_topic *topic, const struct writer_row *row)
{
	topic->base = row->pos;
	topic->count--;
	topic->bytes -= row->bytes;
}

static void
forget(struct writer *w, struct writer_topic *topic,
    const struct writer_row *rows, size_t count)
{
	if (count == 0)
		return;
	writer_topic_change(w, topic);
	writer_rows_forget(w, topic, rows, count, SCHEMA_LOST);
}

/* Somebody else took rows away: it holds no more than it holds. */
static void
mend(struct writer *w, struct writer_topic *topic)
{
	if (w->db.code != 0 || (topic->count == 0 && topic->bytes == 0))
		return;
	topic->count = topic->bytes = 0;
	topic->base = w->state.last;
	writer_topic_change(w, topic);
}

/* Takes what it forgot from what it, and the transaction, still may. */
static void
spend(struct writer *w, struct writer_topic *topic, size_t count)
{
	size_t own = count < topic->got ? count : topic->got;

	topic->got -= own;
	w->step_left -= count - own;
}

/* How many rows are worth being read: most often all of them go. */
static size_t
rows_of(const struct writer_topic *topic, size_t left, size_t guess)
{
	int64_t many = topic->count - topic->keep->count;
	size_t count = guess;

	if (many > 0 && (uint64_t)many > count)
		count = (size_t)many;
	if (count > left)
		count = left;
	return count < WRITER_ROWS_MAX ? count : WRITER_ROWS_MAX;
}

/* Forgets of these rows what is too much or too old; returns how many. */
static size_t
shift_rows(struct writer *w, struct writer_topic *topic,
    const struct writer_row *rows, size_t count)
{
	size_t gone = 0;

	for (; gone < count; gone++) {
		if (!has_too_many(topic) && !has_too_much(topic) &&
		    !is_too_old(w, topic, &rows[gone]))
			break;
		shift(topic, &rows[gone]);
	}
	forget(w, topic, rows, gone);
	return gone;
}

/* What is forgotten, for another reason, is not to be passed every time. */
static void
move_base(
    struct writer *w, struct writer_topic *topic, const struct writer_row *row)
{
	if (row->pos - topic->base < BASE_GAP_MAX)
		return;
	topic->base = row->pos - 1;
	writer_topic_change(w, topic);
}

bool
writer_trim_topic(struct writer *w, struct writer_topic *topic, bool by_age)
{
	struct writer_row rows[WRITER_ROWS_MAX];
	size_t guess = 1;

	while (has_too_many(topic) || has_too_much(topic) ||
	       (by_age && topic->keep->age_ms > 0 && topic->count > 0)) {
		size_t left = topic->got + w->step_left;
		size_t count, gone;

		if (left == 0)
			return false;
		count =
		    read_oldest(w, topic, rows_of(topic, left, guess), rows);
		gone = shift_rows(w, topic, rows, count);
		spend(w, topic, gone);
		if (count == 0)
			mend(w, topic);
		else if (gone == 0)
			move_base(w, topic, &rows[0]);
		if (gone < count || count == 0)
			return true;
		guess *= 4;
	}
	return true;
}

void
writer_trim(struct writer *w)
{
	for (struct list *link = w->changed.next; link != &w->changed;
	     link = link->next) {
		struct writer_topic *topic =
		    LIST_ITEM(link, struct writer_topic, changed);

		if (topic->got > 0 &&
		    (has_too_many(topic) || has_too_much(topic)) &&
		    !writer_trim_topic(w, topic, false))
			w->unswept = w->state.topics;
		topic->got = 0;
	}
	writer_topics_put(w);
}

/* Returns the topic that has to go first; one that holds events, last. */
static struct writer_topic *
find_oldest(struct writer *w)
{
	enum writer_sql all[] = { WRITER_TOPIC_OLDEST,
		WRITER_TOPIC_OLDEST_HELD };
	struct writer_topic *topic = NULL;

	writer_topics_put(w);
	for (int i = 0; i < 2 && topic == NULL; i++) {
		sqlite3_stmt *st = db_statement(&w->db, all[i]);

		if (db_next(&w->db, st)) {
			topic = writer_topic_find(w, db_text(st, 0));
			db_run(&w->db, st);
		}
	}
	return topic;
}

static size_t
read_kept(struct writer *w, const struct writer_topic *topic, size_t count,
    struct writer_row *rows)
{
	sqlite3_stmt *st = db_statement(&w->db, WRITER_KEPT_OF);

	db_bind_text(&w->db, st, 1, writer_topic_name(topic));
	db_bind_int(&w->db, st, 3, (int64_t)count);
	return writer_rows(w, st, rows);
}

/*
 * Forgets what a topic has, count at most; returns how much it was.  None:
 * the topic has nothing any more, and is forgotten itself.
 */
static size_t
shrink(struct writer *w, struct writer_topic *topic, size_t count)
{
	struct writer_row rows[WRITER_ROWS_MAX];
	bool is_history = true;
	size_t got;

	count = count < WRITER_ROWS_MAX ? count : WRITER_ROWS_MAX;
	got = read_oldest(w, topic, count, rows);
	if (got == 0) {
		is_history = false;
		got = read_kept(w, topic, count, rows);
	}
	for (size_t i = 0; i < got; i++)
		if (is_history)
			shift(topic, &rows[i]);
		else
			writer_row_forget(w, topic, &rows[i], SCHEMA_LOST);
	if (is_history)
		forget(w, topic, rows, got);
	if (got > 0 || w->db.code != 0)
		return got;
	if (topic->lost > w->state.lost_topic)
		w->state.lost_topic = topic->lost;
	writer_topic_drop(w, topic);
	return 0;
}

static bool
is_over(const struct writer *w)
{
	return w->state.bytes > w->options.bytes_max ||
	       w->state.topics > w->options.topics_max;
}

static void
bound_topics(struct writer *w)
{
	size_t left = w->taken + WRITER_STEP;

	while (is_over(w) && left > 0 && w->db.code == 0) {
		struct writer_topic *topic = find_oldest(w);

		if (topic == NULL)
			return;
		left -= shrink(w, topic, left);
	}
}

/* Its id is not remembered any more: some may miss it unbeknown. */
static void
mark_lost(struct writer *w, sqlite3_stmt *st)
{
	struct writer_state *state = &w->state;
	uint64_t pos = (uint64_t)sqlite3_column_int64(st, 1);
	bool ends = sqlite3_column_type(st, 3) != SQLITE_NULL;
	bool is_for_all = !sqlite3_column_int(st, 4);
	bool is_addressed = !is_for_all || sqlite3_column_int(st, 5);

	if (sqlite3_column_int(st, 2) != SCHEMA_LOST ||
	    (ends && sqlite3_column_int64(st, 3) <= state->time))
		return;
	if (is_for_all && pos > state->lost)
		state->lost = pos;
	if (is_addressed && pos > state->lost_to)
		state->lost_to = pos;
	if (is_for_all && sqlite3_column_int(st, 6) && pos > state->lost_also)
		state->lost_also = pos;
}

/* Forgets the oldest ids: as many as were added, and some more. */
static void
prune(struct writer *w)
{
	uint64_t much = w->gone_count + WRITER_STEP, count = 0;
	uint64_t many = w->state.forgotten - w->options.forgotten_max;
	int64_t n = 0;
	sqlite3_stmt *st;

	if (w->state.forgotten <= w->options.forgotten_max)
		return;
	if (many > much)
		many = much;
	w->is_changed = true;
	st = db_statement(&w->db, WRITER_PRUNE_LOOK);
	db_bind_int(&w->db, st, 1, (int64_t)many);
	for (; db_next(&w->db, st); count++) {
		n = sqlite3_column_int64(st, 0);
		mark_lost(w, st);
	}
	st = db_statement(&w->db, WRITER_PRUNE);
	db_bind_int(&w->db, st, 1, n);
	db_run(&w->db, st);
	w->state.forgotten -= count;
	/* Somebody else took some away. */
	if (count < many)
		w->state.forgotten = 0;
}

void
writer_bound(struct writer *w)
{
	bound_topics(w);
	writer_topics_put(w);
	prune(w);
}
