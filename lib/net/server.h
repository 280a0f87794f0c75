/*
 * net/server.h - what the connections of a daemon share.
 *
 * Owns its listeners and connections.  At most conns_max connections: then,
 * and when the process runs out of descriptors, accepting pauses until one
 * closes; who waits, waits in the kernel's backlog.
 */
#ifndef NET_SERVER_H
#define NET_SERVER_H

#include <time.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/list.h"
#include "http/exchange.h"
#include "net/addr.h"
#include "net/loop.h"

struct net_conn;
struct net_pool;

#define NET_CLASS_COUNT 4 /* of statuses: 2xx to 5xx */

/* What happened since the start; see also loop->lag. */
struct net_stats {
	uint64_t accepted, pauses;
	uint64_t answers[HTTP_METHOD_COUNT][NET_CLASS_COUNT];
	_Atomic uint64_t sent_bytes; /* of any thread that writes */
};

struct net_conns {
	struct net_conn **items;
	size_t count, cap;
};

/* In ms; all are deadlines for the peer. */
struct net_limits {
	int64_t idle_ms;   /* between requests */
	int64_t head_ms;   /* from the first byte of a head to its last */
	int64_t body_ms;   /* for a whole body */
	int64_t stall_ms;  /* a response, or stream, that is not taken */
	int64_t linger_ms; /* from our end of a connection to the peer's */
	size_t conns_max;
	bool log_access; /* a line a request: net/access.h */
	int threads;     /* that write, the loop's own among them: net/pool.h */
};

struct net_server {
	struct net_loop *loop;
	struct http_handler *handler;
	struct net_limits limits;
	struct list listeners;
	struct list conns;
	struct list dead; /* closed in this turn, freed at its end */
	size_t conn_count;
	struct net_stats stats;
	bool paused;   /* accepting waits */
	bool draining; /* every response ends its connection */
	struct wheel_timer resume;

	struct net_conns dirty;    /* streams to flush in this turn */
	struct net_conns flushing; /* those that are being flushed */
	struct net_pool *pool;     /* NULL: one thread writes */
	struct http_request req;   /* of the request being handled */
	struct buf head;           /* of the response being written */
	time_t date_s;             /* which second date is of */
	char date[32];
};

void net_server_init(struct net_server *srv, struct net_loop *loop,
    struct http_handler *handler, const struct net_limits *limits);

/* Closes everything. */
void net_server_clear(struct net_server *srv);

/* Listens at addr, and puts the address it got into it. */
int net_server_listen(
    struct net_server *srv, struct net_addr *addr, struct err *err);

/*
 * Accepts no more: closes the listeners and idle connections.  Every answer
 * from here on is the last of its connection.
 */
void net_server_drain(struct net_server *srv);

/*
 * Writes what the streams that were woken have.  Once a turn; what is left
 * in dirty after it is for the next, which is not to wait.
 */
void net_server_flush(struct net_server *srv);

#endif
