/*
 * hub/pending.h - what one stream has to send before its feed's: events that
 * it shares, and what is its own, as hub_event_raw() makes it.
 *
 * hub_pending_consume() only counts, so that it may run on any thread; what
 * it left behind is freed by hub_pending_settle(), on the loop thread.
 */
#ifndef HUB_PENDING_H
#define HUB_PENDING_H

#include <stdbool.h>

#include "hub/event.h"

struct hub_pending {
	uint32_t at, count, cap;   /* [at, at + count) are not sent yet */
	size_t offset;             /* bytes of the first of them that are */
	uint64_t bytes;            /* of them all, the offset's among them */
	struct hub_event *items[]; /* one reference each */
};

/* All take NULL for none. */

/* Appends ev, whose reference it takes over; makes *p, or grows it. */
void hub_pending_push(struct hub_pending **p, struct hub_event *ev);

size_t hub_pending_peek(
    const struct hub_pending *p, struct slice *out, size_t max);

/* Returns the last event, NULL for none. */
struct hub_event *hub_pending_last(const struct hub_pending *p);

/* Takes it back, with its reference; NULL where it is sent in part. */
struct hub_event *hub_pending_take_last(struct hub_pending *p);

/* Takes up to n bytes off the front; returns what is left of n. */
size_t hub_pending_consume(struct hub_pending *p, size_t n);

/* Frees what was sent, and *p with the last of it. */
void hub_pending_settle(struct hub_pending **p);

/* Drops all but the event that is sent in part. */
void hub_pending_drop(struct hub_pending **p);

void hub_pending_free(struct hub_pending *p);

static inline bool
hub_pending_is_empty(const struct hub_pending *p)
{
	return p == NULL || p->count == 0;
}

#endif
