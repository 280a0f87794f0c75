#include "hub/ring.h"

#include <stdlib.h>

#include "base/mem.h"

#define SLOTS_MIN 8
/* A ring that a burst made longer than this is given back once empty. */
#define SLOTS_KEPT 1024

void
hub_ring_clear(struct hub_ring *r)
{
	hub_ring_drop(r, r->tail);
	free(r->slots);
	r->slots = NULL;
	r->slot_count = 0;
}

static void
grow(struct hub_ring *r)
{
	size_t count = r->slot_count > 0 ? r->slot_count * 2 : SLOTS_MIN;
	struct hub_slot *slots = mem_new(count * sizeof(*slots));

	for (uint64_t i = r->head; i < r->tail; i++)
		slots[i & (count - 1)] = *hub_ring_at(r, i);
	free(r->slots);
	r->slots = slots;
	r->slot_count = count;
}

void
hub_ring_add(struct hub_ring *r, struct hub_event *ev)
{
	if (r->tail - r->head == r->slot_count)
		grow(r);
	r->bytes += ev->frame.len;
	r->slots[r->tail & (r->slot_count - 1)] =
	    (struct hub_slot){ hub_event_ref(ev), r->bytes };
	r->tail++;
}

void
hub_ring_drop(struct hub_ring *r, uint64_t index)
{
	while (r->head < index)
		hub_event_unref(hub_ring_at(r, r->head++)->event);
	if (r->head == r->tail && r->slot_count > SLOTS_KEPT) {
		free(r->slots);
		r->slots = NULL;
		r->slot_count = 0;
	}
}
