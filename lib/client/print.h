/*
 * client/print.h - events as text: JSON lines, data, an event stream.
 *
 * Pure.  json  {"event":"alert","id":"42","data":"..."}, with "topic" where
 *              the stream has one, "url" where it is told; the order is fixed; C0, DEL and C1 are
 *              escaped
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
	struct slice url; /* json: where the next event is from; or empty */
	struct buf id;    /* sse: the last id that was written */
};

/* id_bytes_max: of the longest id. */
void print_init(struct print *p, enum print_format format, size_t id_bytes_max);
void print_clear(struct print *p);

/* Appends ev to out; false, and out is as it was, if it did not fit. */
bool print_event(struct print *p, const struct sse_event *ev, struct buf *out);

#endif
