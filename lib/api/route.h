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

typedef void api_endpoint(struct api *api, const struct api_call *call);

struct api_route {
	struct slice path; /* "/events/" takes a rest, "/publish" none */
	/* NULL: a method that it does not take */
	api_endpoint *get, *post, *patch, *delete;
	size_t body_max; /* 0: it takes none */
};

/* For http_handler. */
size_t api_route_head(struct http_handler *h, struct http_exchange *x);
void api_route_request(struct http_handler *h, struct http_exchange *x);

#endif
