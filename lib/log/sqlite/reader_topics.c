/* log/sqlite/reader_topics.c - what a SQLite log knows of its topics. */
#include "log/sqlite/reader_inner.h"

enum { COUNT, BYTES, BASE, LOST, HAS_KEPT };

void
reader_topic_row(sqlite3_stmt *st, struct reader_topic *topic)
{
	topic->is_there = true;
	topic->count = sqlite3_column_int64(st, COUNT);
	topic->bytes = sqlite3_column_int64(st, BYTES);
	topic->base = (uint64_t)sqlite3_column_int64(st, BASE);
	topic->lost = (uint64_t)sqlite3_column_int64(st, LOST);
	topic->has_kept = sqlite3_column_int(st, HAS_KEPT) != 0;
}

void
reader_topic(struct reader *r, struct slice name, struct reader_topic *topic)
{
	sqlite3_stmt *st = db_statement(&r->db, TOPIC_ONE);

	*topic = (struct reader_topic){ .count = 0 };
	db_bind_text(&r->db, st, 1, name);
	if (db_next(&r->db, st))
		reader_topic_row(st, topic);
}

/* What is kept, and that the history has forgotten. */
static void
count_kept(struct reader *r, uint64_t base, struct hub_topic_info *info)
{
	sqlite3_stmt *st = db_statement(&r->db, TOPIC_KEPT);

	db_bind_text(&r->db, st, 1, info->name);
	db_bind_int(&r->db, st, 2, (int64_t)base);
	if (!db_next(&r->db, st))
		return;
	info->count += sqlite3_column_int64(st, 0);
	info->bytes += sqlite3_column_int64(st, 1);
}

/* Tells of the topic in a row; false if no more are wanted. */
static bool
tell(struct reader *r, struct reader_topics *t, sqlite3_stmt *st)
{
	struct hub_topic_info info = { .name = db_text(st, TOPIC_NAME) };
	struct reader_topic topic;
	sqlite3_stmt *newest;

	/* Who has mail is nobody else's affair. */
	if (slice_starts(info.name, "$inbox"))
		return true;
	reader_topic_row(st, &topic);
	info.count = topic.count;
	info.bytes = topic.bytes;
	if (topic.has_kept)
		count_kept(r, topic.base, &info);
	if (info.count == 0)
		return true;
	newest = db_statement(&r->db, TOPIC_NEWEST);
	db_bind_text(&r->db, newest, 1, info.name);
	if (!db_next(&r->db, newest))
		return db_fail(&r->db, SQLITE_CORRUPT, "it is damaged");
	info.last_id = db_text(newest, 0);
	info.last_time_ms = sqlite3_column_int64(newest, 1);
	return t->on_topic(t, &info);
}

/* Notes how far it is; false if no topic can have such a name. */
static bool
go_on(struct reader *r, struct reader_topics *t, struct slice name)
{
	if (name.len > sizeof(t->after))
		return db_fail(&r->db, SQLITE_CORRUPT, "it is damaged");
	memcpy(t->after, name.ptr, name.len);
	t->after_len = name.len;
	return true;
}

static void
tell_one(struct reader *r, struct reader_topics *t)
{
	sqlite3_stmt *st = db_statement(&r->db, TOPIC_ONE);

	db_bind_text(&r->db, st, 1, t->name);
	if (db_next(&r->db, st))
		tell(r, t, st);
}

static void
tell_all(struct reader *r, struct reader_topics *t)
{
	const struct slice after = { t->after, t->after_len };
	sqlite3_stmt *st = db_statement(&r->db, TOPIC_ALL);
	size_t looked = 0;

	db_bind_text(&r->db, st, 1, after);
	db_bind_int(
	    &r->db, st, 2, t->count_max > 0 ? (int64_t)t->count_max : -1);
	for (; db_next(&r->db, st); looked++)
		if (!go_on(r, t, db_text(st, TOPIC_NAME)) || !tell(r, t, st))
			return;
	t->at_end = t->count_max == 0 || looked < t->count_max;
}

bool
reader_topics(struct reader *r, struct reader_topics *t)
{
	struct reader_state state;

	t->at_end = t->name.len > 0;
	if (!reader_begin(r, &state))
		return reader_end(r);
	if (t->name.len > 0)
		tell_one(r, t);
	else
		tell_all(r, t);
	return reader_end(r);
}
