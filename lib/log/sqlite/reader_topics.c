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

static void
tell_all(struct reader *r, struct reader_topics *t)
{
	bool is_one = t->name.len > 0;
	sqlite3_stmt *st = db_statement(&r->db, is_one ? TOPIC_ONE : TOPIC_ALL);

	if (is_one)
		db_bind_text(&r->db, st, 1, t->name);
	while (db_next(&r->db, st))
		if (!tell(r, t, st))
			return;
}

bool
reader_topics(struct reader *r, struct reader_topics *t)
{
	struct reader_state state;

	if (reader_begin(r, &state))
		tell_all(r, t);
	return reader_end(r);
}
