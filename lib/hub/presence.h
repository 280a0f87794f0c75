/*
 * hub/presence.h - who is here, as JSON and as events.
 *
 * "$ssed/streams" has an event of type open, or close, for each stream;
 * "$ssed/topics" one for each topic that gets its first follower by name, or
 * loses its last.  They have no id, and no log keeps them.
 */
#ifndef HUB_PRESENCE_H
#define HUB_PRESENCE_H

#include "hub/hub.h"

/* No stream's description is longer: each byte is at most six in JSON. */
#define HUB_DESCRIPTION_BYTES_MAX ((size_t)8 * 256 * (HUB_PATTERNS_MAX + 4))

/* Appends "sid":"...","user":"...","topics":[...]; without user if none. */
void hub_stream_describe(const struct hub_stream *s, struct buf *b);

void hub_announce_stream(const struct hub_stream *s, const char *type);
void hub_announce_topic(struct hub *hub, struct slice name, const char *type);

#endif
