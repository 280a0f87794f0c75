#include "net/flush.h"

#include <errno.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "net/access.h"
#include "net/h1.h"
#include "net/pool.h"

/*
 * How much a turn writes again where there is more at once (history).  Who has
 * nothing ready has looked for it, which costs more than writing.
 */
#define WRITES_A_TURN 256
#define WRITES_OF_A_LOOK 16
/* Fewer are written before another thread is awake. */
#define SHARED_MIN 64
/* So far ahead memory is asked for what is written next. */
#define AHEAD 4

/* What came of writing. */
enum {
	NOTHING_LEFT,
	NOTHING_READY, /* it was woken to go on with something else */
	TAKES_NO_MORE,
	BROKEN,
};

static size_t
size_of(const struct slice *parts, size_t count)
{
	size_t size = 0;

	for (size_t i = 0; i < count; i++)
		size += parts[i].len;
	return size;
}

/* Returns how many bytes were taken, -1 for a broken connection. */
static ssize_t
send_parts(int fd, const struct slice *parts, size_t count)
{
	struct iovec iov[NET_FLUSH_SLICES_MAX];
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = count };
	ssize_t n;

	for (size_t i = 0; i < count && count > 1; i++) {
		union {
			const char *in;
			void *out;
		} ptr = { .in = parts[i].ptr }; /* sendmsg only reads it */

		iov[i] = (struct iovec){ ptr.out, parts[i].len };
	}
	do {
		/* One slice is the rule, and send is cheaper than sendmsg. */
		n = count == 1
			? send(fd, parts[0].ptr, parts[0].len, MSG_NOSIGNAL)
			: sendmsg(fd, &msg, MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	return n < 0 && errno == EAGAIN ? 0 : n;
}

/* Collects what is ready: first what was left over, then the source's. */
static size_t
gather(struct net_conn *conn, struct slice parts[NET_FLUSH_SLICES_MAX])
{
	size_t n = 0;

	if (conn->h1 != NULL && conn->h1->out.len > 0)
		parts[n++] = buf_slice(&conn->h1->out);
	if (conn->source != NULL)
		n += conn->source->ops->peek(
		    conn->source, parts + n, NET_FLUSH_SLICES_MAX - n);
	return n;
}

/* Returns whether the source must be settled. */
static bool
consume(struct net_conn *conn, size_t sent)
{
	size_t own = 0;

	if (conn->h1 != NULL && conn->h1->out.len > 0) {
		own = sent < conn->h1->out.len ? sent : conn->h1->out.len;
		buf_drop(&conn->h1->out, own);
		if (conn->h1->out.len == 0)
			buf_clear(&conn->h1->out);
	}
	conn->last_write_ms = conn->srv->loop->now_ms;
	net_access_sent(conn, sent);
	return conn->source != NULL &&
	       conn->source->ops->consume(conn->source, sent - own);
}

/*
 * The first half.  Returns whether the second one is due; adds to *sent what
 * was taken.
 */
static bool
write_conn(struct net_conn *conn, uint64_t *sent)
{
	bool settle = conn->h1 != NULL || conn->blocked || conn->half_closed;
	struct slice parts[NET_FLUSH_SLICES_MAX];
	size_t count;

	conn->written = NOTHING_LEFT;
	while ((count = gather(conn, parts)) > 0) {
		ssize_t n = send_parts(conn->fd, parts, count);

		if (n < 0) {
			conn->written = BROKEN;
			return true;
		}
		*sent += (uint64_t)n;
		settle |= n > 0 && consume(conn, (size_t)n);
		if ((size_t)n < size_of(parts, count)) {
			conn->written = TAKES_NO_MORE;
			return true;
		}
		if (count < NET_FLUSH_SLICES_MAX)
			break;
	}
	if (count > 0)
		return settle;
	conn->written = NOTHING_READY;
	return true;
}

/*
 * What a peer says meanwhile is read only where it is dropped: readiness
 * that nobody heeds would make the loop spin.  Behind a stream that leaves
 * the connection open it is the next request, and waits.
 */
static int
wants_of(const struct net_conn *conn, bool blocked)
{
	if (conn->state != NET_STREAM)
		return blocked ? EV_WRITE : EV_READ;
	return (blocked ? EV_WRITE : 0) | (conn->closing ? EV_READ : 0);
}

static void
set_blocked(struct net_conn *conn, bool blocked)
{
	if (conn->blocked == blocked)
		return;
	conn->blocked = blocked;
	if (!conn->half_closed)
		net_conn_want(conn, wants_of(conn, blocked));
	if (conn->source != NULL)
		conn->source->ops->on_blocked(conn->source, blocked);
	if (blocked && conn->state == NET_STREAM)
		net_conn_deadline(conn, conn->srv->limits.stall_ms);
}

static void
end_stream(struct net_conn *conn)
{
	struct http_source *source = conn->source;

	bool is_cut =
	    source->ops->is_cut != NULL && source->ops->is_cut(source);

	if (is_cut || conn->srv->draining)
		conn->closing = true;
	if (conn->closing) {
		net_conn_finish(conn);
		return;
	}
	conn->source = NULL;
	source->ops->on_close(source);
	net_h1_done(conn);
}

static void
settle_stream(struct net_conn *conn, bool all_sent)
{
	struct http_source *source = conn->source;
	bool is_last = conn->closing && !conn->in_input;

	/* Its request is no longer needed once its head is written. */
	if (is_last && conn->h1 != NULL && conn->h1->out.len == 0)
		net_h1_clear(conn);
	source->ops->settle(source);
	if (all_sent && source->ops->is_done(source))
		end_stream(conn);
	else if (conn->half_closed)
		net_conn_probed(conn);
}

/* The second half. */
static void
settle_conn(struct net_conn *conn)
{
	bool all_sent = conn->written <= NOTHING_READY;

	if (conn->written == BROKEN) {
		net_conn_close(conn);
		return;
	}
	set_blocked(conn, !all_sent);
	if (conn->state == NET_STREAM)
		settle_stream(conn, all_sent);
	else if (conn->state == NET_WRITE && all_sent)
		net_h1_done(conn);
}

static bool
is_writing(const struct net_conn *conn)
{
	return conn->state == NET_WRITE || conn->state == NET_STREAM;
}

/* Once for all that a thread wrote in one go: that costs next to nothing. */
static void
count_sent(struct net_server *srv, uint64_t bytes)
{
	atomic_fetch_add_explicit(
	    &srv->stats.sent_bytes, bytes, memory_order_relaxed);
}

void
net_flush_conn(struct net_conn *conn)
{
	struct net_server *srv = conn->srv;
	uint64_t sent = 0;

	if (is_writing(conn) && write_conn(conn, &sent))
		settle_conn(conn);
	count_sent(srv, sent);
}

void
net_flush_response(
    struct net_conn *conn, const struct slice *parts, size_t count)
{
	ssize_t n = send_parts(conn->fd, parts, count);
	size_t sent = n > 0 ? (size_t)n : 0;

	conn->written = n < 0 ? BROKEN : NOTHING_LEFT;
	conn->last_write_ms = conn->srv->loop->now_ms;
	count_sent(conn->srv, sent);
	net_access_sent(conn, sent);
	for (size_t i = 0; i < count; i++) {
		size_t gone = sent < parts[i].len ? sent : parts[i].len;
		struct slice rest = slice_drop(parts[i], gone);

		sent -= gone;
		if (rest.len == 0)
			continue;
		if (!buf_add(&conn->h1->out, rest))
			conn->written = BROKEN;
		else if (conn->written == NOTHING_LEFT)
			conn->written = TAKES_NO_MORE;
	}
	settle_conn(conn);
}

/* Writes a share of a flush: leaves those that are to be settled, and NULL. */
static void
write_share(struct net_conn **conns, size_t count)
{
	struct net_server *srv = conns[0]->srv;
	uint64_t sent = 0;

	for (size_t i = 0; i < count; i++) {
		struct net_conn *conn = conns[i];

		if (i + AHEAD < count)
			__builtin_prefetch(conns[i + AHEAD]);
		conn->dirty = false;
		if (!is_writing(conn) || !write_conn(conn, &sent))
			conns[i] = NULL;
	}
	count_sent(srv, sent);
}

/*
 * Writes all that are dirty now; what is marked meanwhile is another round.
 * Returns what it cost, in writes.
 */
static size_t
flush_round(struct net_server *srv)
{
	struct net_conns dirty = srv->dirty;
	size_t cost = dirty.count;

	srv->dirty = srv->flushing;
	srv->dirty.count = 0;
	srv->flushing = dirty;
	if (srv->pool != NULL && dirty.count >= SHARED_MIN)
		net_pool_run(srv->pool, write_share, dirty.items, dirty.count);
	else
		write_share(dirty.items, dirty.count);
	for (size_t i = 0; i < dirty.count; i++) {
		struct net_conn *conn = dirty.items[i];

		if (conn == NULL)
			continue;
		if (conn->written == NOTHING_READY)
			cost += WRITES_OF_A_LOOK;
		settle_conn(conn);
	}
	return cost;
}

void
net_server_flush(struct net_server *srv)
{
	size_t writes = 0;

	while (srv->dirty.count > 0 && writes < WRITES_A_TURN)
		writes += flush_round(srv);
	net_conn_bury(srv);
}
