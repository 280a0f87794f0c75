/*
 * log/memory/seen.h - ids of events that the memory log has forgotten.
 *
 * The newest MEMORY_SEEN_MAX of them, in the order in which they were
 * forgotten: enough to know a repeat as one, and to count what a follower
 * missed.  Fewer, if they are long: SEEN_BYTES_MAX.
 */
#ifndef LOG_SEEN_H
#define LOG_SEEN_H

#include "base/map.h"
#include "hub/audience.h"
#include "hub/event.h"

#define SEEN_BYTES_MAX ((size_t)128 << 20)

struct seen_item {
	uint64_t pos;
	int64_t time_ms;
	int64_t over_ms; /* from then on nobody has missed it; 0: ever */
	uint64_t digest; /* of what a repeat has to say, too */
	struct slice id, topic, type;
	const struct hub_extra *extra; /* who gets it, alone; NULL: its topic */
	size_t size;                   /* of all of it */
	char bytes[];
};

struct seen {
	struct seen_item **items; /* a ring of max */
	size_t first, count, max;
	size_t bytes;
	struct map ids;
	int64_t now_ms;       /* unix time, as far as it is known */
	uint64_t total;       /* how many were ever added */
	uint64_t lost_pos;    /* the newest place that it forgot itself ... */
	uint64_t lost_to_pos; /* ... and had been addressed to users, */
	uint64_t lost_spread_pos; /* or for all of several topics */
};

/* What a reader lost behind a place. */
struct seen_loss {
	int64_t count;
	uint64_t last_pos;
	struct slice last_id; /* borrowed until seen_add() */
};

void seen_init(struct seen *seen, size_t max);
void seen_clear(struct seen *seen);

/* How an event is remembered.  The hashes: base/hash.h. */
struct seen_as {
	uint64_t id_hash, topic_hash;
	bool is_lost; /* who had not read it has missed it */
};

/* Remembers ev, and forgets the oldest if there are too many. */
void seen_add(
    struct seen *seen, const struct hub_event *ev, const struct seen_as *as);

/* Returns whether m says what the forgotten event said. */
bool seen_is_same(const struct seen_item *item, const struct hub_message *m);

/* Counts what r lost behind after_pos and not before time_ms. */
struct seen_loss seen_count(const struct seen *seen, const struct hub_reader *r,
    uint64_t after_pos, int64_t time_ms);

/* Counts what r lost behind after_pos among the newest that were added. */
struct seen_loss seen_count_newest(const struct seen *seen,
    const struct hub_reader *r, uint64_t after_pos, size_t newest);

#endif
