/*
 * log/store.h - the events that the memory log holds: by place, by topic and
 * by id.
 *
 * Not for others: they have log/memory.h.
 */
#ifndef LOG_STORE_H
#define LOG_STORE_H

#include "base/list.h"
#include "base/map.h"
#include "log/keep.h"
#include "log/memory.h"
#include "log/seen.h"

#define STORE_LOOK_MAX 10000 /* topics, see store_expire() */

struct store_slot {
	uint64_t pos;
	struct hub_event *event; /* NULL: forgotten, a hole */
};

/* Events in the order of the log; a ring. */
struct store_queue {
	struct store_slot *slots;
	size_t first, count, cap; /* cap: a power of two, or 0 */
};

struct store_topic {
	struct list used; /* in store->used: published to longest ago first */
	struct store_queue events;
	const struct memory_keep *keep; /* in store->keep */
	int64_t bytes;
	uint64_t lost_pos; /* place of the newest that was forgotten */
	uint64_t hash;     /* of the name */
	size_t name_bytes;
	char name[];
};

struct store {
	struct keep keep;
	struct store_queue all; /* with holes */
	size_t holes;
	int64_t bytes;
	struct map topics;
	struct map ids;
	struct list used;
	struct seen seen;
	uint64_t lost_pos; /* newest place lost with a whole topic */
	size_t expire_at;  /* where in topics store_expire() goes on */
};

void store_init(struct store *st, const struct memory_keep *keep);
void store_clear(struct store *st);

/* See memory_log_set_keep(). */
void store_set_keep(struct store *st, const struct memory_keep *keep,
    const struct memory_rule *rules, size_t count);

/*
 * Holds ev, whose reference it takes over, and forgets what is too much.
 * id_hash is that of its id: base/hash.h.
 */
void store_add(struct store *st, struct hub_event *ev, uint64_t id_hash);

/*
 * Forgets what is too old, at most count events.  Where topics differ in
 * that, it looks at no more than STORE_LOOK_MAX of them, and goes on with
 * the others the next time.
 */
void store_expire(struct store *st, int64_t wall_ms, size_t count);

/* What is known of an id; both NULL: it is new. */
struct store_known {
	const struct hub_event *event; /* held */
	const struct seen_item *seen;  /* forgotten */
	uint64_t hash;                 /* of the id, for store_add() */
};

struct store_known store_look_up(const struct store *st, struct slice id);
struct store_topic *store_topic(const struct store *st, struct slice name);

/* Returns the index in q of the first slot behind pos. */
size_t store_queue_after(const struct store_queue *q, uint64_t pos);

static inline struct store_slot *
store_queue_at(const struct store_queue *q, size_t index)
{
	return &q->slots[(q->first + index) & (q->cap - 1)];
}

#endif
