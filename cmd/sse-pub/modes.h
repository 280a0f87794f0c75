/*
 * sse-pub/modes.h - what sse-pub is for: each mode a file, and a row in pub.c.
 */
#ifndef SSE_PUB_MODES_H
#define SSE_PUB_MODES_H

#include "sse-pub/pub.h"

struct pub_mode {
	/* Tells by the options. */
	bool (*is_meant)(const struct pub_options *o);
	/* NULL, or -1 with words and STATUS_USAGE for what does not fit. */
	int (*check)(const struct pub_options *o, struct err *err);
	/* Does it: 0, or -1 with words and an exit status. */
	int (*run)(struct pub *p, struct err *err);
	bool takes_operands;
};

extern const struct pub_mode pub_one;     /* -m, -f, -s, -n: one event */
extern const struct pub_mode pub_lines;   /* -l, --ndjson: each line one */
extern const struct pub_mode pub_command; /* --run: what a command prints */
extern const struct pub_mode pub_flush;   /* --flush: what is in the spool */
extern const struct pub_mode pub_ask;     /* H: a question to people */
extern const struct pub_mode pub_confirm; /* C: an answer to one */

/* Returns whether the first operand is name, and no command's. */
bool pub_is_said(const struct pub_options *o, const char *name);

/* What goes with H and C, and with nothing else. */
int pub_ask_check(const struct pub_options *o, struct err *err);

#endif
