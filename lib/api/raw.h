/*
 * api/raw.h - a message whose data is the body of a request.
 *
 * What else there is to say comes in the query or in header fields: event
 * (Ssed-Event), id (Ssed-Id, Idempotency-Key), retry (Ssed-Retry), and what
 * api/extra.h has.  The query wins.  application/octet-stream is mended where
 * it is no UTF-8.
 */
#ifndef API_RAW_H
#define API_RAW_H

#include "api/extra.h"
#include "http/exchange.h"

/* Owns what the slices of .message point into, but for the body. */
struct api_raw {
	struct hub_message message; /* without a topic */
	struct buf type, id, retry, mended;
	struct api_extra extra;
};

/* -1 with an enum api_code in err->code, and words.  Clear it after either. */
int api_raw_read(
    struct api_raw *raw, const struct http_exchange *x, struct err *err);
void api_raw_clear(struct api_raw *raw);

#endif
