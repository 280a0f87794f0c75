/*
 * sse-pub/run_queue.h - what a command printed, until the outbox has room.
 *
 * Holds QUEUE_BYTES_MAX.  A hub that takes events slows the command down to
 * its own pace, and nothing is lost.  One that does not, or takes nothing
 * for QUEUE_PATIENCE_MS, does not hold the command up: what does not fit is
 * dropped from then on, and counted, until there is room again.
 */
#ifndef SSE_PUB_RUN_QUEUE_H
#define SSE_PUB_RUN_QUEUE_H

#include "client/outbox.h"

#define QUEUE_BYTES_MAX ((size_t)8 << 20)
#define QUEUE_PATIENCE_MS 1000

struct run_queue {
	/* Set by the caller; borrowed. */
	struct draft draft;    /* but for type, id and data */
	const char *id;        /* what each id begins with */
	struct outbox *outbox; /* where it goes */

	int64_t dropped; /* lines */

	/* Its own. */
	struct buf waiting; /* objects, a line each */
	size_t moved_bytes; /* of it, those the outbox has already */
	struct buf mended;
	int64_t added, moved; /* events */
	int64_t full_since_ms;
	bool is_full, is_dropping;
};

void run_queue_init(struct run_queue *q);
void run_queue_clear(struct run_queue *q);

/* A line, or another piece of the one before. */
void run_queue_add_line(
    struct run_queue *q, const char *type, struct slice line, bool is_more);

/* The end: there is always room for it. */
void run_queue_add_exit(struct run_queue *q, struct slice data);

/* Gives the outbox what it has room for. */
void run_queue_turn(struct run_queue *q, int64_t now_ms);

/* Returns whether it takes a line, if only to drop it. */
bool run_queue_takes(const struct run_queue *q);

/* Returns how long to wait at most before the next turn. */
int64_t run_queue_wait_ms(const struct run_queue *q, int64_t now_ms);

bool run_queue_is_empty(const struct run_queue *q);

#endif
