#include "publisher.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "clock.h"

#define HEAD_BYTES_MAX 512
#define FROM_INDEX 1000000 /* other source addresses than followers' */

/* Publishers start at different topics, evenly spread. */
static uint32_t
topic_of(const struct load_options *o, uint32_t publisher, int64_t seq)
{
	int64_t from = publisher * o->topics / o->publishers;

	return (uint32_t)((from + seq) % o->topics);
}

int64_t
publisher_first_seq(
    const struct load_options *o, uint32_t publisher, uint32_t topic)
{
	int64_t from = topic_of(o, publisher, 0);

	return (topic + o->topics - from) % o->topics;
}

static void
set_idle(struct load *load, struct publisher *p)
{
	uint32_t at = load->idle_from + load->idle_count++;

	load->idle[at % load->o.publishers] = p;
}

int64_t
publisher_due_ns(const struct load *load)
{
	if (load->o.rate == 0 || !load->is_publishing || load->idle_count == 0)
		return INT64_MAX;
	return load->started_ns +
	       load->published * CLOCK_NS_PER_S / load->o.rate;
}

/* Whether an event more would leave the followers too far behind. */
static bool
may_publish(const struct load *load)
{
	int64_t fan, behind = load->expected - load->totals.received;

	if (!load->is_publishing || load->published >= load->events_max)
		return false;
	if (load->o.rate > 0 && publisher_due_ns(load) > clock_now_ns())
		return false;
	if (load->published == 0 || load->expected == 0)
		return true;
	fan = (load->expected + load->published - 1) / load->published;
	return behind < load->o.window * fan;
}

static void
broken(struct load *load, const struct publisher *p, const char *why)
{
	if (!load->is_broken)
		fprintf(stderr, "bench_load: publisher %u: %s: %.*s\n",
		    p->index, why, (int)p->answer_len, p->answer);
	load->is_broken = true;
	load->is_publishing = false;
}

