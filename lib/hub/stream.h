/*
 * hub/stream.h - one open response: a cursor, and what goes before it.
 *
 * Owns no copy of an event.  First come the pending frames (ssed.open,
 * ssed.gap, a page of history, ssed.bye), then, while it is live, the frames
 * of its feed from its cursor on.  A stream that has history to send is not
 * live: it reads the log page by page as it drains, and joins its feed at
 * the moment it has read the log's end, so there is neither gap nor double.
 *
 * For a live stream, hub_stream_peek() and hub_stream_consume() touch only
 * the stream and read its feed; all else is for the loop thread.
 */
#ifndef HUB_STREAM_H
#define HUB_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "base/slice.h"
#include "hub/event.h"

struct hub_feed;
struct hub_replay;
struct hub_stream;

#define HUB_SID_BYTES 22

struct hub_stream {
	struct hub_feed *feed;
	struct hub_replay *replay;  /* NULL: live, or ending */
	struct hub_event **pending; /* NULL: none; one reference each */
	uint32_t pending_at, pending_count, pending_cap;
	uint32_t at;           /* in feed->streams, while live */
	uint64_t cursor;       /* in feed->ring, while live */
	size_t offset;         /* bytes of the first frame that are sent */
	struct list behind;    /* in feed->behind: its socket took no more */
	void *owner;           /* the follower's, for hub->on_ready */
	struct hub_event *bye; /* what ends it once it is live; NULL: none */
	char sid[HUB_SID_BYTES];
	bool live : 1;
	bool blocked : 1; /* its socket took no more */
	bool ending : 1;  /* what is pending is the last */
};

/* Frees what s holds, and takes it out of its feed. */
void hub_stream_clear(struct hub_stream *s);

/* Returns the next frames to send, at most max; 0 if none is ready. */
size_t hub_stream_peek(struct hub_stream *s, struct slice *out, size_t max);

/* The first n bytes of what peek returned were sent. */
void hub_stream_consume(struct hub_stream *s, size_t n);

/* Returns whether all is sent and nothing more will come. */
bool hub_stream_is_done(const struct hub_stream *s);

/* Its socket takes no more (true), or all that was ready is sent (false). */
void hub_stream_set_behind(struct hub_stream *s, bool behind);

/* Puts a control frame behind what is pending.  Takes over ev. */
void hub_stream_push(struct hub_stream *s, struct hub_event *ev);

/* It is where it would be live: says its ssed.bye instead, if it has one. */
bool hub_stream_finish(struct hub_stream *s);

/* Adds a heartbeat, unless something else is on its way. */
void hub_stream_beat(struct hub_stream *s);

/*
 * Says ssed.bye with that reason, and ends the stream once it is sent.
 * retry_ms: when to come back; -1: not said.  finish: first send all that it
 * was already given, or, where it is not live, all that the log has for it.
 */
void hub_stream_end(
    struct hub_stream *s, const char *reason, int64_t retry_ms, bool finish);

#endif
