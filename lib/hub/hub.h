/*
 * hub/hub.h - topics, streams and the log, joined.
 *
 * Pure: knows no socket, no clock and no thread; time comes in as numbers,
 * ready streams go out through on_ready.  Everything runs on one thread, but
 * for what hub/stream.h says.
 * One turn: any number of hub_publish(), then hub_wake(), then the caller
 * sends what ready streams have, then hub_settle().
 */
#ifndef HUB_HUB_H
#define HUB_HUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "hub/log.h"
#include "hub/stats.h"
#include "hub/stream.h"

struct hub;

struct hub_options {
	int64_t retry_ms;   /* the hint in ssed.open */
	uint64_t lag_bytes; /* a stream further behind is ended */
	bool slow_skips;    /* or told of a gap, and goes on behind it */
	size_t streams_max;
	size_t topics_max; /* routes kept that nobody follows by name */
};

/* How a stream starts.  Borrowed until hub_stream_open() returns. */
struct hub_start {
	struct hub_select *select; /* moved from */
	enum hub_cursor_kind kind;
	struct slice id;   /* for HUB_CURSOR_ID */
	int64_t time_ms;   /* for HUB_CURSOR_TIME */
	int64_t wall_ms;   /* unix time; 0: not known */
	int64_t newest;    /* how many, for HUB_CURSOR_NEWEST */
	struct slice user; /* told in ssed.open; empty: none */
	int64_t retry_ms;  /* the hint in ssed.open; -1: the hub's */
	int64_t count_max; /* ends after so many events; 0: never */
	bool poll;         /* ends after what is kept */
	bool no_open;      /* leave ssed.open out */

	/*
	 * out: the id of the event that a cursor by id made it start behind;
	 * left empty if there is none.  NULL: not wanted.  A log that answers
	 * later has it written later: hub_stream_has_place().
	 */
	struct buf *behind;
};

/*
 * Returns a hub over log, which it owns from here.  on_ready is called when
 * a stream has something to send, or is done.
 */
struct hub *hub_new(const struct hub_options *options, struct hub_log *log,
    void (*on_ready)(struct hub_stream *s));

/* Frees the hub and its log.  All streams must be closed. */
void hub_free(struct hub *hub);

/*
 * Checks p->message and hands it to the log.  p->on_done is called once,
 * maybe before this returns.
 */
void hub_publish(struct hub *hub, struct hub_publish *p);

/*
 * Returns whether so much waits for the log that a source that can wait
 * is to: see hub/log.h.
 */
bool hub_is_behind(const struct hub *hub);

/*
 * Returns HUB_TAKEN if m may be published, or why not.  What an id is stands
 * in hub/event.h: hub_id_is_valid().
 */
enum hub_outcome hub_message_check(const struct hub_message *m);

/*
 * Makes s a stream of the hub; false if there are streams_max, or the log is
 * still reading for too many that are gone.
 */
bool hub_stream_open(
    struct hub *hub, struct hub_stream *s, const struct hub_start *start);

/* Frees what s holds, sent or not. */
void hub_stream_close(struct hub_stream *s);

/*
 * Before a flush: tells which streams have something new, each once.
 * now_ms: monotonic.
 */
void hub_wake(struct hub *hub, int64_t now_ms);

/*
 * After a flush: forgets what was sent, ends streams too far behind.  Returns
 * whether there is more to send, so that the next turn is not to wait.
 */
bool hub_settle(struct hub *hub);

/* Time passed: the log forgets what is too old. */
void hub_tick(struct hub *hub, int64_t wall_ms);

/*
 * Ends all streams once they sent what they have, each with a hint of its
 * own between retry_ms and twice that, so that they do not all return at once.
 */
void hub_drain(struct hub *hub, const char *reason);

/* Returns how many streams are open. */
size_t hub_stream_count(const struct hub *hub);

#endif
