/* log/sqlite/writer_age.c - what goes as time goes by. */
#include "log/sqlite/schema.h"
#include "log/sqlite/writer_inner.h"

#define TOPICS_MAX 1000 /* looked at, at once */

/* Pages that are free, and may stay so: they are filled again soon. */
#define FREE_PAGES_MIN 1024
#define FREE_SHARE 4
#define FREE_STEP "PRAGMA incremental_vacuum(64)"

/* Forgets events whose ttl has passed. */
static void
end_over(struct writer *w)
{
	bool was_over;

	for (size_t i = 0; i < WRITER_STEP; i++) {
		sqlite3_stmt *st = db_statement(&w->db, WRITER_OVER);

		db_bind_int(&w->db, st, 1, w->state.time);
		if (!writer_row_end(w, st, SCHEMA_OVER, &was_over))
			return;
	}
	w->is_more = true;
}

/* Returns whether any topic forgets by age. */
static bool
has_ages(const struct writer *w)
{
	return w->keep.all.age_ms > 0 || w->keep.differs_in_age;
}

/* Goes on to the next topic, round and round; NULL: there is none. */
static sqlite3_stmt *
next_topic(struct writer *w)
{
	for (int i = 0; i < 2; i++) {
		sqlite3_stmt *st = db_statement(&w->db, WRITER_TOPIC_NEXT);

		db_bind_text(&w->db, st, 1, buf_slice(&w->swept));
		if (db_next(&w->db, st))
			return st;
		buf_reset(&w->swept);
	}
	return NULL;
}

static void
note_swept(struct writer *w, struct slice name)
{
	buf_reset(&w->swept);
	/* Without room for a name the round starts again. */
	buf_add(&w->swept, name);
}

/* Looks at the next topic; false: it has more, or there is none. */
static bool
sweep_one(struct writer *w)
{
	sqlite3_stmt *st = next_topic(w);
	struct writer_topic *topic = NULL;

	if (st == NULL)
		return false;
	if (sqlite3_column_int64(st, 1) > 0)
		topic = writer_topic_find(w, db_text(st, 0));
	else
		note_swept(w, db_text(st, 0));
	db_run(&w->db, st);
	if (topic == NULL)
		return w->db.code == 0;
	w->is_more = !writer_trim_topic(w, topic, true);
	/* It is the next one again, if it has. */
	if (!w->is_more)
		note_swept(w, writer_topic_name(topic));
	return !w->is_more;
}

/* Looks at some topics: all that are due, and more where they age. */
static void
sweep(struct writer *w)
{
	uint64_t look = has_ages(w) ? w->state.topics : w->unswept;

	if (look > TOPICS_MAX)
		look = TOPICS_MAX;
	for (; look > 0 && sweep_one(w); look--)
		w->unswept -= w->unswept > 0;
	if (w->unswept > w->state.topics)
		w->unswept = w->state.topics;
}

static int64_t
ask(struct writer *w, enum writer_sql which)
{
	sqlite3_stmt *st = db_statement(&w->db, which);
	int64_t number = 0;

	if (db_next(&w->db, st)) {
		number = sqlite3_column_int64(st, 0);
		db_run(&w->db, st);
	}
	return number;
}

static void
give_back(struct writer *w)
{
	int64_t unused = ask(w, WRITER_FREE_PAGES);

	if (unused < FREE_PAGES_MIN ||
	    unused < ask(w, WRITER_PAGES) / FREE_SHARE)
		return;
	db_exec(&w->db, FREE_STEP);
	w->is_more = true;
}

void
writer_age(struct writer *w, int64_t wall_ms)
{
	if (w->db.code != 0)
		return;
	if (wall_ms > w->state.time)
		w->state.time = wall_ms;
	w->is_more = false;
	/* The tables are to say what they do not know yet. */
	writer_trim(w);
	sweep(w);
	end_over(w);
	give_back(w);
}

void
writer_set_keep(struct writer *w, const struct hub_keep *all,
    const struct hub_keep_rule *rules, size_t count)
{
	struct writer_topic *topic;

	keep_set(&w->keep, all, rules, count);
	for (size_t at = 0; (topic = map_next(&w->topics, &at)) != NULL;)
		topic->keep = keep_find(&w->keep, writer_topic_name(topic));
	w->unswept = w->state.topics;
	w->is_behind = true;
}
