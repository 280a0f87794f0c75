#include "hub/backlog.h"

#include <stdlib.h>

#include "base/mem.h"

#define BYTES_MIN 256
#define ENDS_MIN 8
/* Room for a usual turn stays; what a burst made of it is given back. */
#define BYTES_KEPT ((size_t)16 << 10)
#define ENDS_KEPT (BYTES_KEPT / 64)

void
hub_backlog_clear(struct hub_backlog *b)
{
	free(b->bytes);
	free(b->ends);
	*b = (struct hub_backlog){ 0 };
}

/*
 * Makes room for n more bytes behind the tail.  What stands before the head
 * is overwritten once it is half of all, so that each byte moves once at
 * most for one that was added.
 */
static void
make_room(struct hub_backlog *b, size_t n)
{
	size_t held = (size_t)(b->tail - b->head);
	size_t dead = (size_t)(b->head - b->start);

	if (dead + held + n <= b->cap)
		return;
	if (dead >= held && held + n <= b->cap) {
		memmove(b->bytes, b->bytes + dead, held);
		b->start = b->head;
		return;
	}
	if (b->cap == 0)
		b->cap = BYTES_MIN;
	while (b->cap < dead + held + n)
		b->cap *= 2;
	b->bytes = mem_grow(b->bytes, b->cap, 1);
}

static void
add_end(struct hub_backlog *b)
{
	if (b->end_at + b->end_count == b->end_cap && b->end_at > 0 &&
	    b->end_at >= b->end_count) {
		memmove(b->ends, b->ends + b->end_at,
		    b->end_count * sizeof(*b->ends));
		b->end_at = 0;
	}
	if (b->end_at + b->end_count == b->end_cap) {
		b->end_cap = b->end_cap > 0 ? b->end_cap * 2 : ENDS_MIN;
		b->ends = mem_grow(b->ends, b->end_cap, sizeof(*b->ends));
	}
	b->ends[b->end_at + b->end_count++] = b->tail;
}

void
hub_backlog_add(struct hub_backlog *b, struct slice frame)
{
	make_room(b, frame.len);
	memcpy(b->bytes + (b->tail - b->start), frame.ptr, frame.len);
	b->tail += frame.len;
	add_end(b);
}

/* Nothing is held: starts again at the front. */
static void
empty(struct hub_backlog *b)
{
	b->start = b->head = b->tail;
	b->end_at = b->end_count = 0;
	if (b->cap > BYTES_KEPT) {
		free(b->bytes);
		b->bytes = NULL;
		b->cap = 0;
	}
	if (b->end_cap > ENDS_KEPT) {
		free(b->ends);
		b->ends = NULL;
		b->end_cap = 0;
	}
}

void
hub_backlog_drop(struct hub_backlog *b, uint64_t place)
{
	if (place == b->tail) {
		empty(b);
		return;
	}
	while (b->end_count > 0 && b->ends[b->end_at] <= place) {
		b->head = b->ends[b->end_at++];
		b->end_count--;
	}
}

uint64_t
hub_backlog_end(const struct hub_backlog *b, uint64_t place)
{
	const uint64_t *ends = b->ends + b->end_at;
	size_t low = 0, high = b->end_count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (ends[mid] <= place)
			low = mid + 1;
		else
			high = mid;
	}
	return ends[low];
}
