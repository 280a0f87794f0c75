/*
 * Tests of net/loop.c: a turn has a bound, however many peers are ready, and
 * none of them is forgotten for it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "net/server.h"

#define CLIENTS 1200
#define ROUNDS 12 /* the kernel tells of more at once in each of them */
#define TURNS_MAX 100000
#define GET "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

static struct net_loop loop;
static struct net_server server;
static int fds[CLIENTS];
static int this_turn, most, answered, opened, rounds, turns;

static size_t
on_head(struct http_handler *h, struct http_exchange *x)
{
	(void)h;
	(void)x;
	return 0;
}

static void
on_request(struct http_handler *h, struct http_exchange *x)
{
	(void)h;
	this_turn++;
	answered++;
	http_respond(x, &(struct http_response){ .status = 204 });
}

static struct http_handler handler = { on_head, on_request, NULL };

/* Opens some more, or has all of them ask again. */
static void
ask(const struct net_addr *addr)
{
	for (int i = 0; i < 100 && opened < CLIENTS; i++) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

		assert_int_equal(connect(fd, (const struct sockaddr *)&addr->sa,
				     addr->sa_len),
		    0);
		fds[opened++] = fd;
	}
	if (server.conn_count < CLIENTS)
		return;
	rounds++;
	for (int i = 0; i < CLIENTS; i++)
		assert_int_equal(
		    send(fds[i], GET, strlen(GET), MSG_NOSIGNAL), strlen(GET));
}

static void
on_turn(struct net_loop *l)
{
	const struct net_addr *addr = l->owner;

	if (this_turn > most)
		most = this_turn;
	this_turn = 0;
	l->stop = answered == CLIENTS * ROUNDS || ++turns == TURNS_MAX;
	if (!l->stop && answered == rounds * CLIENTS)
		ask(addr);
}

static void
a_turn_ends_though_more_are_ready(void **state)
{
	const struct net_limits limits = {
		.idle_ms = 60000,
		.head_ms = 60000,
		.body_ms = 60000,
		.stall_ms = 60000,
		.linger_ms = 1000,
		.conns_max = CLIENTS,
		.threads = 1,
	};
	struct rlimit files;
	struct net_addr addr;
	struct err err;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
	files.rlim_cur = files.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
	net_loop_init(&loop);
	loop.on_turn = on_turn;
	loop.owner = &addr;
	net_server_init(&server, &loop, &handler, &limits);
	assert_int_equal(net_addr_parse(&addr, "127.0.0.1:0", false, &err), 0);
	assert_int_equal(net_server_listen(&server, &addr, &err), 0);
	net_loop_run(&loop);
	assert_int_equal(answered, CLIENTS * ROUNDS);
	assert_in_range(most, 1, NET_READS_A_TURN);
	/* Else there were never more ready than a turn may read. */
	assert_int_equal(most, NET_READS_A_TURN);
	for (int i = 0; i < CLIENTS; i++)
		close(fds[i]);
	net_server_clear(&server);
	net_loop_clear(&loop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_turn_ends_though_more_are_ready),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
