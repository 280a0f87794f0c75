#include "net/h1.h"

#include <stdlib.h>

#include "base/mem.h"
#include "net/access.h"

#define HEAD_BYTES_MAX (16 << 10)
#define BODY_BYTES_MAX (16 << 20)

void
net_h1_init(struct net_conn *conn)
{
	conn->h1 = mem_new(sizeof(*conn->h1));
	buf_init(&conn->h1->in, NET_H1_INPUT_MAX);
	buf_init(&conn->h1->head, HEAD_BYTES_MAX);
	buf_init(&conn->h1->body, BODY_BYTES_MAX);
	buf_init(&conn->h1->out, NET_H1_OUTPUT_MAX);
	conn->h1->method = HTTP_OTHER;
	conn->x.ops = &net_h1_ops;
}

void
net_h1_clear(struct net_conn *conn)
{
	if (conn->h1 == NULL)
		return;
	buf_clear(&conn->h1->in);
	buf_clear(&conn->h1->head);
	buf_clear(&conn->h1->body);
	buf_clear(&conn->h1->out);
	free(conn->h1);
	conn->h1 = NULL;
}

/* Hands the whole request over.  Its slices die when this returns. */
static void
hand_over(struct net_conn *conn, struct slice body)
{
	struct http_handler *handler = conn->srv->handler;

	conn->state = NET_ANSWER;
	conn->body_unread = false;
	conn->x.req = &conn->srv->req;
	conn->x.body = body;
	handler->on_request(handler, &conn->x);
	conn->x.req = NULL;
	conn->x.body = slice_empty();
}

/* A body that is not here yet, or chunked: the head is kept for its end. */
static void
await_body(
    struct net_conn *conn, struct slice head, bool none_yet, size_t body_max)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	struct net_h1 *h1 = conn->h1;
	const struct http_request *req = &conn->srv->req;

	http_body_init(&h1->decode, req);
	h1->body.max = body_max;
	if (!buf_add(&h1->head, head) ||
	    (req->body_bytes > 0 && (uint64_t)req->body_bytes > body_max)) {
		net_h1_broken(conn, 413, "the body is too large");
		return;
	}
	conn->state = NET_BODY;
	net_conn_deadline(conn, conn->srv->limits.body_ms);
	if (!req->wants_continue || !none_yet)
		return;
	/* The client waits for this one line, so the socket has room. */
	if (send(conn->fd, go_on, sizeof(go_on) - 1, MSG_NOSIGNAL) !=
	    (ssize_t)sizeof(go_on) - 1)
		net_conn_close(conn);
}

static void
take_head(struct net_conn *conn, struct slice head, struct slice *in)
{
	const struct http_request *req = &conn->srv->req;
	struct http_handler *handler = conn->srv->handler;
	size_t body_max, body_bytes = (size_t)req->body_bytes;

	conn->keep_alive = req->keep_alive;
	conn->minor_0 = req->minor == 0;
	conn->is_head = req->method == HTTP_HEAD;
	conn->h1->method = req->method;
	conn->body_unread = req->body_bytes != 0;
	conn->x.req = req;
	conn->x.holder = NULL;
	conn->x.on_gone = NULL;
	conn->state = NET_ANSWER;
	net_access_begin(conn, req);
	body_max = handler->on_head(handler, &conn->x);
	if (conn->state != NET_ANSWER)
		return;
	if (req->body_bytes == 0) {
		hand_over(conn, slice_empty());
	} else if (!req->is_chunked && body_bytes <= in->len &&
		   body_bytes <= body_max) {
		struct slice body = slice_take(*in, body_bytes);

		*in = slice_drop(*in, body_bytes);
		hand_over(conn, body);
	} else {
		await_body(conn, head, in->len == 0, body_max);
	}
}

