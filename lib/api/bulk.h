/*
 * api/bulk.h - many events in one request, in order, each on its own.
 *
 * A body of lines (NDJSON), each an object as api/message.h has it, or a JSON
 * array of such objects.  A line that is refused stops no other.  An array is
 * one text: if it is no JSON, nothing of it is taken.
 *
 * A body holds up to some 90,000 events.  Published at one go, they would
 * keep the loop from everyone else, and be more than a stream may lag, so
 * that each follower were ended as slow that never was.  So a turn publishes
 * about as much as a socket takes, and api_turn() goes on in the next; bodies
 * that come meanwhile wait, in order.  What waits is a body a connection, and
 * of all arrays the tree of one.
 */
#ifndef API_BULK_H
#define API_BULK_H

#include "api/api.h"

/* Returns whether a body for POST /publish is many, by its type or its look. */
bool api_bulk_is_meant(const struct http_exchange *x);

/*
 * Publishes them for that user, or none, and answers x with what became of
 * them: api/batch.h.
 */
void api_bulk_publish(
    struct api *api, struct http_exchange *x, struct slice from);

/* The end of the program: forgets what waits.  Its clients are gone. */
void api_bulk_clear(struct api *api);

#endif
