/*
 * api/route.h - the table of what can be asked.
 */
#ifndef API_ROUTE_H
#define API_ROUTE_H

#include "api/api.h"

/* What a route's handler gets, beside the exchange. */
struct api_call {
	struct http_exchange *x;
	struct slice rest; /* behind the route's prefix, decoded */
};

struct api_route {
	struct slice path; /* "/events/" takes a rest, "/publish" none */
	void (*get)(struct api *api, const struct api_call *call);
	void (*post)(struct api *api, const struct api_call *call);
	size_t body_max;
};

/* For http_handler. */
size_t api_route_head(struct http_handler *h, struct http_exchange *x);
void api_route_request(struct http_handler *h, struct http_exchange *x);

#endif
