/*
 * Tests of net/conn.c: how long a peer may take.  The deadlines are short
 * here, and what is waited for is that the server ends the connection.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "net/conn.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TICKS_MAX 200 /* of WHEEL_TICK_MS: then the test has failed */
#define POST "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"
#define GET "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

static const struct row {
	const char *name, *sent;
	const char *got; /* how the answer begins; "": there is none */
} rows[] = {
	{ "a peer that says nothing", "", "" },
	{ "half a head", "GET / HTTP/1.1\r\nHo", "HTTP/1.1 408 " },
	{ "half a body", POST "abc", "HTTP/1.1 408 " },
	{ "no body", POST, "HTTP/1.1 408 " },
	{ "half of a chunk",
	    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
	    "5\r\nabc",
	    "HTTP/1.1 408 " },
	{ "a request, and nothing behind it", GET, "HTTP/1.1 200 " },
	{ "a request, and half of the next", GET "GET", "HTTP/1.1 200 " },
};

static struct client {
	int fd; /* -1: the server ended it */
	struct buf got;
} clients[COUNT(rows)];

static struct net_loop loop;
static struct net_server server;
static int ticks;

static size_t
on_head(struct http_handler *h, struct http_exchange *x)
{
	(void)h;
	(void)x;
	return 1024;
}

static void
on_request(struct http_handler *h, struct http_exchange *x)
{
	(void)h;
	http_respond(x, &(struct http_response){ .status = 200 });
}

static void
on_broken(struct http_handler *h, struct http_exchange *x, int status,
    const char *why, struct http_response *resp)
{
	(void)h;
	(void)x;
	*resp = (struct http_response){
		.status = status, .body = slice_of(why), .close = true
	};
}

static struct http_handler handler = { on_head, on_request, on_broken };

/* Reads what came to c; its end shows as fd -1. */
static bool
read_client(struct client *c)
{
	char bytes[4096];
	ssize_t n;

	if (c->fd < 0)
		return false;
	while ((n = recv(c->fd, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0)
		assert_true(
		    buf_add(&c->got, (struct slice){ bytes, (size_t)n }));
	if (n < 0)
		return true;
	close(c->fd);
	c->fd = -1;
	return false;
}

static void
on_turn(struct net_loop *l)
{
	bool waiting = server.conn_count > 0;

	net_server_flush(&server);
	for (size_t i = 0; i < COUNT(clients); i++)
		waiting |= read_client(&clients[i]);
	l->stop = !waiting || ++ticks > TICKS_MAX;
}

static int
connect_to(const struct net_addr *addr)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(
	    connect(fd, (const struct sockaddr *)&addr->sa, addr->sa_len), 0);
	return fd;
}

static void
open_clients(const struct net_addr *addr)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t len = strlen(rows[i].sent);

		clients[i].fd = connect_to(addr);
		buf_init(&clients[i].got, 1 << 16);
		assert_int_equal(
		    send(clients[i].fd, rows[i].sent, len, MSG_NOSIGNAL), len);
	}
}

static void
every_row_ends_with_its_answer(void **state)
{
	const struct net_limits limits = {
		.idle_ms = 300,
		.head_ms = 300,
		.body_ms = 300,
		.stall_ms = 300,
		.linger_ms = 300,
		.conns_max = 100,
	};
	struct net_addr addr;
	struct err err;

	(void)state;
	net_loop_init(&loop);
	loop.on_turn = on_turn;
	net_server_init(&server, &loop, &handler, &limits);
	assert_int_equal(net_addr_parse(&addr, "127.0.0.1:0", false, &err), 0);
	assert_int_equal(net_server_listen(&server, &addr, &err), 0);
	open_clients(&addr);
	net_loop_run(&loop);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct slice got = buf_slice(&clients[i].got);

		if (clients[i].fd >= 0)
			fail_msg("%s: not ended", rows[i].name);
		if (rows[i].got[0] == '\0' ? got.len > 0
					   : !slice_starts(got, rows[i].got))
			fail_msg("%s: got %.*s", rows[i].name, SLICE_ARGS(got));
		buf_clear(&clients[i].got);
	}
	assert_int_equal(server.conn_count, 0);
	net_server_clear(&server);
	net_loop_clear(&loop);
}

static int64_t
never_due(struct http_source *src, int64_t now_ms, int64_t last_write_ms)
{
	(void)src;
	(void)now_ms;
	(void)last_write_ms;
	return 0;
}

/* It took something after its deadline was set, so that is looked at again. */
static void
a_body_that_has_no_time_of_its_own_may_stall(void **state)
{
	const struct http_source_ops ops = { .on_tick = never_due };
	struct http_source source = { .ops = &ops };
	struct net_conn conn = { .srv = &server, .source = &source };

	(void)state;
	net_loop_init(&loop);
	loop.now_ms = 1000;
	server.loop = &loop;
	server.limits.stall_ms = 300;
	conn.state = NET_STREAM;
	conn.last_write_ms = 900;
	wheel_timer_init(&conn.timer, net_conn_on_due);
	net_conn_on_due(&conn.timer, 1000);
	assert_int_equal(conn.timer.deadline_ms, 0);
	conn.blocked = true;
	net_conn_on_due(&conn.timer, 1000);
	assert_int_equal(conn.timer.deadline_ms, 1200);
	wheel_stop(&conn.timer);
	net_loop_clear(&loop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_ends_with_its_answer),
		cmocka_unit_test(a_body_that_has_no_time_of_its_own_may_stall),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
