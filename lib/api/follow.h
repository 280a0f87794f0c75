/*
 * api/follow.h - a stream of the hub as the body of a response.
 */
#ifndef API_FOLLOW_H
#define API_FOLLOW_H

#include "api/api.h"
#include "hub/select.h"

/*
 * Answers x with a stream of what these patterns match, as its query and its
 * header fields would have it: api/follow_options.h.
 */
void api_follow(struct api *api, struct http_exchange *x,
    const struct slice *patterns, size_t count);

/* Returns why patterns cannot be followed. */
const char *api_patterns_refusal(enum hub_select_status status);

/*
 * The same as the Mercure protocol has it: without ssed.open, with the cursor
 * "earliest", and the header field Last-Event-ID for who comes with a cursor.
 */
void api_follow_mercure(struct api *api, struct http_exchange *x,
    const struct slice *patterns, size_t count);

/*
 * At the end of a turn: answers those whose stream's start is known by now.
 * Returns whether there were any.
 */
bool api_follow_turn(struct api *api);

#endif
