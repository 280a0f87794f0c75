/* log/sqlite/writer_topic.c - topics, as far as they are in memory. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/sqlite/writer_inner.h"

struct slice
writer_topic_name(const void *topic)
{
	const struct writer_topic *t = topic;

	return (struct slice){ t->name, t->name_bytes };
}

static struct writer_topic *
add(struct writer *w, struct slice name)
{
	struct writer_topic *topic = mem_new(sizeof(*topic) + name.len);

	memcpy(topic->name, name.ptr, name.len);
	topic->name_bytes = name.len;
	topic->keep = keep_find(&w->keep, name);
	list_init(&topic->changed);
	map_add(&w->topics, topic);
	return topic;
}

struct writer_topic *
writer_topic_find(struct writer *w, struct slice name)
{
	struct writer_topic *topic = map_find(&w->topics, name);
	sqlite3_stmt *st;

	if (topic != NULL)
		return topic;
	st = db_statement(&w->db, WRITER_TOPIC);
	db_bind_text(&w->db, st, 1, name);
	if (!db_next(&w->db, st))
		return NULL;
	topic = add(w, name);
	topic->count = sqlite3_column_int64(st, 1);
	topic->bytes = sqlite3_column_int64(st, 2);
	topic->base = (uint64_t)sqlite3_column_int64(st, 3);
	topic->last = (uint64_t)sqlite3_column_int64(st, 4);
	topic->lost = (uint64_t)sqlite3_column_int64(st, 5);
	topic->retained = (uint64_t)sqlite3_column_int64(st, 6);
	topic->held = sqlite3_column_int64(st, 7);
	db_run(&w->db, st);
	return topic;
}

struct writer_topic *
writer_topic_get(struct writer *w, struct slice name)
{
	struct writer_topic *topic = writer_topic_find(w, name);

	if (topic != NULL || w->db.code != 0)
		return topic;
	topic = add(w, name);
	topic->base = w->state.last;
	/* It may have been there, and be forgotten. */
	topic->lost = w->state.lost_topic;
	w->state.topics++;
	writer_topic_change(w, topic);
	return topic;
}

void
writer_topic_change(struct writer *w, struct writer_topic *topic)
{
	w->is_changed = true;
	if (list_is_empty(&topic->changed))
		list_add(&w->changed, &topic->changed);
}

void
writer_topic_drop(struct writer *w, struct writer_topic *topic)
{
	struct slice name = writer_topic_name(topic);
	sqlite3_stmt *st = db_statement(&w->db, WRITER_TOPIC_DELETE);

	db_bind_text(&w->db, st, 1, name);
	db_run(&w->db, st);
	w->state.topics--;
	w->is_changed = true;
	map_take(&w->topics, name);
	list_del(&topic->changed);
	free(topic);
}

static void
put(struct writer *w, const struct writer_topic *topic)
{
	struct db *db = &w->db;
	sqlite3_stmt *st = db_statement(db, WRITER_TOPIC_PUT);

	db_bind_text(db, st, 1, writer_topic_name(topic));
	db_bind_int(db, st, 2, topic->count);
	db_bind_int(db, st, 3, topic->bytes);
	db_bind_int(db, st, 4, (int64_t)topic->base);
	db_bind_int(db, st, 5, (int64_t)topic->last);
	db_bind_int(db, st, 6, (int64_t)topic->lost);
	if (topic->retained != 0)
		db_bind_int(db, st, 7, (int64_t)topic->retained);
	db_bind_int(db, st, 8, topic->held);
	db_run(db, st);
}

void
writer_topics_put(struct writer *w)
{
	struct list *link;

	while ((link = list_take(&w->changed)) != NULL)
		put(w, LIST_ITEM(link, struct writer_topic, changed));
}

void
writer_topics_clear(struct writer *w)
{
	struct writer_topic *topic;

	for (size_t at = 0; (topic = map_next(&w->topics, &at)) != NULL;)
		free(topic);
	map_clear(&w->topics);
	list_init(&w->changed);
}
