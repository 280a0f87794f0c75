#include "http/exchange.h"

#include <stdlib.h>

void
http_exchange_clear(struct http_exchange *x)
{
	free(x->reader);
	x->reader = NULL;
}

void
http_hold(struct http_exchange *x, struct http_exchange **holder,
    void (*on_gone)(struct http_exchange **holder))
{
	*holder = x;
	x->holder = holder;
	x->on_gone = on_gone;
}

/* Nobody has to know any more; returns who did. */
static struct http_exchange **
let_go(struct http_exchange *x)
{
	struct http_exchange **holder = x->holder;

	if (holder != NULL)
		*holder = NULL;
	x->holder = NULL;
	return holder;
}

void
http_gone(struct http_exchange *x)
{
	struct http_exchange **holder = let_go(x);

	if (holder != NULL && x->on_gone != NULL)
		x->on_gone(holder);
}

void
http_respond(struct http_exchange *x, const struct http_response *resp)
{
	let_go(x);
	x->ops->respond(x, resp);
}

void
http_stream(struct http_exchange *x, const struct http_response *resp,
    struct http_source *src)
{
	let_go(x);
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
