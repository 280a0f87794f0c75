/*
 * api/busy.h - who may not follow now, and what it is told.
 *
 * A program is told by the status, and when to come back by Retry-After.  A
 * browser's EventSource takes any status but 200 for an end for ever: it gets
 * a short stream instead, which it takes for a lost one, and comes back.  So
 * that they do not all come at once, each is told another delay.
 *
 *   retry: 7312
 *   event: ssed.busy
 *   data: {"reason":"total","retry":7312}
 *
 * Spec: HTML 9.2.3, RFC 9110 10.2.3, Fetch Metadata 2.
 */
#ifndef API_BUSY_H
#define API_BUSY_H

#include "api/api.h"

/* Refuses to let x follow; in is the format in which it would have. */
void api_busy(struct api *api, struct http_exchange *x,
    enum api_busy_reason reason, enum hub_format in);

#endif
