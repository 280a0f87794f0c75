#include "churn.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "clock.h"

static char request[512];
static int request_len;
static int64_t served;
static uint32_t opened;

/* The ports of closed connections rest: each has another source address. */
static void
open_one(struct load *load, struct load_watch *w)
{
	w->fd = load_connect(load, opened++ << 9, 0);
	if (send(w->fd, request, (size_t)request_len, MSG_NOSIGNAL) !=
	    request_len)
		load_fail("send");
	load_watch(load, w, EPOLLIN);
}

static void
on_ready(struct load *load, struct load_watch *w, uint32_t events)
{
	ssize_t n = recv(w->fd, load->input, sizeof(load->input), 0);

	(void)events;
	if (n <= 0)
		load->closed++;
	else
		served++;
	close(w->fd);
	open_one(load, w);
}

int64_t
churn_count(void)
{
	return served;
}

static struct load_watch *
open_all(struct load *load)
{
	struct load_watch *watches =
	    mem_new(sizeof(*watches) * (size_t)load->o.followers);

	request_len = snprintf(request, sizeof(request),
	    "GET %s%0*d%s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
	    "Accept: text/event-stream\r\n\r\n",
	    load->o.prefix, LOAD_TOPIC_DIGITS, 0, load->o.query);
	for (int64_t i = 0; i < load->o.followers; i++) {
		watches[i].on_ready = on_ready;
		open_one(load, &watches[i]);
	}
	return watches;
}

void
churn_run(struct load *load, int64_t ms)
{
	struct load_watch *watches = open_all(load);
	int64_t end_ns = clock_now_ns() + ms * CLOCK_NS_PER_MS;

	while (clock_now_ns() < end_ns)
		load_turn(load, 10);
	for (int64_t i = 0; i < load->o.followers; i++)
		close(watches[i].fd);
	free(watches);
}
