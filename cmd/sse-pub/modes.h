/*
 * sse-pub/modes.h - what sse-pub is for: each mode a file, and a row in pub.c.
 *
 * x_is_meant() tells by the options; x() does it, and returns 0, or -1 with
 * words and an exit status.
 */
#ifndef SSE_PUB_MODES_H
#define SSE_PUB_MODES_H

#include "sse-pub/pub.h"

/* -m, -f, -s, -n: one event. */
bool pub_one_is_meant(const struct pub_options *o);
int pub_one(struct pub *p, struct err *err);

/* -l, --ndjson: each line an event. */
bool pub_lines_is_meant(const struct pub_options *o);
int pub_lines(struct pub *p, struct err *err);

#endif