/* Returns whether to go on: false when more bytes are needed. */
static bool
step_head(struct net_conn *conn, struct slice *in)
{
	struct net_h1 *h1 = conn->h1;
	struct slice head;
	size_t n;

	switch (http_parse_head(&h1->parse, *in, &conn->srv->req, &n)) {
	case HTTP_PARSE_MORE:
		return false;
	case HTTP_PARSE_BAD:
		net_h1_broken(conn, h1->parse.status, h1->parse.why);
		return false;
	case HTTP_PARSE_DONE:
		break;
	}
	h1->parse = (struct http_parse){ 0 };
	head = slice_take(*in, n);
	*in = slice_drop(*in, n);
	take_head(conn, head, in);
	return true;
}

bool
net_h1_recall(struct net_conn *conn)
{
	struct http_parse parse = { 0 };
	size_t n;

	/* It was a head before, so it is one now. */
	return http_parse_head(&parse, buf_slice(&conn->h1->head),
		   &conn->srv->req, &n) == HTTP_PARSE_DONE;
}

/* The body is whole: reads its head once more, and hands both over. */
static void
end_body(struct net_conn *conn)
{
	struct net_h1 *h1 = conn->h1;

	if (net_h1_recall(conn))
		hand_over(conn, buf_slice(&h1->body));
	else
		net_h1_broken(conn, 500, "the head is gone");
	buf_clear(&h1->head);
	buf_clear(&h1->body);
}

static bool
step_body(struct net_conn *conn, struct slice *in)
{
	struct net_h1 *h1 = conn->h1;
	struct slice data;

	switch (http_body_next(&h1->decode, in, &data)) {
	case HTTP_BODY_MORE:
		return false;
	case HTTP_BODY_DATA:
		if (buf_add(&h1->body, data))
			return true;
		net_h1_broken(conn, 413, "the body is too large");
		return false;
	case HTTP_BODY_BAD:
		net_h1_broken(conn, 400, "the body's chunks are malformed");
		return false;
	case HTTP_BODY_DONE:
		end_body(conn);
		return true;
	}
	return false;
}

/* Handles what can be handled now, and returns the rest. */
static struct slice
run(struct net_conn *conn, struct slice in)
{
	bool more = true;

	while (more) {
		if (conn->state == NET_HEAD && in.len > 0)
			more = step_head(conn, &in);
		else if (conn->state == NET_BODY)
			more = step_body(conn, &in);
		else
			more = false;
	}
	return in;
}

/* Keeps what could not be handled yet. */
static void
keep_rest(struct net_conn *conn, struct slice rest, bool kept)
{
	struct net_h1 *h1 = conn->h1;

	if (kept)
		buf_drop(&h1->in, h1->in.len - rest.len);
	else if (!buf_add(&h1->in, rest))
		net_conn_close(conn);
	if (h1->in.len == 0)
		buf_clear(&h1->in);
}

/*
 * What came before may have been answered while nothing was read.  Who waits
 * for an answer is left as it is, unless somebody minds that it leaves: most
 * send nothing before they have it, and asking the kernel twice is dear.
 */
static void
want_input(struct net_conn *conn)
{
	if (conn->state == NET_HEAD || conn->state == NET_BODY)
		net_conn_want(conn, EV_READ);
	else if (conn->state == NET_ANSWER && conn->x.on_gone != NULL)
		net_conn_want(conn, NET_WANT_GONE);
}

void
net_h1_input(struct net_conn *conn, struct slice in)
{
	struct net_h1 *h1 = conn->h1;
	bool was_idle = conn->state == NET_HEAD && h1->in.len == 0;
	bool kept = h1->in.len > 0;
	struct slice rest;

	if (kept && !buf_add(&h1->in, in)) {
		net_conn_close(conn);
		return;
	}
	conn->in_input = true;
	rest = run(conn, kept ? buf_slice(&h1->in) : in);
	conn->in_input = false;
	/* A stream that leaves the connection open keeps what comes behind. */
	if (conn->state > NET_STREAM ||
	    (conn->state == NET_STREAM && conn->closing))
		return;
	keep_rest(conn, rest, kept);
	if (conn->state == NET_HEAD) {
		bool idle = h1->in.len == 0;

		if (idle || was_idle)
			net_conn_deadline(
			    conn, idle ? conn->srv->limits.idle_ms
				       : conn->srv->limits.head_ms);
	}
	want_input(conn);
}
