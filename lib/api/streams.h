/*
 * api/streams.h - what the endpoints of /streams share.
 */
#ifndef API_STREAMS_H
#define API_STREAMS_H

#include "api/route.h"

/* Appends a stream as a JSON object. */
void api_add_stream(struct buf *b, const struct hub_stream *s);

/* Returns the stream that the path names; else answers, and returns NULL. */
struct hub_stream *api_find_stream(
    struct api *api, const struct api_call *call);

#endif
