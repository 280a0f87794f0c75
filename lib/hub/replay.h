/*
 * hub/replay.h - a stream's way through the log, until it is live.
 *
 * The stream may be closed while the log is still reading: then the answer
 * comes to an orphan, which frees itself.
 */
#ifndef HUB_REPLAY_H
#define HUB_REPLAY_H

#include "hub/hub.h"

struct hub_replay {
	struct hub_seek seek;
	struct hub_page page;
	struct hub_stream *stream; /* NULL: gone */
	char *id;                  /* what seek.id points to */
	struct list rest;          /* in hub->resting */
	uint64_t turn;             /* of hub->turn, in which it read */
	int page_count;            /* pages read in that turn */
	bool busy;                 /* the log has it */
};

/* Looks for the place that start names, and tells the stream of a gap. */
void hub_replay_start(struct hub_stream *s, const struct hub_start *start);

/*
 * Reads on until s has something to send, is live, or must wait: for the
 * log, or, once it had its share of a turn, for the next.
 */
void hub_replay_read(struct hub_stream *s);

/* s reads no more.  Harmless when it does not. */
void hub_replay_stop(struct hub_stream *s);

#endif
