/*
 * net/half.c - a stream whose peer has ended its side: FIN tells neither
 * whether it still reads, nor when it no longer does.
 *
 * It is not read any more, since an end is readable for ever.  What is waited
 * for is an edge: the reset by which the kernel of a peer that is gone
 * answers the next thing that is sent, at once, then with each heartbeat.
 *
 * Who waits for an answer is sent nothing that could be tried: there the end
 * counts as gone, whatever it sent before it.
 */
#include <sys/socket.h>

#include "net/conn.h"

#define NEVER_MS (INT64_MIN / 2)

/* Returns whether the connection was reset since it was half closed. */
static bool
is_reset(const struct net_conn *conn)
{
	int error = 0;
	socklen_t len = sizeof(error);

	return getsockopt(conn->fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0 ||
	       error != 0;
}

bool
net_conn_is_given_up(const struct net_conn *conn, short what)
{
	return (what & EV_CLOSED) != 0 || is_reset(conn);
}

void
net_conn_half_close(struct net_conn *conn)
{
	struct http_source *source = conn->source;
	struct slice one;

	if (conn->half_closed) {
		if (is_reset(conn))
			net_conn_close(conn);
		return;
	}
	conn->half_closed = true;
	/* As if nothing had been sent for ever: a heartbeat is due. */
	source->ops->on_tick(source, conn->srv->loop->now_ms, NEVER_MS);
	if (source->ops->peek(source, &one, 1) == 0)
		net_conn_close(conn);
	else
		net_conn_mark(conn);
}

void
net_conn_probed(struct net_conn *conn)
{
	if (is_reset(conn))
		net_conn_close(conn);
	else
		net_conn_want(conn, conn->blocked ? EV_WRITE : EV_READ | EV_ET);
}
