/*
 * hub/end.h - streams that end because the hub would have it so, and when
 * their clients are to come back: each at another time.
 */
#ifndef HUB_END_H
#define HUB_END_H

#include "hub/hub.h"

/* Every stream is due. */
#define HUB_DRAIN_ALL UINT32_MAX

/*
 * Returns a delay of its own for one client: between the hub's retry_ms, or
 * least_ms where that is more, and twice that.
 */
int64_t hub_retry_hint(const struct hub *hub, int64_t least_ms);

/* s is old: ends it once it has sent what it has. */
void hub_stream_expire(struct hub_stream *s);

/*
 * The log cannot be read: ends it, though not all is sent that was to be, so
 * that its client comes back with its cursor, and not soon.
 */
void hub_stream_fail(struct hub_stream *s);

/*
 * Ends, as hub_drain() does, the streams whose turn has come.  Each has its
 * own, at random between 0 and HUB_DRAIN_ALL, so that a share that grows ends
 * one after the other.  Who was told already is not told again.
 */
void hub_drain_share(struct hub *hub, const char *reason, uint32_t share);

#endif
