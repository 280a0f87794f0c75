/*
 * crash/publisher.h - one who publishes on one connection, and remembers what
 * was not answered when the hub was killed.
 *
 * What has an id of its own is mostly sent again to the next hub: it is taken,
 * or found to be there.  Now and then what was acknowledged long ago is sent
 * again, which must be a duplicate, or with other data, which must be refused.
 */
#ifndef CRASH_PUBLISHER_H
#define CRASH_PUBLISHER_H

#include "link.h"
#include "record.h"

#define PUBLISHER_DEPTH_MAX 8
#define PUBLISHER_AGAIN_MAX 64
#define PUBLISHER_BULK_MAX 256

struct publisher_ask {
	struct message *messages[PUBLISHER_BULK_MAX];
	unsigned count;
	bool is_bulk;
	bool is_known; /* it was acknowledged before */
	bool is_other; /* ... and this is with other data */
};

struct publisher {
	struct link link;
	struct record *record;
	uint64_t *chance;
	bool makes_ids;
	uint32_t bulk;  /* so many messages in a request, at most; 0: one */
	unsigned depth; /* requests under way at once */
	bool is_ending; /* the hub was told to end, and may refuse */
	bool is_done;   /* nothing more in this round */
	size_t left;    /* how many more requests in this round */
	struct publisher_ask asks[PUBLISHER_DEPTH_MAX]; /* oldest first */
	unsigned asked;
	struct message *again[PUBLISHER_AGAIN_MAX];
	unsigned again_count;
	uint64_t acked, found; /* found: sent again, and it was there */
};

/* Begins a round: at most so many requests. */
void publisher_open(struct publisher *p, int port, size_t asks_max);

/* Reads answers, and asks for more; false once the hub is gone. */
bool publisher_pump(struct publisher *p);

/* Ends a round: what was not answered may be there or not. */
void publisher_close(struct publisher *p);

#endif