static ssize_t
put(const struct load *load, const struct publisher *p)
{
	const char *from = p->request + p->sent;

	if (load->o.feed != NULL)
		return write(p->watch.fd, from, p->len - p->sent);
	return send(
	    p->watch.fd, from, p->len - p->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* Writes what is left; EPOLLOUT only where it does not fit. */
static void
write_some(struct load *load, struct publisher *p)
{
	uint32_t reads = load->o.feed != NULL ? 0 : EPOLLIN;
	ssize_t n = put(load, p);
	bool blocked;

	if (n < 0 && errno != EAGAIN && errno != EINTR) {
		broken(load, p, strerror(errno));
		return;
	}
	p->sent += n > 0 ? (size_t)n : 0;
	blocked = p->sent < p->len;
	if (blocked != p->wants_write)
		load_rewatch(load, &p->watch,
		    blocked ? reads | (uint32_t)EPOLLOUT : reads);
	p->wants_write = blocked;
	if (!blocked && load->o.feed != NULL)
		set_idle(load, p);
}

static void
publish(struct load *load, struct publisher *p)
{
	struct payload payload = { .publisher = p->index };

	payload.sent_ns = clock_now_ns();
	p->len = 0;
	for (int64_t i = 0; i < load->o.batch; i++) {
		char *event = p->request + p->len;
		uint32_t topic = topic_of(&load->o, p->index, p->seq);

		payload.seq = p->seq++;
		payload_set(event + p->data_at, &payload);
		load->expected += load->fan[topic];
		for (int d = LOAD_TOPIC_DIGITS - 1; d >= 0; d--) {
			event[p->topic_at + (size_t)d] =
			    (char)('0' + topic % 10);
			topic /= 10;
		}
		p->len += p->event_bytes;
	}
	load->published += load->o.batch;
	p->sent = 0;
	write_some(load, p);
}

void
publisher_run_idle(struct load *load)
{
	while (load->idle_count > 0 && may_publish(load)) {
		struct publisher *p = load->idle[load->idle_from];

		load->idle_from =
		    (load->idle_from + 1) % (uint32_t)load->o.publishers;
		load->idle_count--;
		publish(load, p);
	}
}

/* Returns the length of the whole answer; 0 while that is not known. */
static size_t
answer_bytes(const struct publisher *p)
{
	static const char key[] = "\r\ncontent-length:";
	const char *end = strstr(p->answer, "\r\n\r\n");
	const char *length = strcasestr(p->answer, key);
	size_t body = 0;

	if (end == NULL)
		return 0;
	if (length != NULL && length < end)
		body = strtoul(length + sizeof(key) - 1, NULL, 10);
	return (size_t)(end - p->answer) + 4 + body;
}

static void
read_answer(struct load *load, struct publisher *p)
{
	size_t room = sizeof(p->answer) - 1 - p->answer_len, whole;
	ssize_t n =
	    recv(p->watch.fd, p->answer + p->answer_len, room, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		broken(load, p, n == 0 ? "closed" : strerror(errno));
		load_unwatch(load, &p->watch);
		return;
	}
	p->answer_len += (size_t)n;
	p->answer[p->answer_len] = '\0';
	whole = answer_bytes(p);
	if (whole == 0 || p->answer_len < whole)
		return;
	if (strncmp(p->answer, "HTTP/1.1 20", 11) != 0)
		broken(load, p, "refused");
	p->answer_len = 0;
	set_idle(load, p);
}

static void
on_ready(struct load *load, struct load_watch *w, uint32_t events)
{
	struct publisher *p = (struct publisher *)w;

	if (events & EPOLLOUT && p->wants_write)
		write_some(load, p);
	if (load->o.feed == NULL && events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		read_answer(load, p);
	else if (load->o.feed != NULL && events & EPOLLERR)
		broken(load, p, "nobody reads");
	publisher_run_idle(load);
}

/* Writes all copies of a request whose numbers are filled in later. */
static void
make_request(struct load *load, struct publisher *p)
{
	const char *topic = load->o.prefix;
	struct slice tail = slice_empty();
	char head[HEAD_BYTES_MAX];
	size_t head_len, bytes = (size_t)load->o.bytes;
	int n;

	if (load->o.feed != NULL) {
		topic += strlen("/events/");
		n = snprintf(head, sizeof(head),
		    "{\"topic\":\"%s%0*d\",\"data\":\"", topic,
		    LOAD_TOPIC_DIGITS, 0);
		p->topic_at = strlen("{\"topic\":\"") + strlen(topic);
		tail = slice_of("\"}\n");
	} else {
		n = snprintf(head, sizeof(head),
		    "POST %s%0*d HTTP/1.1\r\nHost: 127.0.0.1\r\n"
		    "Content-Length: %zu\r\n\r\n",
		    topic, LOAD_TOPIC_DIGITS, 0, bytes);
		p->topic_at = strlen("POST ") + strlen(topic);
	}
	head_len = (size_t)n;
	p->data_at = head_len;
	p->event_bytes = head_len + bytes + tail.len;
	p->request = mem_new(p->event_bytes * (size_t)load->o.batch);
	for (int64_t i = 0; i < load->o.batch; i++) {
		char *at = p->request + p->event_bytes * (size_t)i;

		memcpy(at, head, head_len);
		payload_fill(at + head_len, bytes);
		memcpy(at + head_len + bytes, tail.ptr, tail.len);
	}
}

void
publisher_open_all(struct load *load)
{
	uint32_t count = (uint32_t)load->o.publishers;
	bool feeds = load->o.feed != NULL;

	load->publishers = mem_new(sizeof(struct publisher) * (count + 1));
	load->idle = mem_new(sizeof(struct publisher *) * (count + 1));
	for (uint32_t i = 0; i < count; i++) {
		struct publisher *p = &load->publishers[i];

		p->index = i;
		p->watch.on_ready = on_ready;
		p->watch.fd = feeds ? open(load->o.feed,
					  O_WRONLY | O_CLOEXEC | O_NONBLOCK)
				    : load_connect(load, FROM_INDEX + i, 0);
		if (p->watch.fd < 0)
			load_fail(load->o.feed);
		make_request(load, p);
		load_watch(load, &p->watch, feeds ? 0 : EPOLLIN);
		set_idle(load, p);
	}
}

void
publisher_close_all(struct load *load)
{
	for (uint32_t i = 0; i < load->o.publishers; i++) {
		close(load->publishers[i].watch.fd);
		free(load->publishers[i].request);
	}
	free(load->publishers);
	free(load->idle);
	load->publishers = NULL;
	load->idle = NULL;
}
