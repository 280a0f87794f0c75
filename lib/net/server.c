#include "net/server.h"

#include <stdlib.h>

#include "net/conn.h"
#include "net/listen.h"
#include "net/pool.h"

#define RESPONSE_HEAD_MAX (32 << 10)

static void
on_resume(struct wheel_timer *t, int64_t now_ms)
{
	(void)now_ms;
	net_listen_resume(LIST_ITEM(t, struct net_server, resume));
}

void
net_server_init(struct net_server *srv, struct net_loop *loop,
    struct http_handler *handler, const struct net_limits *limits)
{
	*srv = (struct net_server){ .loop = loop, .handler = handler };
	srv->limits = *limits;
	list_init(&srv->listeners);
	list_init(&srv->conns);
	list_init(&srv->dead);
	wheel_timer_init(&srv->resume, on_resume);
	buf_init(&srv->head, RESPONSE_HEAD_MAX);
	srv->pool = net_pool_new(limits->threads);
}

static void
for_each(struct net_server *srv, void (*what)(struct net_conn *conn))
{
	struct list *link = srv->conns.next;

	while (link != &srv->conns) {
		struct net_conn *conn = LIST_ITEM(link, struct net_conn, link);

		link = link->next;
		what(conn);
	}
}

void
net_server_drain(struct net_server *srv)
{
	srv->draining = true;
	wheel_stop(&srv->resume);
	net_listen_close_all(srv);
	for_each(srv, net_conn_drain);
}

void
net_server_clear(struct net_server *srv)
{
	srv->draining = true;
	wheel_stop(&srv->resume);
	net_listen_close_all(srv);
	for_each(srv, net_conn_close);
	net_server_flush(srv);
	net_pool_free(srv->pool);
	srv->pool = NULL;
	buf_clear(&srv->head);
	free(srv->dirty.items);
	free(srv->flushing.items);
	srv->dirty = srv->flushing = (struct net_conns){ 0 };
}
