/*
 * hub/stream.h - one open response: a cursor, and what goes before it.
 *
 * Owns no copy of an event.  First comes what is pending (ssed.open, ssed.gap,
 * a page of history, ssed.bye), then, while it is live, the events of its
 * feed's ring from its cursor on.  A stream that has history to send
 * is not live: it reads the log page by page as it drains, and joins its feed
 * at the moment it has read the log's end, so there is neither gap nor
 * double.
 *
 * hub_stream_peek() and hub_stream_consume() touch only the stream, and read
 * its feed: different streams may be written from different threads, as long
 * as nothing else runs.  All else is for the loop thread.
 */
#ifndef HUB_STREAM_H
#define HUB_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "base/slice.h"
#include "hub/audience.h"
#include "hub/event.h"

/* Why a stream is over. */
enum hub_end {
	HUB_END_CLIENT, /* nobody ended it: its client left, or was lost */
	HUB_END_DONE,   /* it had all that it had asked for */
	HUB_END_SLOW,   /* what follows are the reasons of ssed.bye */
	HUB_END_DRAIN,
	HUB_END_CLOSED,
	HUB_END_KICKED,
	HUB_END_EXPIRED,
	HUB_END_FAILED,
	HUB_END_OTHER,
	HUB_END_COUNT,
};

struct hub_feed;
struct hub_pending;
struct hub_replay;
struct hub_user;

#define HUB_SID_BYTES 16
#define HUB_SID_TEXT_BYTES 22 /* the same in base64url, without NUL */

/* Kept small, since most are idle.  Inside another struct; see hub/hub.h. */
struct hub_stream {
	struct hub_feed *feed;
	struct hub_user *user;       /* NULL: not known */
	struct hub_replay *replay;   /* NULL: live, or ending */
	struct hub_pending *pending; /* NULL: none */
	uint64_t cursor;             /* in feed->ring, while live */
	size_t offset;      /* bytes of the event there that are sent */
	struct list behind; /* in feed->behind */
	uint32_t at;        /* in feed->streams, while live */
	uint32_t user_at;   /* in user->streams */
	uint32_t opened_s;  /* unix time */
	bool live : 1;
	bool blocked : 1;  /* its socket took no more */
	bool ending : 1;   /* what is pending is the last */
	unsigned char end; /* enum hub_end */
	unsigned char sid[HUB_SID_BYTES];
};

/* Writes the name of s, as clients see it; the slice points into text. */
struct slice hub_stream_sid(
    const struct hub_stream *s, char text[HUB_SID_TEXT_BYTES]);

/* Returns who reads it.  Borrowed until it follows other topics. */
struct hub_reader hub_stream_reader(const struct hub_stream *s);

/* Returns what its frames are written in. */
enum hub_format hub_stream_format(const struct hub_stream *s);

/* Returns the next frames to send, at most max; 0 if none is ready. */
size_t hub_stream_peek(
    const struct hub_stream *s, struct slice *out, size_t max);

/*
 * The first n bytes of what peek returned were sent.  Returns whether
 * hub_stream_settle() is due.
 */
bool hub_stream_consume(struct hub_stream *s, size_t n);

/* Frees what was sent, and reads on where s has history to send. */
void hub_stream_settle(struct hub_stream *s);

/* Returns whether all is sent and nothing more will come. */
bool hub_stream_is_done(const struct hub_stream *s);

/* Its socket takes no more (true), or all that was ready is sent (false). */
void hub_stream_set_behind(struct hub_stream *s, bool behind);

/* Returns whether hub_start.behind is written, if that was wanted. */
bool hub_stream_has_place(const struct hub_stream *s);

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
