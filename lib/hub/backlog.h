/*
 * hub/backlog.h - frames that equal streams have yet to send: bytes with an
 * absolute place.
 *
 * The byte at place n is the nth that was ever added, so that a stream's
 * place stays true while old frames leave at the head; and what is new since
 * any place is one run, which one send takes.  Grows by doubling; the hub
 * bounds it (hub_feed_settle).
 */
#ifndef HUB_BACKLOG_H
#define HUB_BACKLOG_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct hub_backlog {
	char *bytes;
	size_t cap;
	uint64_t start;      /* place of bytes[0] */
	uint64_t head, tail; /* whole frames: [head, tail) are held */
	uint64_t *ends;      /* of the frames held, from ends[end_at] on */
	size_t end_at, end_count, end_cap;
};

void hub_backlog_clear(struct hub_backlog *b);

/* Adds a frame, which is copied. */
void hub_backlog_add(struct hub_backlog *b, struct slice frame);

/* Drops the frames that end at place or before it. */
void hub_backlog_drop(struct hub_backlog *b, uint64_t place);

/* Returns the end of the frame that holds the byte at place. */
uint64_t hub_backlog_end(const struct hub_backlog *b, uint64_t place);

/* Returns the bytes from place on; until the next add or drop. */
static inline struct slice
hub_backlog_from(const struct hub_backlog *b, uint64_t place)
{
	return (struct slice){ b->bytes + (place - b->start),
		(size_t)(b->tail - place) };
}

#endif
