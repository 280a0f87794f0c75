/*
 * log/memory/expiry.h - which events are over next: a heap.
 *
 * An event that goes before its time leaves its entry behind, and says so:
 * once most are such, they are thrown out.  So it is never more than twice as
 * large as what is held.
 *
 * Not for others: they have log/memory/memory.h.
 */
#ifndef LOG_EXPIRY_H
#define LOG_EXPIRY_H

#include "log/memory/queue.h"

struct expiry_item {
	int64_t over_ms;
	uint64_t pos;
};

/* Zeroed: empty. */
struct expiry {
	struct expiry_item *items; /* none before the one at (i - 1) / 2 */
	size_t count, cap;
	size_t gone; /* how many have left the log */
};

/* Adds ev, which has a ttl; held has all that have not left. */
void expiry_add(
    struct expiry *e, const struct hub_event *ev, const struct queue *held);

/* Takes the place of one that is over by then; 0: none is. */
uint64_t expiry_take(struct expiry *e, int64_t wall_ms);

void expiry_clear(struct expiry *e);

#endif
