#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "limit.h"

#define INPUT_BYTES (2 << 20)

static const char stream_head[] = "HTTP/1.1 200 OK\r\n"
				  "Content-Type: text/event-stream\r\n"
				  "Cache-Control: no-cache, no-transform\r\n"
				  "X-Accel-Buffering: no\r\n"
				  "Connection: keep-alive\r\n\r\n"
				  "retry: 3000\n\n";
static const char receipt[] =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: application/json\r\n"
    "Content-Length: 57\r\n\r\n"
    "{\"id\":\"1795250183923-0\",\"topic\":\"b/00001\",\"delivered\":1}\n";

static char input[INPUT_BYTES];

void
limit_want(const struct limit *limit, int fd, bool writes)
{
	struct epoll_event ev = { .events = EPOLLIN };

	ev.events |= writes ? (uint32_t)EPOLLOUT : 0;
	ev.data.fd = fd;
	epoll_ctl(limit->epoll, EPOLL_CTL_MOD, fd, &ev);
}

void
limit_close(struct limit *limit, int fd)
{
	struct limit_conn *c = &limit->conns[fd];
	struct limit_topic *t = c->topic;

	if (t != NULL) {
		int last = t->followers[--t->count];

		t->followers[c->place] = last;
		limit->conns[last].place = c->place;
	}
	free(c->in);
	*c = (struct limit_conn){ 0 };
	close(fd);
}

void
limit_accept(struct limit *limit)
{
	for (;;) {
		int fd = accept4(
		    limit->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		struct epoll_event ev = { .events = EPOLLIN };
		int on = 1;

		if (fd < 0)
			return;
		if (fd >= limit->conn_max) {
			close(fd);
			continue;
		}
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		limit->conns[fd] = (struct limit_conn){ .is_open = true };
		ev.data.fd = fd;
		epoll_ctl(limit->epoll, EPOLL_CTL_ADD, fd, &ev);
	}
}

/* The path's number; the topic of all for what ends in no digit. */
static uint32_t
topic_number(const struct limit *limit, struct slice path)
{
	uint32_t n = 0;
	size_t i = path.len;

	while (i > 0 && path.ptr[i - 1] >= '0' && path.ptr[i - 1] <= '9')
		i--;
	if (i == path.len)
		return limit->topic_count;
	for (; i < path.len; i++)
		n = n * 10 + (uint32_t)(path.ptr[i] - '0');
	return n % limit->topic_count;
}

static void
follow(struct limit *limit, int fd, struct slice target)
{
	struct limit_conn *c = &limit->conns[fd];
	struct slice path, query;
	struct limit_topic *t;

	slice_cut(target, '?', &path, &query);
	t = &limit->topics[topic_number(limit, path)];
	if (t->count == t->cap) {
		t->cap = t->cap > 0 ? t->cap * 2 : 4;
		t->followers = mem_grow(t->followers, t->cap, sizeof(int));
	}
	c->topic = t;
	c->place = t->count;
	t->followers[t->count++] = fd;
	c->at = query.len > 0 ? 0 : t->log.end;
	c->frame = query.len > 0 ? 0 : t->log.frames;
	send(fd, stream_head, sizeof(stream_head) - 1, MSG_NOSIGNAL);
	limit_send(limit, fd);
	limit_settle(limit, fd);
}

static void
mark(struct limit *limit, struct limit_topic *t)
{
	if (t->is_dirty || t->count == 0)
		return;
	t->is_dirty = true;
	limit->dirty[limit->dirty_count++] = t;
}

static void
publish(struct limit *limit, int fd, struct slice target, struct slice data)
{
	struct slice topic = slice_drop(target, strlen("/events/"));
	uint32_t number = topic_number(limit, target);
	struct limit_topic *t = &limit->topics[number];
	struct limit_topic *all = &limit->topics[limit->topic_count];

	limit_log_add(limit, &t->log, topic, data);
	mark(limit, t);
	if (all->count > 0) {
		limit_log_add(limit, &all->log, topic, data);
		mark(limit, all);
	}
	send(fd, receipt, sizeof(receipt) - 1, MSG_NOSIGNAL);
}

/* Handles one request; returns its length, 0 if it is not all there. */
static size_t
handle(struct limit *limit, int fd, struct slice in)
{
	static const char key[] = "Content-Length: ";
	const char *end = memmem(in.ptr, in.len, "\r\n\r\n", 4), *at;
	struct slice head, verb, target, rest;
	size_t body = 0;

	if (end == NULL)
		return 0;
	head = slice_take(in, (size_t)(end - in.ptr) + 4);
	at = memmem(head.ptr, head.len, key, sizeof(key) - 1);
	if (at != NULL)
		body = strtoul(at + sizeof(key) - 1, NULL, 10);
	if (in.len < head.len + body)
		return 0;
	slice_cut(head, ' ', &verb, &rest);
	slice_cut(rest, ' ', &target, &rest);
	if (slice_is(verb, "POST"))
		publish(limit, fd, target,
		    (struct slice){ in.ptr + head.len, body });
	else
		follow(limit, fd, target);
	return head.len + body;
}

/* Keeps a request that is not all there yet. */
static void
keep(struct limit_conn *c, struct slice rest)
{
	char *kept = NULL;

	if (rest.len > 0) {
		kept = mem_new(rest.len);
		memcpy(kept, rest.ptr, rest.len);
	}
	free(c->in);
	c->in = kept;
	c->in_len = (uint32_t)rest.len;
}

void
limit_input(struct limit *limit, int fd)
{
	struct limit_conn *c = &limit->conns[fd];
	struct slice in = { input, c->in_len };
	size_t used = 1;
	ssize_t n;

	if (c->in_len > 0)
		memcpy(input, c->in, c->in_len);
	n = recv(fd, input + in.len, sizeof(input) - in.len, 0);
	if (n <= 0) {
		if (n == 0 || (errno != EAGAIN && errno != EINTR))
			limit_close(limit, fd);
		return;
	}
	in.len += (size_t)n;
	while (in.len > 0 && used > 0 && c->topic == NULL) {
		used = handle(limit, fd, in);
		in = slice_drop(in, used);
	}
	if (c->is_open && c->topic == NULL && (in.len > 0 || c->in_len > 0))
		keep(c, in);
}
