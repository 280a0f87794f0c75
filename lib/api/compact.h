/* api/compact.h - a tree of jansson's as compact JSON, and its strings. */
#ifndef API_COMPACT_H
#define API_COMPACT_H

#include "base/buf.h"

struct json_t; /* jansson's */

/*
 * No text of 1 MiB is longer once it was read and is written again: a byte
 * becomes six at most.
 */
#define API_COMPACT_BYTES_MAX ((size_t)6 << 20)

/*
 * Appends value, its members in the order in which they were read; false if
 * it did not fit.  Numbers stay as they were meant: 0.1 is 0.1.
 */
bool api_compact_add(struct buf *b, const struct json_t *value);

/* Returns the string that value is; empty if it is none. */
struct slice api_string_of(const struct json_t *value);

#endif
