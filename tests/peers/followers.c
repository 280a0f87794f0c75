/*
 * followers.c - many followers at once, who count what they get.
 *
 *   followers PORT PATH COUNT EVENTS [TOPICS]
 *
 * Opens COUNT streams of PATH at 127.0.0.1 and says "open" once each has its
 * ssed.open.  Then each stream must get the data 1 to EVENTS of each of its
 * TOPICS (1) topics, told apart by the last letter of their names (a to d),
 * in order and once.  Prints what was lost, doubled and out of order; exits
 * with 1 if anything was, 2 if it could not even open them.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/num.h"
#include "sse/parse.h"

#define TOPICS_MAX 4
#define PORTS_OF_ADDRESS 20000
#define EVENT_BYTES_MAX 4096
#define DEADLINE_MS 100000
#define AFTERMATH_MS 300 /* in which a double could still come */

struct stream {
	int fd;
	int head; /* how much of CR LF CR LF was seen; 4: in the body */
	struct sse_parser *parser;
	bool is_open;
	int64_t last[TOPICS_MAX];
	unsigned char *seen[TOPICS_MAX]; /* a bit an event */
};

static struct totals {
	int64_t opened, got, doubled, reordered, foreign;
} totals;

static int64_t event_count, topic_count = 1;

static int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void
count_event(struct stream *s, const struct sse_event *ev)
{
	int64_t n, topic;
	unsigned char *byte, bit;

	topic = ev->topic.len > 0 ? ev->topic.ptr[ev->topic.len - 1] - 'a' : -1;
	if (topic < 0 || topic >= topic_count || !num_parse(ev->data, &n) ||
	    n < 1 || n > event_count) {
		totals.foreign++;
		return;
	}
	byte = &s->seen[topic][n / 8];
	bit = (unsigned char)(1u << (n % 8));
	if (*byte & bit)
		totals.doubled++;
	else if (n < s->last[topic])
		totals.reordered++;
	else
		s->last[topic] = n;
	totals.got += !(*byte & bit);
	*byte |= bit;
}

static void
parse(struct stream *s, struct slice in)
{
	struct sse_event ev;

	for (; s->head < 4 && in.len > 0; in = slice_drop(in, 1))
		s->head = in.ptr[0] == "\r\n\r\n"[s->head] ? s->head + 1
							   : in.ptr[0] == '\r';
	while (sse_parser_next(s->parser, &in, &ev) == SSE_EVENT) {
		if (!slice_starts(ev.type, "ssed.")) {
			count_event(s, &ev);
		} else if (slice_is(ev.type, "ssed.open") && !s->is_open) {
			s->is_open = true;
			totals.opened++;
		}
	}
}

/* Reads what is there; false once the stream ended. */
static bool
feed(struct stream *s)
{
	static char bytes[1 << 16];
	ssize_t n = read(s->fd, bytes, sizeof(bytes));

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (n <= 0) {
		close(s->fd);
		s->fd = -1;
		return false;
	}
	parse(s, (struct slice){ bytes, (size_t)n });
	return true;
}

static int
connect_from(int index, int port)
{
	struct sockaddr_in from = { .sin_family = AF_INET };
	struct sockaddr_in to = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	from.sin_addr.s_addr =
	    htonl(INADDR_LOOPBACK + (uint32_t)(index / PORTS_OF_ADDRESS));
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to.sin_port = htons((uint16_t)port);
	setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
	if (fd >= 0 && bind(fd, (struct sockaddr *)&from, sizeof(from)) == 0 &&
	    connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	perror("followers: connect");
	exit(2);
}

static void
open_stream(struct stream *s, int index, int port, const char *path)
{
	char request[1024];
	int len = snprintf(request, sizeof(request),
	    "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", path);

	s->fd = connect_from(index, port);
	s->parser = sse_parser_new(EVENT_BYTES_MAX);
	for (int64_t i = 0; i < topic_count; i++)
		s->seen[i] = calloc(1, (size_t)event_count / 8 + 1);
	if (write(s->fd, request, (size_t)len) != len) {
		perror("followers: write");
		exit(2);
	}
}

static void
close_all(struct stream *streams, int count)
{
	for (int i = 0; i < count; i++) {
		sse_parser_free(streams[i].parser);
		for (int64_t t = 0; t < topic_count; t++)
			free(streams[i].seen[t]);
		if (streams[i].fd >= 0)
			close(streams[i].fd);
	}
	free(streams);
}

/* Reads until every stream has all, and a little longer. */
static void
read_all(int epoll, int count)
{
	int64_t want = count * event_count * topic_count;
	int64_t deadline_ms = now_ms() + DEADLINE_MS;
	int left = count;
	bool told = false, ending = false;

	while (left > 0 && now_ms() < deadline_ms) {
		struct epoll_event ready[64];
		int n = epoll_wait(epoll, ready, 64, 100);

		for (int i = 0; i < n; i++)
			left -= !feed(ready[i].data.ptr);
		if (totals.opened == count && !told) {
			printf("open\n");
			fflush(stdout);
			told = true;
		}
		if (totals.got == want && !ending) {
			ending = true;
			deadline_ms = now_ms() + AFTERMATH_MS;
		}
	}
}

static int
report(int count)
{
	int64_t want = count * event_count * topic_count;

	printf("streams=%d events=%lld lost=%lld doubled=%lld reordered=%lld "
	       "foreign=%lld\n",
	    count, (long long)totals.got, (long long)(want - totals.got),
	    (long long)totals.doubled, (long long)totals.reordered,
	    (long long)totals.foreign);
	return totals.got != want || totals.doubled > 0 ||
	       totals.reordered > 0 || totals.foreign > 0;
}

int
main(int argc, char **argv)
{
	int epoll = epoll_create1(EPOLL_CLOEXEC), count, status;
	struct rlimit files;
	struct stream *streams;

	if (argc < 5) {
		fprintf(stderr, "followers: want PORT PATH COUNT EVENTS\n");
		return 2;
	}
	count = atoi(argv[3]);
	event_count = atoll(argv[4]);
	topic_count = argc > 5 ? atoi(argv[5]) : 1;
	if (topic_count < 1 || topic_count > TOPICS_MAX)
		return 2;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	streams = calloc((size_t)count, sizeof(*streams));
	for (int i = 0; i < count; i++) {
		struct epoll_event ev = { .events = EPOLLIN };

		open_stream(&streams[i], i, atoi(argv[1]), argv[2]);
		ev.data.ptr = &streams[i];
		epoll_ctl(epoll, EPOLL_CTL_ADD, streams[i].fd, &ev);
	}
	read_all(epoll, count);
	status = report(count);
	close_all(streams, count);
	close(epoll);
	return status;
}
