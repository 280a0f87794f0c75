/* log/sqlite/sqlite_topics.c - what a SQLite log knows of its topics. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/sqlite/sqlite_inner.h"
#include "log/sqlite/sqlite_ops.h"

#define TEXTS_BYTES_MAX                                                        \
	((size_t)WRITER_TOPICS_MAX * (HUB_TOPIC_BYTES_MAX + HUB_ID_BYTES_MAX))

struct listing {
	struct sqlite_question question;
	struct hub_topic_query *query;
	struct reader_topics topics;
	struct hub_topic_info *items;
	size_t count, cap;
	struct buf texts; /* of all of them, in their order */
	size_t name_len;
	char name[];
};

/* On the reading thread: notes a topic. */
static bool
on_topic(struct reader_topics *topics, const struct hub_topic_info *info)
{
	struct listing *l = LIST_ITEM(topics, struct listing, topics);

	if (l->count == l->cap) {
		l->cap = l->cap > 0 ? 2 * l->cap : 16;
		l->items = mem_grow(l->items, l->cap, sizeof(*l->items));
	}
	l->items[l->count++] = *info;
	return buf_add(&l->texts, info->name) &&
	       buf_add(&l->texts, info->last_id);
}

static void
read_topics(struct reader *r, struct sqlite_question *q)
{
	struct listing *l = (struct listing *)q;

	l->topics.name = (struct slice){ l->name, l->name_len };
	l->topics.on_topic = on_topic;
	q->failed = !reader_topics(r, &l->topics);
}

/* Takes the next so many bytes off texts. */
static struct slice
take(struct slice *texts, size_t len)
{
	struct slice text = slice_take(*texts, len);

	*texts = slice_drop(*texts, len);
	return text;
}

/* Tells of what was read, until the page ends. */
static void
tell_all(struct listing *l)
{
	struct hub_topic_query *query = l->query;
	struct slice texts = buf_slice(&l->texts);

	query->at_end = l->topics.at_end;
	memcpy(query->after, l->topics.after, l->topics.after_len);
	query->after_len = l->topics.after_len;
	for (size_t i = 0; i < l->count; i++) {
		struct hub_topic_info *info = &l->items[i];

		info->name = take(&texts, info->name.len);
		info->last_id = take(&texts, info->last_id.len);
		if (query->on_topic(query, info))
			continue;
		query->at_end = false;
		memcpy(query->after, info->name.ptr, info->name.len);
		query->after_len = info->name.len;
		return;
	}
}

static void
answer_topics(struct sqlite_log *s, struct sqlite_question *q)
{
	struct listing *l = (struct listing *)q;

	(void)s;
	l->query->failed = q->failed;
	tell_all(l);
	l->query->on_done(l->query);
	buf_clear(&l->texts);
	free(l->items);
	free(l);
}

void
sqlite_topics(struct hub_log *log, struct hub_topic_query *q)
{
	struct listing *l = mem_new(sizeof(*l) + q->name.len);

	l->query = q;
	buf_init(&l->texts, TEXTS_BYTES_MAX);
	l->name_len = q->name.len;
	if (q->name.len > 0)
		memcpy(l->name, q->name.ptr, q->name.len);
	l->topics.count_max = q->count_max;
	memcpy(l->topics.after, q->after, q->after_len);
	l->topics.after_len = q->after_len;
	l->question.read = read_topics;
	l->question.answer = answer_topics;
	sqlite_question_post((struct sqlite_log *)log, &l->question);
}
