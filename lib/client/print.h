/*
 * client/print.h - events as text: JSON lines, data, an event stream.
 *
 * Pure.  json  {"event":"alert","id":"42","data":"..."}, then "topic" where
 *              the stream has one, "time" and "url" where they are told; the
 *              order is fixed; C0, DEL and C1 are escaped
 *        data  the data and a line end
 *        sse   an event stream that parses back to the same events
 */
#ifndef CLIENT_PRINT_H
#define CLIENT_PRINT_H

#include "base/buf.h"
#include "sse/parse.h"

enum print_format { PRINT_JSON, PRINT_DATA, PRINT_SSE };

struct print {
	enum print_format format;

	/* Set by the caller, who finds them off. */
	char end;         /* of a line of json and data: '\n' */
	bool embeds_json; /* json: data that is JSON is no string */
	bool color;       /* json: for a terminal */
	bool harmless;    /* data and sse: controls become visible */
	bool tells_url;   /* json */
	struct slice url; /* where the next event is from */
	int64_t time_ms;  /* json: unix time of the next event; -1: untold */

	/* Its own. */
	struct buf id;   /* sse: the last id that was written */
	struct buf text; /* what is to be made harmless */
};

/* event_bytes_max: of the longest event. */
void print_init(
    struct print *p, enum print_format format, size_t event_bytes_max);
void print_clear(struct print *p);

/* Appends ev to out; false, and out is as it was, if it did not fit. */
bool print_event(struct print *p, const struct sse_event *ev, struct buf *out);

/*
 * The same for a comment: {"comment":"..."} in json, a comment in sse, and
 * nothing in data.
 */
bool print_comment(struct print *p, struct slice text, struct buf *out);

#endif
