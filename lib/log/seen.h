/*
 * log/seen.h - ids of events that the memory log has forgotten.
 *
 * The newest MEMORY_SEEN_MAX of them, in the order in which they were
 * forgotten: enough to know a repeat as one, and to count what a follower
 * missed.
 */
#ifndef LOG_SEEN_H
#define LOG_SEEN_H

#include "base/map.h"
#include "hub/event.h"
#include "hub/select.h"

struct seen_item {
	uint64_t pos;
	int64_t time_ms;
	uint64_t digest; /* of topic, type and data */
	struct slice id, topic, type;
	char bytes[];
};

struct seen {
	struct seen_item **items; /* a ring of max */
	size_t first, count, max;
	struct map ids;
	uint64_t total;    /* how many were ever added */
	uint64_t lost_pos; /* the newest place that it forgot itself */
};

/* What was lost of a selection behind a place. */
struct seen_loss {
	int64_t count;
	uint64_t last_pos;
	struct slice last_id; /* borrowed until seen_add() */
};

void seen_init(struct seen *seen, size_t max);
void seen_clear(struct seen *seen);

/*
 * Remembers ev, and forgets the oldest if there are max.  The hashes are
 * those of its id and its topic: base/hash.h.
 */
void seen_add(struct seen *seen, const struct hub_event *ev, uint64_t id_hash,
    uint64_t topic_hash);

/* Returns whether m says what the forgotten event said. */
bool seen_is_same(const struct seen_item *item, const struct hub_message *m);

/* Counts what sel lost behind after_pos and not before time_ms. */
struct seen_loss seen_count(const struct seen *seen,
    const struct hub_select *sel, uint64_t after_pos, int64_t time_ms);

/* Counts what sel lost behind after_pos among the newest that were added. */
struct seen_loss seen_count_newest(const struct seen *seen,
    const struct hub_select *sel, uint64_t after_pos, size_t newest);

#endif
