/*
 * net/conn.h - one connection: a descriptor, its state, what is unwritten.
 *
 * Kept small, since most are idle streams: what a request and the head of its
 * response need (struct net_h1) is given back once its stream is open.
 */
#ifndef NET_CONN_H
#define NET_CONN_H

#include "net/server.h"

enum net_state {
	NET_HEAD,   /* waits for a request, or is in its head */
	NET_BODY,   /* in the body of a request */
	NET_ANSWER, /* the handler has the request */
	NET_WRITE,  /* a response is being written */
	NET_STREAM, /* a source is being written */
	NET_LINGER, /* we ended; the peer has not yet */
	NET_DEAD,   /* closed; freed at the end of the turn */
};

/* To learn that the peer left, of what waits for its answer: net/half.c. */
#define NET_WANT_GONE (EV_READ | EV_CLOSED | EV_ET)

struct net_access;
struct net_h1;

struct net_conn {
	struct http_exchange x;
	struct net_server *srv;
	struct event event;
	struct wheel_timer timer;
	struct list link;  /* in srv->conns, then in srv->dead */
	struct net_h1 *h1; /* NULL: a stream whose head is written */
	struct http_source *source;
	int64_t last_write_ms;
	int fd;
	unsigned char wants; /* EV_READ, EV_WRITE, NET_WANT_GONE */
	unsigned char state : 4;
	unsigned char written : 4; /* what came of it: net/flush.c */
	bool dirty : 1;            /* in srv->dirty */
	bool blocked : 1;          /* waits for EV_WRITE */
	bool keep_alive : 1;       /* of the request */
	bool minor_0 : 1;          /* HTTP/1.0 */
	bool is_head : 1;
	bool body_unread : 1; /* answered before its body came */
	bool closing : 1;     /* ends once all is written */
	bool in_input : 1;    /* net_h1_input() is on the stack */
	bool half_closed : 1; /* the peer says no more; does it still read? */
	/* There if requests are logged: net/access.c.  NULL: there is none. */
	struct net_access *access[];
};

/* Takes over fd. */
void net_conn_new(struct net_server *srv, int fd);

/* Closes at once. */
void net_conn_close(struct net_conn *conn);

/* Ends our side, and closes once the peer has ended its own. */
void net_conn_finish(struct net_conn *conn);

/*
 * The server drains: answers what has come, and closes it where nothing has;
 * one that was in use just now gets a moment more, for what is on its way.
 */
void net_conn_drain(struct net_conn *conn);

/* Frees what was closed in this turn. */
void net_conn_bury(struct net_server *srv);

/*
 * The peer of a stream has ended its side, which may be all that it ended:
 * something is sent, and who is gone answers with a reset.  One to whom there
 * is nothing to send, not even a heartbeat, counts as gone.
 */
void net_conn_half_close(struct net_conn *conn);

/* Something was sent to one that is half closed: waits for the answer. */
void net_conn_probed(struct net_conn *conn);

/*
 * Returns whether the peer gave up an answer that it waited for.  To end its
 * side is enough: that is all one can see of most that leave.
 */
bool net_conn_is_given_up(const struct net_conn *conn, short what);

/* Sets which readiness is waited for. */
void net_conn_want(struct net_conn *conn, int wants);

void net_conn_deadline(struct net_conn *conn, int64_t in_ms);

/* The deadline passed. */
void net_conn_on_due(struct wheel_timer *t, int64_t now_ms);

/* Marks a stream for the flush at the end of the turn. */
void net_conn_mark(struct net_conn *conn);

#endif
