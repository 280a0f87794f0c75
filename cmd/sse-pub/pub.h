/*
 * sse-pub/pub.h - the publisher, wired: options, input, post, receipt.
 */
#ifndef SSE_PUB_PUB_H
#define SSE_PUB_PUB_H

#include "sse-pub/options.h"

/* Publishes what the options say.  0, or -1 with words and an exit status. */
int pub_run(const struct pub_options *options, struct err *err);

#endif
