#include "log/memory/queue.h"

#include <stdlib.h>

#include "base/mem.h"

#define SLOTS_MIN 8
#define HOLES_MIN 64

void
queue_add(struct queue *q, struct hub_event *ev)
{
	if (q->count == q->cap) {
		struct queue larger = {
			.count = q->count,
			.cap = q->cap > 0 ? q->cap * 2 : SLOTS_MIN,
			.holes = q->holes,
		};

		larger.slots = mem_new(larger.cap * sizeof(*larger.slots));
		for (size_t i = 0; i < q->count; i++)
			larger.slots[i] = *queue_at(q, i);
		free(q->slots);
		*q = larger;
	}
	q->count++;
	*queue_at(q, q->count - 1) = (struct queue_slot){ ev->pos, ev };
}

static void
advance(struct queue *q)
{
	q->first = (q->first + 1) & (q->cap - 1);
	q->count--;
}

/* Closes the holes at the head, and all once they are most of the queue. */
static void
close_holes(struct queue *q)
{
	size_t kept = 0;

	for (; q->count > 0 && queue_at(q, 0)->event == NULL; q->holes--)
		advance(q);
	if (q->holes < HOLES_MIN || q->holes * 2 < q->count)
		return;
	for (size_t i = 0; i < q->count; i++)
		if (queue_at(q, i)->event != NULL)
			*queue_at(q, kept++) = *queue_at(q, i);
	q->count = kept;
	q->holes = 0;
}

struct hub_event *
queue_shift(struct queue *q)
{
	struct hub_event *ev = queue_at(q, 0)->event;

	advance(q);
	if (q->holes > 0)
		close_holes(q);
	return ev;
}

size_t
queue_after(const struct queue *q, uint64_t pos)
{
	size_t low = 0, high = q->count;

	/* What is read is often all of it. */
	if (high > 0 && queue_at(q, 0)->pos > pos)
		return 0;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (queue_at(q, mid)->pos <= pos)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Returns its slot, NULL if it has none, or a hole. */
static struct queue_slot *
slot_of(const struct queue *q, uint64_t pos)
{
	size_t at = queue_after(q, pos - 1);
	struct queue_slot *slot = at < q->count ? queue_at(q, at) : NULL;

	if (slot == NULL || slot->pos != pos || slot->event == NULL)
		return NULL;
	return slot;
}

bool
queue_drop(struct queue *q, uint64_t pos)
{
	struct queue_slot *slot;

	/* The head is no hole; and what is forgotten is mostly there. */
	if (q->count > 0 && queue_at(q, 0)->pos == pos) {
		queue_shift(q);
		return true;
	}
	slot = slot_of(q, pos);
	if (slot == NULL)
		return false;
	slot->event = NULL;
	q->holes++;
	close_holes(q);
	return true;
}

struct hub_event *
queue_find(const struct queue *q, uint64_t pos)
{
	const struct queue_slot *slot = slot_of(q, pos);

	return slot != NULL ? slot->event : NULL;
}

void
queue_clear(struct queue *q)
{
	free(q->slots);
	*q = (struct queue){ 0 };
}
