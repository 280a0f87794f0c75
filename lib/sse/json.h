/*
 * sse/json.h - an event as a line of JSON, as sse-cat prints it and ssed gives
 * it to who asks for application/x-ndjson:
 *
 *	{"event":"message","id":"42","data":"...","topic":"news"}
 *
 * Data is always a string; topic is left out where there is none.  Not part
 * of libsse.
 */
#ifndef SSE_JSON_H
#define SSE_JSON_H

#include "base/buf.h"
#include "sse/parse.h"

/* Appends the line.  False, and out as it was, if out would be full. */
bool sse_json_add(struct buf *out, const struct sse_event *ev);

#endif
