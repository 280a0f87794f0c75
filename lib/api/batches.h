/*
 * api/batches.h - how many events a follower would have as one.
 *
 * "N,T": N events, or as many as come in T, whichever is first.  N is at most
 * HUB_BATCH_MAX, T at most API_BATCH_MS_MAX; N is 0 for none.  Just "N" is
 * "N" with a second.
 */
#ifndef API_BATCHES_H
#define API_BATCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define API_BATCH_MS_MAX INT64_C(60000)

struct api_batches {
	size_t count;
	int64_t ms;
};

/* Reads a parameter, where T is milliseconds; false if it is none. */
bool api_batches_read(struct api_batches *b, struct slice text);

/* Reads an option, where T is a duration; false if it is none. */
bool api_batches_parse(struct api_batches *b, struct slice text);

/* For the option table. */
bool api_batches_is_option(const char *text);

#endif
