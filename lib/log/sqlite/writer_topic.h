/*
 * log/sqlite/writer_topic.h - the rows of the table topics that the writer has
 * in memory.
 *
 * A cache: each is read when it is first asked for, and written when what was
 * changed is.
 *
 * Not for others: they have log/sqlite/writer.h.
 */
#ifndef LOG_WRITER_TOPIC_H
#define LOG_WRITER_TOPIC_H

#include "log/sqlite/writer.h"

#define WRITER_CACHE_MAX 16384 /* topics, between transactions */

/* A row of topics. */
struct writer_topic {
	struct list changed; /* in writer->changed, or in none */
	const struct hub_keep *keep;
	int64_t count, bytes; /* of its history */
	uint64_t base, last, lost;
	uint64_t retained; /* place of the event that is; 0: none */
	int64_t held;
	size_t got; /* events, since it was trimmed last */
	size_t name_bytes;
	char name[];
};

struct slice writer_topic_name(const void *topic);

/*
 * Returns a topic, NULL if there is none, or after an error; it stays until
 * it is dropped, or the next transaction.
 */
struct writer_topic *writer_topic_find(struct writer *w, struct slice name);

/* The same, but that it is made if there is none. */
struct writer_topic *writer_topic_get(struct writer *w, struct slice name);
void writer_topic_change(struct writer *w, struct writer_topic *topic);

/* Takes it out of the table, and frees it. */
void writer_topic_drop(struct writer *w, struct writer_topic *topic);

/* Writes what was changed to the table. */
void writer_topics_put(struct writer *w);

/* Forgets the cache, not the table. */
void writer_topics_clear(struct writer *w);

#endif
