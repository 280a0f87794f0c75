/*
 * client/receipt.h - what a hub answers when it has taken an event:
 * {"id":"...","delivered":3}.
 *
 * Pure.  Who answers may be anybody, and only what is a receipt counts, of
 * what was sent: not one of another event, as a cache has that stands between.
 */
#ifndef CLIENT_RECEIPT_H
#define CLIENT_RECEIPT_H

#include "base/buf.h"

#define RECEIPT_BYTES_MAX ((size_t)64 << 10)
#define RECEIPT_LINE_BYTES_MAX (RECEIPT_BYTES_MAX * 6) /* once escaped */

struct json_t; /* jansson's */

struct receipt {
	bool is_duplicate;  /* the hub had it already */
	bool is_for_nobody; /* it was handed to no stream */
};

/* What was sent; borrowed.  Empty: it had none. */
struct receipt_of {
	struct slice id;
	struct slice re; /* it is an answer to the question of this id */
};

/*
 * Reads one, and only that of what was sent.  Appends it to line, unless that
 * is NULL.  False: it is none, or there is no room for it.
 */
bool receipt_read(struct receipt *r, const struct receipt_of *of,
    struct slice text, struct buf *line);

/* Appends value as a line that does a terminal no harm; false: no room. */
bool receipt_add_line(struct buf *b, const struct json_t *value);

#endif
