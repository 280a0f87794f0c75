/*
 * hub/replay.h - a stream's way through the log, until it is live.
 *
 * First comes what is retained or held, then the events from its cursor on.
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
	struct hub_feed *feed; /* one reference: the log reads its select */
	uint64_t from_pos, from_mark; /* the page's, when it was asked for */
	struct hub_stream *stream;    /* NULL: gone */
	char *id, *user;              /* what seek.id and its reader point to */
	struct hub_event *bye;        /* its last, if it ends; or NULL */
	struct buf *behind;           /* start's, until it is told; or NULL */
	uint64_t opened_pos;          /* the log's newest when it was opened */
	int64_t left;                 /* events it still gets; 0: all */
	bool is_back; /* the newest id that it got is an old one */
	bool ends;    /* once all is read, s ends */
	bool busy;    /* the log has it */
};

/* Returns whether the log may keep something for s beside its events. */
bool hub_replay_has_kept(const struct hub_stream *s);

/* Looks for the place that start names, and tells the stream of a gap. */
void hub_replay_start(struct hub_stream *s, const struct hub_start *start);

/* s, whose feed is another one now, goes on with that. */
void hub_replay_move(struct hub_stream *s);

/* Reads the next page, unless the log is at it; in the end s goes live. */
void hub_replay_read(struct hub_stream *s);

/* Once all is read, s is to end, with bye or NULL.  Takes it over. */
void hub_replay_end_with(struct hub_stream *s, struct hub_event *bye);

/* s reads no more.  Harmless when it does not. */
void hub_replay_stop(struct hub_stream *s);

#endif
