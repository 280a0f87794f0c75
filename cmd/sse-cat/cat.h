/*
 * sse-cat/cat.h - the client, wired: options, follow, print, output.
 */
#ifndef SSE_CAT_CAT_H
#define SSE_CAT_CAT_H

#include "sse-cat/options.h"

/*
 * Prints the events of url until it ends.  0, or -1 with words and an exit
 * status; no words: there is nothing to say.
 */
int cat_run(
    const struct cat_options *options, const char *url, struct err *err);

#endif
