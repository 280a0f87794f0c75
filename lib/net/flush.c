#include "net/flush.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "net/h1.h"

#define SLICES_MAX 64

/* Collects what is ready: first what was left over, then the source's. */
static size_t
gather(struct net_conn *conn, struct iovec iov[SLICES_MAX])
{
	struct slice ready[SLICES_MAX - 1];
	size_t n = 0, count = 0;

	if (conn->out.len > 0)
		iov[n++] = (struct iovec){ conn->out.ptr, conn->out.len };
	if (conn->source != NULL)
		count = conn->source->ops->peek(
		    conn->source, ready, SLICES_MAX - 1);
	for (size_t i = 0; i < count; i++) {
		union {
			const char *in;
			void *out;
		} ptr = { .in = ready[i].ptr }; /* sendmsg only reads it */

		iov[n++] = (struct iovec){ ptr.out, ready[i].len };
	}
	return n;
}

static void
consume(struct net_conn *conn, size_t sent)
{
	size_t own = sent < conn->out.len ? sent : conn->out.len;

	buf_drop(&conn->out, own);
	if (own > 0 && conn->out.len == 0)
		buf_clear(&conn->out);
	if (conn->source != NULL)
		conn->source->ops->consume(conn->source, sent - own);
	conn->last_write_ms = conn->srv->loop->now_ms;
}

enum result { NOTHING_LEFT, TAKES_NO_MORE, BROKEN };

/* A source bounds itself: it is never ready with more than a turn's share. */
static enum result
write_some(struct net_conn *conn)
{
	for (;;) {
		struct iovec iov[SLICES_MAX];
		struct msghdr msg = { .msg_iov = iov };
		size_t whole = 0;
		ssize_t n;

		msg.msg_iovlen = gather(conn, iov);
		if (msg.msg_iovlen == 0)
			return NOTHING_LEFT;
		for (size_t i = 0; i < msg.msg_iovlen; i++)
			whole += iov[i].iov_len;
		n = sendmsg(conn->fd, &msg, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? TAKES_NO_MORE : BROKEN;
		consume(conn, (size_t)n);
		if ((size_t)n < whole)
			return TAKES_NO_MORE;
	}
}

/*
 * What a peer says meanwhile is read only where it is dropped: readiness
 * that nobody heeds would make the loop spin.
 */
static void
set_blocked(struct net_conn *conn, bool blocked)
{
	int wants = EV_READ;

	if (conn->blocked == blocked)
		return;
	conn->blocked = blocked;
	if (blocked)
		wants =
		    conn->state == NET_STREAM ? EV_READ | EV_WRITE : EV_WRITE;
	net_conn_want(conn, wants);
	if (conn->source != NULL)
		conn->source->ops->on_blocked(conn->source, blocked);
	if (blocked && conn->state == NET_STREAM)
		net_conn_deadline(conn, conn->srv->limits.stall_ms);
}

/* All that was ready is written: is that the end? */
static void
nothing_left(struct net_conn *conn)
{
	set_blocked(conn, false);
	if (conn->state == NET_WRITE)
		net_h1_done(conn);
	else if (conn->source != NULL &&
		 conn->source->ops->is_done(conn->source))
		net_conn_finish(conn);
}

void
net_flush_conn(struct net_conn *conn)
{
	if (conn->state != NET_WRITE && conn->state != NET_STREAM)
		return;
	switch (write_some(conn)) {
	case NOTHING_LEFT:
		nothing_left(conn);
		break;
	case TAKES_NO_MORE:
		set_blocked(conn, true);
		break;
	case BROKEN:
		net_conn_close(conn);
		break;
	}
}

void
net_server_flush(struct net_server *srv)
{
	size_t count = srv->dirty_count;

	/* What is marked meanwhile stands behind, and waits for a turn. */
	for (size_t i = 0; i < count; i++) {
		struct net_conn *conn = srv->dirty[i];

		conn->dirty = false;
		net_flush_conn(conn);
	}
	srv->dirty_count -= count;
	if (srv->dirty_count > 0) {
		memmove(srv->dirty, srv->dirty + count,
		    srv->dirty_count * sizeof(struct net_conn *));
		srv->loop->again = true;
	}
	net_conn_bury(srv);
}
