#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "clock.h"
#include "publisher.h"

/* A source address has 28,000 ports; a few of them may be in use. */
#define CONNECTIONS_OF_ADDRESS 4096
#define ADDRESSES 250
#define READY_MAX 512
#define SPARE_FILES 64

void
load_fail(const char *what)
{
	fprintf(stderr, "bench_load: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void
raise_files(int64_t wanted)
{
	struct rlimit files;

	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	if ((int64_t)files.rlim_cur >= wanted + SPARE_FILES)
		return;
	fprintf(stderr,
	    "bench_load: %lld connections do not fit the limit of %lld "
	    "descriptors (ulimit -Hn)\n",
	    (long long)wanted, (long long)files.rlim_cur);
	exit(2);
}

void
load_init(struct load *load, const struct load_options *o)
{
	*load = (struct load){ .o = *o };
	raise_files(o->followers + o->deaf + o->patterns + o->publishers);
	load->events_max = o->events > 0 ? o->events : INT64_MAX;
	load->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (load->epoll < 0)
		load_fail("epoll");
	load->fan = mem_new(sizeof(*load->fan) * (size_t)o->topics);
	if (load->o.window == 0) {
		load->o.window = (512 << 10) / (o->bytes + 64);
		if (load->o.window < 4)
			load->o.window = 4;
	}
}

void
load_clear(struct load *load)
{
	free(load->fan);
	close(load->epoll);
}

void
load_turn(struct load *load, int timeout_ms)
{
	struct epoll_event ready[READY_MAX];
	int n = epoll_wait(load->epoll, ready, READY_MAX, timeout_ms);

	if (n < 0 && errno != EINTR)
		load_fail("epoll_wait");
	for (int i = 0; i < n; i++) {
		struct load_watch *w = ready[i].data.ptr;

		w->on_ready(load, w, ready[i].events);
	}
	publisher_run_idle(load);
}

void
load_settle(struct load *load, int64_t ms)
{
	int64_t end_ns = clock_now_ns() + ms * CLOCK_NS_PER_MS;

	while (clock_now_ns() < end_ns)
		load_turn(load, 5);
}

static void
control(struct load *load, int op, struct load_watch *w, uint32_t events)
{
	struct epoll_event ev = { .events = events, .data.ptr = w };

	if (epoll_ctl(load->epoll, op, w->fd, &ev) != 0)
		load_fail("epoll_ctl");
}

void
load_watch(struct load *load, struct load_watch *w, uint32_t events)
{
	control(load, EPOLL_CTL_ADD, w, events);
}

void
load_rewatch(struct load *load, struct load_watch *w, uint32_t events)
{
	control(load, EPOLL_CTL_MOD, w, events);
}

void
load_unwatch(struct load *load, const struct load_watch *w)
{
	if (epoll_ctl(load->epoll, EPOLL_CTL_DEL, w->fd, NULL) != 0)
		load_fail("epoll_ctl");
}

int
load_connect(const struct load *load, uint32_t index, int receive_bytes)
{
	struct sockaddr_in from = { .sin_family = AF_INET };
	struct sockaddr_in to = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (fd < 0)
		load_fail("socket");
	from.sin_addr.s_addr =
	    htonl(0x7f010001 + index / CONNECTIONS_OF_ADDRESS % ADDRESSES);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to.sin_port = htons((uint16_t)load->o.port);
	setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (receive_bytes > 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes,
		    sizeof(receive_bytes));
	if (bind(fd, (const struct sockaddr *)&from, sizeof(from)) != 0)
		load_fail("bind");
	if (connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0)
		load_fail("connect");
	return fd;
}
