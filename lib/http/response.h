/*
 * http/response.h - the head of an HTTP/1.1 response as bytes.
 *
 * Pure: the date comes in as text.
 *
 * Spec: RFC 9112 4, RFC 9110 6.6.1, 8.6 and 15.
 */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "http/exchange.h"

/* What the connection adds to a response.  Zeroed: nothing. */
struct http_response_wire {
	struct slice date; /* an IMF-fixdate; empty: no Date */
	bool has_length;   /* Content-Length is length */
	uint64_t length;
	bool close;         /* Connection: close */
	bool keep_alive_10; /* else: Connection: keep-alive */
};

/* Returns "OK", "Not Found", ...; "Unknown" if the number has no name. */
const char *http_status_text(int status);

/*
 * Returns whether s may be the value of a field: no control but the tab, and
 * no blank at either end.
 */
bool http_field_value_is_valid(struct slice s);

/*
 * Appends the head of resp, up to and with the empty line.  1xx, 204 and 304
 * have neither Content-Length nor Content-Type.  False, and b as it was, if it
 * is full, or the status, type or date is not fit for a head.
 */
bool http_response_head(struct buf *b, const struct http_response *resp,
    const struct http_response_wire *wire);

#endif
