/*
 * hub/format.h - what an event looks like to its followers.
 *
 * Pure.  An event stream is what its frame is already; other formats are
 * written once for all followers who want them, and thrown away.
 */
#ifndef HUB_FORMAT_H
#define HUB_FORMAT_H

#include "base/buf.h"
#include "hub/event.h"

enum hub_format {
	HUB_FORMAT_STREAM, /* text/event-stream */
	HUB_FORMAT_NDJSON, /* sse/json.h; control events are lines, too */
	HUB_FORMAT_TEXT,   /* data, each ended by LF; nothing else */
	HUB_FORMAT_COUNT,
};

/* No event is longer in any format: see HUB_DATA_BYTES_MAX. */
#define HUB_FORMAT_BYTES_MAX ((size_t)8 * HUB_DATA_BYTES_MAX)

/* Appends ev; false if b would be full. */
bool hub_format_event(
    struct buf *b, enum hub_format format, const struct hub_event *ev);

/* Returns what goes out for ev, as the frame of an event of its own. */
struct hub_event *hub_format_new(
    enum hub_format format, const struct hub_event *ev);

/*
 * Returns a control event, NULL where the format has none.  json: its data.
 * retry_ms: the hint that goes with it; -1: none.
 */
struct hub_event *hub_format_control(enum hub_format format, const char *type,
    struct slice json, int64_t retry_ms);

/* Returns the hint alone, NULL where the format has none. */
struct hub_event *hub_format_retry(enum hub_format format, int64_t retry_ms);

/* Returns what shows that a stream lives, NULL where the format has none. */
struct hub_event *hub_format_beat(enum hub_format format);

#endif
