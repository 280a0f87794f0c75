/*
 * hub/ring.h - frames that equal streams share: a queue with an absolute
 * index.
 *
 * The nth event ever added has index n, so that a stream's place in it is a
 * number that stays true while old events leave at the head.  Grows by
 * doubling; the hub bounds it by bytes (hub_feed_settle).
 */
#ifndef HUB_RING_H
#define HUB_RING_H

#include <stddef.h>
#include <stdint.h>

#include "hub/event.h"

struct hub_slot {
	struct hub_event *event; /* one reference */
	uint64_t end_bytes;      /* of all frames ever added, up to here */
};

struct hub_ring {
	struct hub_slot *slots;
	size_t slot_count;   /* a power of two, or 0 */
	uint64_t head, tail; /* [head, tail) are held */
	uint64_t bytes;      /* of all frames ever added */
};

void hub_ring_clear(struct hub_ring *r);

/* Adds ev, and a reference to it. */
void hub_ring_add(struct hub_ring *r, struct hub_event *ev);

/* Drops what stands before index. */
void hub_ring_drop(struct hub_ring *r, uint64_t index);

/* Returns the slot at index, which is in [head, tail). */
static inline const struct hub_slot *
hub_ring_at(const struct hub_ring *r, uint64_t index)
{
	return &r->slots[index & (r->slot_count - 1)];
}

#endif
