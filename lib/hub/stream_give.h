/*
 * hub/stream_give.h - what the hub gives to its streams.  Not for others.
 */
#ifndef HUB_STREAM_GIVE_H
#define HUB_STREAM_GIVE_H

#include "hub/stream.h"

/* Puts ev behind what is pending, and takes it over; NULL is nothing. */
void hub_stream_push(struct hub_stream *s, struct hub_event *ev);

/* Puts a control event there: hub_format_control(). */
void hub_stream_say(struct hub_stream *s, const char *type, struct slice json,
    int64_t retry_ms);

/*
 * Gives s, which may be live, an event in its format, behind all that it has
 * been given.  Counts as one of those that it wanted.
 */
void hub_stream_give(struct hub_stream *s, struct hub_event *ev);

/* s goes on with that feed, whose reference it takes over. */
void hub_stream_move(struct hub_stream *s, struct hub_feed *feed);

/* s is live, and has got its last event: ends it once all is sent. */
void hub_stream_stop(struct hub_stream *s);

#endif
