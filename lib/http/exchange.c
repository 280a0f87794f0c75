#include "http/exchange.h"

#include <stdlib.h>

void
http_exchange_clear(struct http_exchange *x)
{
	free(x->reader);
	x->reader = NULL;
}

void
http_respond(struct http_exchange *x, const struct http_response *resp)
{
	x->ops->respond(x, resp);
}

void
http_stream(struct http_exchange *x, const struct http_response *resp,
    struct http_source *src)
{
	x->ops->stream(x, resp, src);
}

void
http_wake(struct http_exchange *x)
{
	x->ops->wake(x);
}

struct http_peer
http_exchange_peer(const struct http_exchange *x)
{
	return x->ops->peer(x);
}
