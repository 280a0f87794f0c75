/*
 * sse-cat/cat.h - the client, wired: all sources, one sink, one wait.
 */
#ifndef SSE_CAT_CAT_H
#define SSE_CAT_CAT_H

#include "sse-cat/options.h"

#define CAT_SOURCES_MAX 64

/*
 * Prints the events of all operands until they end.  0, or -1 with words and
 * an exit status; no words: there is nothing to say.  What went wrong with
 * one of several is said when it does, and is the status of it all.
 */
int cat_run(const struct cat_options *options,
    const struct opt_operands *operands, struct err *err);

#endif
