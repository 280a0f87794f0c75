/*
 * sse/write.h - events in, bytes of an event stream out.
 *
 * Pure.  What is written parses back to the same event, but for this: the
 * format has one line end, so CR LF and CR in data come back as LF.
 *
 * Spec: WHATWG HTML 9.2.5 "Parsing an event stream".
 */
#ifndef SSE_WRITE_H
#define SSE_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sse/parse.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Returns whether s can be an id, type or topic: no NUL, CR or LF in it. */
bool sse_is_field_value(struct slice s);

/*
 * Returns whether s comes back in Last-Event-ID as it is: no byte below 0x20
 * and no 0x7f, which a header cannot have, and no space at either end, which
 * it loses there.  An empty s does.
 */
bool sse_is_id(struct slice s);

/*
 * Returns how many bytes ev takes in the stream.  Fields: an empty type, or
 * "message", an empty id and an empty topic are left out; data is always
 * there, split at CR LF, LF and CR.  retry_ms < 0: no retry field.
 */
size_t sse_event_size(const struct sse_event *ev, int64_t retry_ms);

/*
 * Writes ev to out, which has room for sse_event_size() bytes, and returns
 * how many were written.  type, id and topic must be field values.
 * Order: event, id, topic, retry, data, a blank line.
 */
size_t sse_event_write(const struct sse_event *ev, int64_t retry_ms, char *out);

#ifdef __cplusplus
}
#endif

#endif
