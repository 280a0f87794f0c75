/*
 * Tests of net/h1.c and net/conn.c: what a peer sends while it waits for an
 * answer is read behind it, and does not keep the loop busy until then.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "net/server.h"

#define WAIT_MS 150  /* that the first answer takes */
#define TURNS_MAX 20 /* meanwhile: a tick now and then */
#define GIVE_UP_MS 5000
#define GET "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

static struct net_loop loop;
static struct net_server server;
static struct http_exchange *held;
static const char *const *more; /* what the peer sends meanwhile; NULL: FIN */
static size_t more_count;
static int peer, requests, wanted, turns;
static int64_t asked_ms;

static size_t
on_head(struct http_handler *h, struct http_exchange *x)
{
	(void)h;
	(void)x;
	return 0;
}

/* The first one waits, the others do not. */
static void
on_request(struct http_handler *h, struct http_exchange *x)
{
	(void)h;
	if (requests++ > 0) {
		http_respond(x, &(struct http_response){ .status = 204 });
		return;
	}
	asked_ms = loop.now_ms;
	http_hold(x, &held, NULL);
}

static struct http_handler handler = { on_head, on_request, NULL };

static void
send_more(const char *text)
{
	if (text == NULL)
		shutdown(peer, SHUT_WR);
	else
		send(peer, text, strlen(text), MSG_NOSIGNAL);
}

static void
on_turn(struct net_loop *l)
{
	turns += held != NULL;
	if (held != NULL && more_count > 0) {
		more_count--;
		send_more(*more++);
	}
	if (held != NULL && l->now_ms - asked_ms >= WAIT_MS)
		http_respond(held, &(struct http_response){ .status = 204 });
	l->stop = (held == NULL && requests == wanted) ||
		  (asked_ms > 0 && l->now_ms - asked_ms > GIVE_UP_MS);
}

static int
count_answers(int fd)
{
	char text[4096], *at = text;
	int count = 0;
	size_t len = 0;
	ssize_t n;

	while ((n = recv(fd, text + len, sizeof(text) - 1 - len, 0)) > 0)
		len += (size_t)n;
	text[len] = '\0';
	while ((at = strstr(at, "HTTP/1.1 204")) != NULL) {
		count++;
		at++;
	}
	return count;
}

static void
begin(struct net_addr *addr)
{
	const struct net_limits limits = {
		.idle_ms = 60000,
		.head_ms = 60000,
		.body_ms = 60000,
		.stall_ms = 60000,
		.linger_ms = 1000,
		.conns_max = 4,
		.threads = 1,
	};
	struct err err;

	net_loop_init(&loop);
	loop.on_turn = on_turn;
	net_server_init(&server, &loop, &handler, &limits);
	assert_int_equal(net_addr_parse(addr, "127.0.0.1:0", false, &err), 0);
	assert_int_equal(net_server_listen(&server, addr, &err), 0);
	peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
	    connect(peer, (const struct sockaddr *)&addr->sa, addr->sa_len), 0);
}

struct row {
	const char *name;
	const char *more[3];
	size_t more_count;
	int requests;
};

static const struct row rows[] = {
	{ "nothing", { "" }, 0, 1 },
	{ "the next request", { GET }, 1, 2 },
	{ "two, one after the other", { GET, GET }, 2, 3 },
	{ "the next one in pieces",
	    { "GET / HTTP/1.1\r\n", "Host: x\r\n", "\r\n" }, 3, 2 },
	{ "its end", { NULL }, 1, 1 },
	{ "the next one, and its end", { GET, NULL }, 2, 2 },
};

static void
run(const struct row *row)
{
	struct net_addr addr;

	held = NULL;
	requests = turns = 0;
	asked_ms = 0;
	wanted = row->requests;
	more = row->more;
	more_count = row->more_count;
	begin(&addr);
	assert_int_equal(
	    send(peer, GET, strlen(GET), MSG_NOSIGNAL), strlen(GET));
	net_loop_run(&loop);
	net_server_clear(&server);
	net_loop_clear(&loop);
	if (turns > TURNS_MAX || count_answers(peer) != row->requests)
		fail_msg(
		    "%s: %d turns, %d requests", row->name, turns, requests);
	close(peer);
}

static void
what_comes_before_the_answer_waits(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		run(&rows[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_comes_before_the_answer_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
