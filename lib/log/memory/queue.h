/*
 * log/memory/queue.h - events in the order of the log: a ring, with holes.
 *
 * Most leave at its head; one that leaves elsewhere leaves a hole behind, and
 * the holes are closed once they are most of it.  Owns no events.
 *
 * Not for others: they have log/memory/memory.h.
 */
#ifndef LOG_QUEUE_H
#define LOG_QUEUE_H

#include <stdbool.h>

#include "hub/event.h"

struct queue_slot {
	uint64_t pos;
	struct hub_event *event; /* NULL: gone, a hole; never at the head */
};

/* Zeroed: empty. */
struct queue {
	struct queue_slot *slots;
	size_t first, count, cap; /* cap: a power of two, or 0 */
	size_t holes;             /* among count */
};

/* Puts ev, whose place is behind all others, at the end. */
void queue_add(struct queue *q, struct hub_event *ev);

/* Takes the first event; there is one. */
struct hub_event *queue_shift(struct queue *q);

/* Takes the event at that place; false if it is not there. */
bool queue_drop(struct queue *q, uint64_t pos);

/* Returns the index of the first slot behind pos. */
size_t queue_after(const struct queue *q, uint64_t pos);

/* Returns the event at that place, NULL if it is not there. */
struct hub_event *queue_find(const struct queue *q, uint64_t pos);

void queue_clear(struct queue *q);

static inline struct queue_slot *
queue_at(const struct queue *q, size_t index)
{
	return &q->slots[(q->first + index) & (q->cap - 1)];
}

/* Returns how many events it has. */
static inline size_t
queue_size(const struct queue *q)
{
	return q->count - q->holes;
}

#endif
