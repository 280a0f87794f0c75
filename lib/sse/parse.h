/*
 * sse/parse.h - bytes of an event stream in, events out.
 *
 * Pure: no I/O, no clock, no logging.  However the bytes are split across
 * calls, the same events come out.  Invalid UTF-8 becomes U+FFFD.  Memory is
 * at most a small multiple of max_bytes, time is linear in the input.
 *
 * Spec: WHATWG HTML 9.2.5 "Parsing an event stream" and 9.2.6 "Interpreting
 * an event stream".
 */
#ifndef SSE_PARSE_H
#define SSE_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The longest reconnection delay kept; a longer one is cut to this. */
#define SSE_RETRY_MS_MAX INT64_C(86400000) /* a day */

struct sse_parser;

/*
 * One event.  Its slices are borrowed until the next call on the parser; data
 * may be a part of the input, which must stay for as long.
 */
struct sse_event {
	struct slice type;  /* "message" when the stream named none */
	struct slice data;  /* lines joined by '\n', no final '\n' */
	struct slice id;    /* last id the stream set; empty if none */
	struct slice topic; /* ssed's own field "topic"; empty if none */
	bool id_is_own;     /* this event's block set the id */
};

enum sse_status {
	SSE_MORE,    /* input used up, no event yet: feed more */
	SSE_EVENT,   /* *ev is filled: handle it, then call again */
	SSE_COMMENT, /* ev->data is a comment (only where asked for) */
	SSE_TOO_BIG, /* an event passed max_bytes, or memory: give up */
};

/*
 * Returns a parser that refuses lines, comments and events over max_bytes,
 * NULL if there is no memory.  Caller frees it.
 */
struct sse_parser *sse_parser_new(size_t max_bytes);

/* Frees p.  NULL is allowed. */
void sse_parser_free(struct sse_parser *p);

/* Comments are reported from now on (SSE_COMMENT), instead of skipped. */
void sse_parser_want_comments(struct sse_parser *p);

/*
 * Starts a new stream, after a reconnection: what was unfinished is dropped,
 * a BOM may come again.  The last id and the delay stay.
 */
void sse_parser_restart(struct sse_parser *p);

/*
 * Consumes bytes from the front of *in, up to the end of one event or of *in.
 * An event cut short by the end of the stream is never reported.  After
 * SSE_TOO_BIG nothing else is returned until sse_parser_restart().
 */
enum sse_status sse_parser_next(
    struct sse_parser *p, struct slice *in, struct sse_event *ev);

/*
 * Returns the last id that a blank line committed (also one whose block had
 * no data); empty if none.  Borrowed until the next call on the parser.
 */
struct slice sse_parser_id(const struct sse_parser *p);

/*
 * Sets the last id, as if the stream had; false if it is over max_bytes or
 * cannot be one: see sse_is_field_value().
 */
bool sse_parser_set_id(struct sse_parser *p, struct slice id);

/*
 * Returns the reconnection delay the stream last asked for, in ms, at most
 * SSE_RETRY_MS_MAX; -1 if none.  It holds from the end of its line on.
 */
int64_t sse_parser_retry_ms(const struct sse_parser *p);

#ifdef __cplusplus
}
#endif

#endif
