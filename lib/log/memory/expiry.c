#include "log/memory/expiry.h"

#include <stdlib.h>

#include "base/mem.h"

#define GONE_MIN 64
#define CAP_MIN 64

static void
sift_down(struct expiry *e, size_t at)
{
	struct expiry_item it = e->items[at];

	for (;;) {
		size_t next = 2 * at + 1;

		if (next >= e->count)
			break;
		if (next + 1 < e->count &&
		    e->items[next + 1].over_ms < e->items[next].over_ms)
			next++;
		if (it.over_ms <= e->items[next].over_ms)
			break;
		e->items[at] = e->items[next];
		at = next;
	}
	e->items[at] = it;
}

static void
throw_out_gone(struct expiry *e, const struct queue *held)
{
	size_t kept = 0;

	for (size_t i = 0; i < e->count; i++)
		if (queue_find(held, e->items[i].pos) != NULL)
			e->items[kept++] = e->items[i];
	e->count = kept;
	e->gone = 0;
	for (size_t i = kept / 2; i > 0; i--)
		sift_down(e, i - 1);
}

void
expiry_add(
    struct expiry *e, const struct hub_event *ev, const struct queue *held)
{
	struct expiry_item it = { hub_event_over_ms(ev), ev->pos };
	size_t at;

	if (e->gone >= GONE_MIN && e->gone * 2 > e->count)
		throw_out_gone(e, held);
	if (e->count == e->cap) {
		e->cap = e->cap > 0 ? e->cap * 2 : CAP_MIN;
		e->items = mem_grow(e->items, e->cap, sizeof(*e->items));
	}
	for (at = e->count++; at > 0; at = (at - 1) / 2) {
		if (e->items[(at - 1) / 2].over_ms <= it.over_ms)
			break;
		e->items[at] = e->items[(at - 1) / 2];
	}
	e->items[at] = it;
}

uint64_t
expiry_take(struct expiry *e, int64_t wall_ms)
{
	uint64_t pos;

	if (e->count == 0 || e->items[0].over_ms > wall_ms)
		return 0;
	pos = e->items[0].pos;
	e->items[0] = e->items[--e->count];
	if (e->count > 0)
		sift_down(e, 0);
	return pos;
}

void
expiry_clear(struct expiry *e)
{
	free(e->items);
	*e = (struct expiry){ 0 };
}
