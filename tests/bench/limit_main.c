/* bench_limit - see limit.h. */
#include "limit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/opt.h"

#define READY_MAX 512

struct limit_options {
	bool coalesces;
	int64_t threads, topics, log_bytes;
	const char *port_file;
};

static void
fail(const char *what)
{
	fprintf(stderr, "bench_limit: %s: %s\n", what, strerror(errno));
	exit(2);
}

static int
open_listener(const char *port_file)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	socklen_t len = sizeof(at);
	FILE *f;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    listen(fd, SOMAXCONN) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		fail("listen");
	f = fopen(port_file, "we");
	if (f == NULL)
		fail(port_file);
	fprintf(f, "%d\n", ntohs(at.sin_port));
	if (fclose(f) != 0)
		fail(port_file);
	return fd;
}

static void
start(struct limit *limit, const struct limit_options *o)
{
	struct epoll_event ev = { .events = EPOLLIN };
	struct rlimit files;

	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	limit->conn_max = (int)files.rlim_cur;
	limit->conns =
	    mem_new(sizeof(struct limit_conn) * (size_t)limit->conn_max);
	limit->coalesces = o->coalesces;
	limit->threads = o->threads;
	limit->topic_count = (uint32_t)o->topics;
	limit->topics =
	    mem_new(sizeof(struct limit_topic) * (limit->topic_count + 1));
	limit->dirty = mem_new(sizeof(void *) * (limit->topic_count + 1));
	limit->log_bytes = 4096;
	while (limit->log_bytes < (uint64_t)o->log_bytes)
		limit->log_bytes *= 2;
	limit->epoll = epoll_create1(EPOLL_CLOEXEC);
	limit->listener = open_listener(o->port_file);
	ev.data.fd = limit->listener;
	epoll_ctl(limit->epoll, EPOLL_CTL_ADD, limit->listener, &ev);
	limit_flush_start(limit);
}

static void
handle(struct limit *limit, const struct epoll_event *ev)
{
	int fd = ev->data.fd;

	if (fd == limit->listener) {
		limit_accept(limit);
		return;
	}
	if (ev->events & EPOLLOUT && limit->conns[fd].topic != NULL) {
		limit_send(limit, fd);
		limit_settle(limit, fd);
	}
	if (ev->events & ~(uint32_t)EPOLLOUT && limit->conns[fd].is_open)
		limit_input(limit, fd);
}

static void
run(const struct limit_options *o)
{
	struct limit limit = { 0 };

	start(&limit, o);
	for (;;) {
		struct epoll_event ready[READY_MAX];
		int n = epoll_wait(limit.epoll, ready, READY_MAX, -1);

		for (int i = 0; i < n; i++)
			handle(&limit, &ready[i]);
		limit_flush(&limit);
	}
}

int
main(int argc, char **argv)
{
	struct limit_options o = {
		.threads = 1, .topics = 1, .log_bytes = 1 << 20
	};
	/* clang-format off */
	const struct opt rows[] = {
		{ "port-file", 0, OPT_TEXT, &o.port_file, .arg = "FILE",
		    .text = "write the port to FILE" },
		{ "coalesce", 0, OPT_FLAG, &o.coalesces,
		    .text = "all that is new goes in one send" },
		{ "threads", 0, OPT_COUNT, &o.threads, 1, 2, .arg = "N",
		    .text = "that flush" },
		{ "topics", 0, OPT_COUNT, &o.topics, 1, 99999, .arg = "N",
		    .text = "that there may be" },
		{ "log-bytes", 0, OPT_SIZE, &o.log_bytes, 4096, 1 << 30,
		    .arg = "SIZE", .text = "kept of a topic" },
		{ 0 },
	};
	/* clang-format on */
	struct opt_set set = { .program = "bench_limit", .table = rows };
	struct opt_operands operands;
	struct err err;

	if (opt_parse_argv(&set, argc, argv, &operands, &err) != 0 ||
	    o.port_file == NULL) {
		fprintf(stderr,
		    "usage: bench_limit --port-file=FILE [--coalesce] "
		    "[--threads=1|2] [--topics=N] [--log-bytes=SIZE]\n");
		opt_clear(&set);
		return 2;
	}
	run(&o);
	return 0;
}
