/*
 * http/url.h - paths and queries, taken apart and decoded.
 *
 * Pure.  Walkers hand out raw pieces that borrow from their input: decoding
 * comes after splitting, so that %2F and %26 part nothing.
 *
 * Spec: RFC 3986 2.1, 3.3 and 3.4; for '+', WHATWG URL 5.1.
 */
#ifndef HTTP_URL_H
#define HTTP_URL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

/*
 * Appends s with each %XX decoded.  False, and b as it was, if a '%' is not
 * followed by two hexadecimal digits, or b is full.  %00 becomes a NUL and
 * the bytes need not be UTF-8: the caller judges.
 */
bool http_url_decode(struct buf *b, struct slice s, bool plus_is_space);

/*
 * Takes the next name=value off the front of *query, raw.  Without '=' the
 * value is empty; empty pairs are passed over.  False at the end.
 */
bool http_query_next(
    struct slice *query, struct slice *name, struct slice *value);

/*
 * Sets *value to the decoded value of the first pair of that name, '+' being
 * a blank.  False, and *value empty, if there is none or it is malformed.
 */
bool http_query_find(struct slice query, const char *name, struct buf *value);

/* The same, raw; a pair without a value is passed over. */
bool http_query_find_raw(
    struct slice query, const char *name, struct slice *value);

/*
 * Takes the next segment off the front of *path, raw and without its '/'.
 * "/a/" has two, of which the last is empty.  False at the end.
 */
bool http_path_next(struct slice *path, struct slice *segment);

#endif
