#include "net/conn.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "net/access.h"
#include "net/flush.h"
#include "net/h1.h"
#include "net/listen.h"

#define RECENT_MS 500

void
net_conn_close(struct net_conn *conn)
{
	struct http_source *source = conn->source;

	if (conn->state == NET_DEAD)
		return;
	if (conn->state == NET_ANSWER)
		http_gone(&conn->x);
	net_access_end(conn);
	conn->state = NET_DEAD;
	conn->source = NULL;
	if (source != NULL)
		source->ops->on_close(source);
	event_del(&conn->event);
	close(conn->fd);
	wheel_stop(&conn->timer);
	list_del(&conn->link);
	list_add(&conn->srv->dead, &conn->link);
	conn->srv->conn_count--;
	net_listen_resume(conn->srv);
}

void
net_conn_bury(struct net_server *srv)
{
	struct list *link = srv->dead.next;

	while (link != &srv->dead) {
		struct net_conn *conn = LIST_ITEM(link, struct net_conn, link);

		link = link->next;
		/* Marked for the next flush, which passes it over. */
		if (conn->dirty)
			continue;
		list_del(&conn->link);
		net_h1_clear(conn);
		http_exchange_clear(&conn->x);
		free(conn);
	}
}

void
net_conn_finish(struct net_conn *conn)
{
	struct http_source *source = conn->source;

	net_access_end(conn);
	conn->source = NULL;
	conn->state = NET_LINGER;
	if (source != NULL)
		source->ops->on_close(source);
	if (shutdown(conn->fd, SHUT_WR) != 0) {
		net_conn_close(conn);
		return;
	}
	net_conn_want(conn, EV_READ);
	net_conn_deadline(conn, conn->srv->limits.linger_ms);
}

/* Reads and drops: what comes after the request of a stream, or our end. */
static void
drop_input(struct net_conn *conn)
{
	struct net_loop *loop = conn->srv->loop;
	ssize_t n = recv(conn->fd, loop->scratch, sizeof(loop->scratch), 0);

	if (n == 0 && conn->state == NET_STREAM)
		net_conn_half_close(conn);
	else if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		net_conn_close(conn);
}

static void
read_input(struct net_conn *conn)
{
	struct net_loop *loop = conn->srv->loop;
	ssize_t n = recv(conn->fd, loop->scratch, sizeof(loop->scratch), 0);

	net_loop_did(loop);
	if (n > 0)
		net_h1_input(conn, (struct slice){ loop->scratch, (size_t)n });
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		net_conn_close(conn);
}

void
net_conn_drain(struct net_conn *conn)
{
	int64_t idle_ms = conn->srv->loop->now_ms - conn->last_write_ms;

	if (conn->state == NET_HEAD)
		read_input(conn);
	if (conn->state != NET_HEAD || conn->h1->in.len > 0)
		return;
	if (conn->last_write_ms == 0 || idle_ms > RECENT_MS)
		net_conn_close(conn);
	else
		net_conn_deadline(conn, RECENT_MS);
}

/* What comes before the answer is read behind it. */
static void
await_answer(struct net_conn *conn, short what)
{
	if (conn->x.on_gone == NULL)
		net_conn_want(conn, 0);
	else if (net_conn_is_given_up(conn, what))
		net_conn_close(conn);
}

static void
on_event(evutil_socket_t fd, short what, void *arg)
{
	struct net_conn *conn = arg;

	(void)fd;
	if (conn->state == NET_ANSWER) {
		await_answer(conn, what);
		return;
	}
	if (what & EV_WRITE) {
		if (conn->state == NET_STREAM)
			net_conn_mark(conn);
		else
			net_flush_conn(conn);
	}
	if (!(what & EV_READ))
		return;
	if (conn->state == NET_HEAD || conn->state == NET_BODY)
		read_input(conn);
	else if (conn->state == NET_STREAM || conn->state == NET_LINGER)
		drop_input(conn);
}

void
net_conn_want(struct net_conn *conn, int wants)
{
	if (conn->wants == wants || conn->state == NET_DEAD)
		return;
	if (conn->wants != 0)
		event_del(&conn->event);
	conn->wants = (unsigned char)wants;
	if (wants == 0)
		return;
	event_assign(&conn->event, conn->srv->loop->base, conn->fd,
	    (short)(wants | EV_PERSIST), on_event, conn);
	if (event_add(&conn->event, NULL) != 0)
		net_conn_close(conn);
}

void
net_conn_deadline(struct net_conn *conn, int64_t in_ms)
{
	struct net_loop *loop = conn->srv->loop;

	if (conn->state != NET_DEAD)
		wheel_set(&loop->wheel, &conn->timer, loop->now_ms + in_ms);
}

/* A stream's time: its source may have a heartbeat to send. */
static void
tick_stream(struct net_conn *conn, int64_t now_ms)
{
	int64_t stall_ms = conn->srv->limits.stall_ms;
	int64_t next_ms;

	if (conn->blocked && now_ms - conn->last_write_ms >= stall_ms) {
		net_conn_close(conn);
		return;
	}
	next_ms = conn->source->ops->on_tick(
	    conn->source, now_ms, conn->last_write_ms);
	if (conn->blocked &&
	    (next_ms == 0 || conn->last_write_ms + stall_ms < next_ms))
		next_ms = conn->last_write_ms + stall_ms;
	if (next_ms == 0)
		wheel_stop(&conn->timer);
	else
		net_conn_deadline(conn, next_ms - now_ms);
}

void
net_conn_on_due(struct wheel_timer *t, int64_t now_ms)
{
	struct net_conn *conn = LIST_ITEM(t, struct net_conn, timer);
	bool in_head = conn->state == NET_HEAD && conn->h1->in.len > 0;

	if (conn->state == NET_STREAM)
		tick_stream(conn, now_ms);
	else if (in_head || conn->state == NET_BODY)
		net_h1_broken(conn, 408, "the request did not come in time");
	else if (conn->state != NET_ANSWER)
		net_conn_close(conn);
}

void
net_conn_mark(struct net_conn *conn)
{
	struct net_conns *dirty = &conn->srv->dirty;

	if (conn->dirty || conn->state != NET_STREAM)
		return;
	if (dirty->count == dirty->cap) {
		dirty->cap = dirty->cap > 0 ? dirty->cap * 2 : 64;
		dirty->items = mem_grow(
		    dirty->items, dirty->cap, sizeof(struct net_conn *));
	}
	conn->dirty = true;
	dirty->items[dirty->count++] = conn;
}

void
net_conn_new(struct net_server *srv, int fd)
{
	struct net_conn *conn = mem_new(sizeof(*conn) + net_access_size(srv));

	conn->srv = srv;
	conn->fd = fd;
	conn->state = NET_HEAD;
	wheel_timer_init(&conn->timer, net_conn_on_due);
	list_init(&conn->link);
	list_add(&srv->conns, &conn->link);
	srv->conn_count++;
	net_h1_init(conn);
	net_conn_want(conn, EV_READ);
	net_conn_deadline(conn, srv->limits.idle_ms);
}
