/*
 * api/publish.h - hands a message to the hub, and its receipt to the client.
 */
#ifndef API_PUBLISH_H
#define API_PUBLISH_H

#include "api/api.h"

/*
 * Publishes m for x, which is answered when the log has taken it: now or
 * later.  m is borrowed until this returns.
 */
void api_publish(
    struct api *api, struct http_exchange *x, const struct hub_message *m);

#endif
