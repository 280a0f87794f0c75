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

/*
 * H: a question to people.  C: an answer to one.  What goes with neither is
 * told by pub_ask_check().
 */
int pub_ask_check(const struct pub_options *o, struct err *err);
bool pub_ask_is_meant(const struct pub_options *o);
int pub_ask(struct pub *p, struct err *err);
bool pub_confirm_is_meant(const struct pub_options *o);
int pub_confirm(struct pub *p, struct err *err);

/* --run: what a command prints, and how it ends; exits as it did. */
bool pub_run_command_is_meant(const struct pub_options *o);
int pub_check_command(const struct pub_options *o, struct err *err);
int pub_run_command(struct pub *p, struct err *err);

/* --flush: what is in the spool. */
bool pub_flush_is_meant(const struct pub_options *o);
int pub_flush(struct pub *p, struct err *err);

#endif
