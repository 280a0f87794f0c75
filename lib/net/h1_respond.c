/* net/h1_respond.c - the answering half of net/h1.h. */
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "http/response.h"
#include "net/access.h"
#include "net/flush.h"
#include "net/h1.h"

#define JOINED_MAX 4096

static struct net_conn *
conn_of(struct http_exchange *x)
{
	return LIST_ITEM(x, struct net_conn, x);
}

/* Returns the date of this second, made once for all its responses. */
static struct slice
date_of(struct net_server *srv)
{
	time_t now_s = (time_t)(clock_unix_ms() / 1000);
	struct tm tm;

	if (now_s != srv->date_s && gmtime_r(&now_s, &tm) != NULL) {
		srv->date_s = now_s;
		strftime(srv->date, sizeof(srv->date),
		    "%a, %d %b %Y %H:%M:%S GMT", &tm);
	}
	return slice_of(srv->date);
}

/* Returns the head, until the next one; it is bounded by who made resp. */
static struct slice
head_of(struct net_conn *conn, const struct http_response *resp,
    const struct http_response_wire *wire)
{
	struct buf *head = &conn->srv->head;

	buf_reset(head);
	if (!http_response_head(head, resp, wire))
		net_conn_close(conn);
	return buf_slice(head);
}

static void
count(struct net_conn *conn, int status)
{
	struct net_stats *stats = &conn->srv->stats;
	int at = status / 100 - 2;

	if (at >= 0 && at < NET_CLASS_COUNT)
		stats->answers[conn->h1->method][at]++;
	conn->h1->method = HTTP_OTHER;
	net_access_answer(conn, status);
}

void
net_h1_done(struct net_conn *conn)
{
	bool is_last = conn->srv->draining && conn->h1->in.len == 0;

	net_access_end(conn);
	if (conn->closing || is_last) {
		net_conn_finish(conn);
		return;
	}
	conn->state = NET_HEAD;
	net_conn_deadline(conn, conn->srv->limits.idle_ms);
	/* What was pipelined behind it waits in h1->in. */
	if (!conn->in_input)
		net_h1_input(conn, slice_empty());
}

/* head is in srv->head.  A small body joins it there: one slice is cheaper. */
static void
write_response(struct net_conn *conn, struct slice head, struct slice body)
{
	struct buf *joined = &conn->srv->head;
	struct slice parts[] = { head, body };
	size_t count = conn->is_head || body.len == 0 ? 1 : 2;

	if (conn->state == NET_DEAD)
		return;
	if (count == 2 && body.len <= JOINED_MAX && buf_add(joined, body)) {
		parts[0] = buf_slice(joined);
		count = 1;
	}
	conn->state = NET_WRITE;
	net_conn_deadline(conn, conn->srv->limits.stall_ms);
	net_flush_response(conn, parts, count);
}

/* Returns whether the connection ends, though the response is whole. */
static bool
ends_after(const struct net_conn *conn, const struct http_response *resp)
{
	return resp->close || !conn->keep_alive || conn->body_unread ||
	       conn->srv->draining;
}

static void
h1_respond(struct http_exchange *x, const struct http_response *resp)
{
	struct net_conn *conn = conn_of(x);
	struct http_response_wire wire = {
		.has_length = true,
		.length = resp->body.len,
		.date = date_of(conn->srv),
	};

	if (conn->state != NET_ANSWER)
		return;
	count(conn, resp->status);
	conn->closing = ends_after(conn, resp);
	wire.close = conn->closing;
	wire.keep_alive_10 = conn->minor_0 && !conn->closing;
	write_response(conn, head_of(conn, resp, &wire), resp->body);
}

static void
start_stream(struct net_conn *conn, struct http_source *src)
{
	int64_t now_ms = conn->srv->loop->now_ms;

	conn->source = src;
	conn->state = NET_STREAM;
	conn->last_write_ms = now_ms;
	net_conn_want(conn, conn->closing ? EV_READ : 0);
	net_conn_mark(conn);
	net_conn_on_due(&conn->timer, now_ms);
}

/*
 * A body without a length ends with its connection: no chunk framing, so that
 * one frame serves every stream, whatever carries it.
 */
static void
h1_stream(struct http_exchange *x, const struct http_response *resp,
    struct http_source *src)
{
	struct net_conn *conn = conn_of(x);
	struct http_response_wire wire = {
		.has_length = resp->has_length,
		.length = resp->length,
		.date = date_of(conn->srv),
	};
	bool is_whole = resp->has_length || conn->is_head;
	struct slice head;

	conn->closing = !is_whole || ends_after(conn, resp);
	wire.close = resp->has_length && conn->closing;
	wire.keep_alive_10 = !resp->has_length || conn->minor_0;
	head = head_of(conn, resp, &wire);
	src->exchange = x;
	if (conn->state != NET_DEAD)
		count(conn, resp->status);
	if (conn->is_head) {
		src->ops->on_close(src);
		write_response(conn, head, slice_empty());
	} else if (conn->state == NET_DEAD || !buf_add(&conn->h1->out, head)) {
		src->ops->on_close(src);
		net_conn_close(conn);
	} else {
		start_stream(conn, src);
	}
}

static void
h1_wake(struct http_exchange *x)
{
	struct net_conn *conn = conn_of(x);

	if (!conn->blocked)
		net_conn_mark(conn);
}

/* Asked for each time: few want to know, and a stream keeps nothing of it. */
static struct http_peer
h1_peer(const struct http_exchange *x)
{
	return net_addr_peer(LIST_ITEM(x, const struct net_conn, x)->fd);
}

const struct http_exchange_ops net_h1_ops = {
	.respond = h1_respond,
	.stream = h1_stream,
	.wake = h1_wake,
	.peer = h1_peer,
};

/* Returns what a request was that broke, NULL if its head did. */
static const struct http_request *
find_request(struct net_conn *conn)
{
	const struct http_request *req = &conn->srv->req;

	if (conn->state == NET_HEAD)
		return conn->h1->parse.is_whole ? req : NULL;
	/* Others were read since, unless its head just came. */
	if (conn->state == NET_BODY)
		return net_h1_recall(conn) ? req : NULL;
	return conn->x.req;
}

void
net_h1_broken(struct net_conn *conn, int status, const char *why)
{
	struct http_handler *handler = conn->srv->handler;
	struct http_response resp = { 0 };

	conn->x.req = find_request(conn);
	conn->is_head = conn->x.req != NULL && conn->x.req->method == HTTP_HEAD;
	handler->on_broken(handler, &conn->x, status, why, &resp);
	conn->x.req = NULL;
	resp.status = status;
	resp.close = true;
	conn->state = NET_ANSWER;
	conn->x.holder = NULL;
	net_access_begin(conn, NULL);
	h1_respond(&conn->x, &resp);
}
