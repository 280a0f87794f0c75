#include "hub/pending.h"

#include <stdlib.h>

#include "base/mem.h"

#define ITEMS_MIN 4

void
hub_pending_push(struct hub_pending **p, struct hub_event *ev)
{
	struct hub_pending *now = *p;
	uint32_t end = now != NULL ? now->at + now->count : 0;

	if (now == NULL || end == now->cap) {
		uint32_t cap = now != NULL ? now->cap * 2 : ITEMS_MIN;
		size_t size = sizeof(*now) + cap * sizeof(struct hub_event *);
		struct hub_pending head = { 0 };

		if (now != NULL)
			head = *now;
		now = mem_grow(now, 1, size);
		*now = head;
		now->cap = cap;
		*p = now;
	}
	now->items[end] = ev;
	now->count++;
	now->bytes += ev->frame.len;
}

size_t
hub_pending_peek(const struct hub_pending *p, struct slice *out, size_t max)
{
	size_t n = 0;

	if (p == NULL)
		return 0;
	for (; n < p->count && n < max; n++)
		out[n] = p->items[p->at + n]->frame;
	if (n > 0)
		out[0] = slice_drop(out[0], p->offset);
	return n;
}

struct hub_event *
hub_pending_last(const struct hub_pending *p)
{
	if (hub_pending_is_empty(p))
		return NULL;
	return p->items[p->at + p->count - 1];
}

struct hub_event *
hub_pending_take_last(struct hub_pending *p)
{
	struct hub_event *last = hub_pending_last(p);

	if (last == NULL || (p->count == 1 && p->offset > 0))
		return NULL;
	p->count--;
	p->bytes -= last->frame.len;
	return last;
}

size_t
hub_pending_consume(struct hub_pending *p, size_t n)
{
	while (!hub_pending_is_empty(p)) {
		size_t left = p->items[p->at]->frame.len - p->offset;

		if (n < left) {
			p->offset += n;
			return 0;
		}
		n -= left;
		p->bytes -= p->items[p->at]->frame.len;
		p->at++;
		p->count--;
		p->offset = 0;
	}
	return n;
}

void
hub_pending_settle(struct hub_pending **p)
{
	struct hub_pending *now = *p;

	if (now == NULL)
		return;
	for (uint32_t i = 0; i < now->at; i++)
		hub_event_unref(now->items[i]);
	if (now->count == 0) {
		free(now);
		*p = NULL;
		return;
	}
	memmove(now->items, now->items + now->at,
	    now->count * sizeof(struct hub_event *));
	now->at = 0;
}

void
hub_pending_drop(struct hub_pending **p)
{
	struct hub_pending *now = *p;
	uint32_t kept = now != NULL && now->offset > 0 ? 1 : 0;

	if (now == NULL)
		return;
	while (now->count > kept) {
		struct hub_event *ev = now->items[now->at + --now->count];

		now->bytes -= ev->frame.len;
		hub_event_unref(ev);
	}
	hub_pending_settle(p);
}

void
hub_pending_free(struct hub_pending *p)
{
	if (p == NULL)
		return;
	for (uint32_t i = 0; i < p->at + p->count; i++)
		hub_event_unref(p->items[i]);
	free(p);
}
