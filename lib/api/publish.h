/*
 * api/publish.h - hands a message to the hub, and its receipt to the client.
 */
#ifndef API_PUBLISH_H
#define API_PUBLISH_H

#include "api/problem.h"

/*
 * Publishes m for x, which is answered when the log has taken it: now or
 * later.  m is borrowed until this returns.
 */
void api_publish(
    struct api *api, struct http_exchange *x, const struct hub_message *m);

/* Tells a client whose event was taken, or was there already. */
typedef void api_receipt(
    struct api *api, struct http_exchange *x, const struct hub_publish *p);

/* The same with another receipt than {"id":...}. */
void api_publish_with(struct api *api, struct http_exchange *x,
    const struct hub_message *m, api_receipt *receipt);

/* Returns why p was not taken, and *why in words, which stay as long as p. */
enum api_code api_publish_refusal(
    const struct hub_publish *p, const char **why);

/* Answers x with that. */
void api_publish_refuse(struct api *api, struct http_exchange *x,
    const struct hub_publish *p, bool as_text);

/* Writes the members of a receipt: "id":..., "topic":..., "delivered":... */
void api_publish_add_receipt(struct buf *b, const struct hub_publish *p);

#endif
