#include "follower.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "clock.h"
#include "publisher.h"

#define FIELD "data: "
#define FIELD_BYTES 6
#define OPENING_MAX 256 /* a backlog is 511 or more */
#define OPEN_MS_MAX 60000
#define DEAF_BYTES 4096

_Static_assert(
    FOLLOWER_KEPT_BYTES >= FIELD_BYTES + PAYLOAD_BYTES_MIN, "too short");

/* A line without its end; line_bytes is its length, start may hold less. */
static void
take_line(struct load *load, struct follower *f, const char *start,
    int64_t line_bytes, int64_t now_ns)
{
	struct payload p;

	if (line_bytes < FIELD_BYTES + PAYLOAD_BYTES_MIN ||
	    memcmp(start, FIELD, FIELD_BYTES) != 0 || start[6] == '{')
		return;
	if (line_bytes != FIELD_BYTES + load->o.bytes ||
	    !payload_get(start + FIELD_BYTES, &p)) {
		load->totals.foreign++;
		return;
	}
	ledger_take(&f->ledger, &p, &load->totals);
	hist_add(&load->latency, now_ns - p.sent_ns);
	load->last_seen_ns = now_ns;
}

/* Keeps the start of a line whose end has not come. */
static void
keep(struct follower *f, const char *bytes, size_t len)
{
	size_t n = FOLLOWER_KEPT_BYTES - f->kept_len;

	if (n > len)
		n = len;
	memcpy(f->kept + f->kept_len, bytes, n);
	f->kept_len = (unsigned char)(f->kept_len + n);
	f->line_len += (int64_t)len;
}

static void
take_body(struct load *load, struct follower *f, struct slice in)
{
	int64_t now_ns = clock_now_ns();

	while (in.len > 0) {
		const char *end = memchr(in.ptr, '\n', in.len);
		size_t n = end != NULL ? (size_t)(end - in.ptr) : in.len;

		if (end == NULL) {
			keep(f, in.ptr, n);
			return;
		}
		if (f->line_len > 0) {
			keep(f, in.ptr, n);
			take_line(load, f, f->kept, f->line_len, now_ns);
			f->line_len = 0;
			f->kept_len = 0;
		} else {
			take_line(load, f, in.ptr, (int64_t)n, now_ns);
		}
		in = slice_drop(in, n + 1);
	}
}

/* Skips the head; what comes in chunks is not what we count. */
static struct slice
skip_head(struct load *load, struct follower *f, struct slice in)
{
	static const char end[] = "\r\n\r\n";
	struct slice whole = in;

	while (f->head_match < 4 && in.len > 0) {
		if (in.ptr[0] == end[f->head_match])
			f->head_match++;
		else
			f->head_match = in.ptr[0] == '\r';
		in = slice_drop(in, 1);
	}
	if (f->head_match < 4)
		return in;
	whole.len -= in.len;
	if (memmem(whole.ptr, whole.len, " 200 ", 5) == NULL ||
	    memmem(whole.ptr, whole.len, "chunked", 7) != NULL) {
		fprintf(stderr, "bench_load: a follower got:\n%.*s",
		    SLICE_ARGS(whole));
		exit(2);
	}
	f->in_body = true;
	load->opened++;
	return in;
}

static void
on_ready(struct load *load, struct load_watch *w, uint32_t events)
{
	struct follower *f = (struct follower *)w;
	ssize_t n = recv(w->fd, load->input, sizeof(load->input), MSG_DONTWAIT);
	struct slice in = { load->input, n > 0 ? (size_t)n : 0 };

	(void)events;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0 && load->on_end != NULL) {
		close(w->fd);
		load->on_end(load, f);
		return;
	}
	if (n <= 0) {
		close(w->fd);
		w->fd = -1;
		load->closed++;
		return;
	}
	if (!f->in_body)
		in = skip_head(load, f, in);
	take_body(load, f, in);
	if (f->is_deaf && f->in_body)
		load_unwatch(load, w);
}

/* What each publisher sends it first, and how many topics on the next is. */
static void
init_ledger(struct load *load, struct follower *f)
{
	uint32_t topics = (uint32_t)load->o.topics;
	uint32_t publishers = (uint32_t)load->o.publishers;

	if (f->topic == LOAD_ALL_TOPICS || topics == 1) {
		ledger_init(&f->ledger, publishers, 1);
		return;
	}
	ledger_init(&f->ledger, publishers, topics);
	for (uint32_t i = 0; i < publishers; i++)
		ledger_expect(
		    &f->ledger, i, publisher_first_seq(&load->o, i, f->topic));
}

static void
open_one(struct load *load, struct follower *f, uint32_t index)
{
	char request[512], topic[32];
	int len;

	f->watch.fd = load_connect(load, index, f->is_deaf ? DEAF_BYTES : 0);
	f->watch.on_ready = on_ready;
	if (f->topic == LOAD_ALL_TOPICS)
		snprintf(topic, sizeof(topic), "%.31s", load->o.pattern);
	else
		snprintf(
		    topic, sizeof(topic), "%0*u", LOAD_TOPIC_DIGITS, f->topic);
	len = snprintf(request, sizeof(request),
	    "GET %s%s%s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
	    "Accept: text/event-stream\r\n\r\n",
	    load->o.prefix, topic, load->o.query);
	if (send(f->watch.fd, request, (size_t)len, MSG_NOSIGNAL) != len)
		load_fail("send");
	load_watch(load, &f->watch, EPOLLIN);
}

static void
wait_opened(struct load *load, uint32_t at_least)
{
	int64_t end_ns = clock_now_ns() + OPEN_MS_MAX * CLOCK_NS_PER_MS;

	while (load->opened < at_least) {
		load_turn(load, 100);
		if (load->closed == 0 && clock_now_ns() < end_ns)
			continue;
		fprintf(stderr, "bench_load: %u of %u followers opened\n",
		    load->opened, load->follower_count);
		exit(2);
	}
}

/* Those of a topic first, then those of all, then the deaf. */
static void
set_kind(struct load *load, uint32_t index)
{
	struct follower *f = &load->followers[index];
	uint32_t topics = (uint32_t)load->o.topics;

	f->topic = index % topics;
	if (index >= load->hearing) {
		f->is_deaf = true;
	} else if (index >= load->o.followers) {
		f->topic = LOAD_ALL_TOPICS;
		for (uint32_t t = 0; t < topics; t++)
			load->fan[t]++;
	} else {
		load->fan[f->topic]++;
	}
}

void
follower_open_all(struct load *load)
{
	load->hearing = (uint32_t)(load->o.followers + load->o.patterns);
	load->follower_count = load->hearing + (uint32_t)load->o.deaf;
	load->followers =
	    mem_new(sizeof(struct follower) * (load->follower_count + 1));
	for (uint32_t i = 0; i < load->follower_count; i++) {
		struct follower *f = &load->followers[i];

		set_kind(load, i);
		init_ledger(load, f);
		open_one(load, f, i);
		if (i >= OPENING_MAX)
			wait_opened(load, i - OPENING_MAX);
	}
	wait_opened(load, load->follower_count);
}

void
follower_close_all(struct load *load)
{
	for (uint32_t i = 0; i < load->follower_count; i++) {
		struct follower *f = &load->followers[i];

		ledger_clear(&f->ledger);
		if (f->watch.fd >= 0)
			close(f->watch.fd);
	}
	free(load->followers);
	load->followers = NULL;
	load->follower_count = 0;
}

void
follower_open_again(struct load *load, struct follower *f)
{
	uint32_t topic = f->topic;

	ledger_clear(&f->ledger);
	*f = (struct follower){ .topic = topic };
	init_ledger(load, f);
	open_one(load, f, (uint32_t)(f - load->followers));
}

int64_t
follower_lost(const struct load *load, const struct follower *f)
{
	int64_t lost = 0;

	for (uint32_t p = 0; p < load->o.publishers; p++)
		lost += ledger_lost(&f->ledger, p, load->publishers[p].seq);
	return lost;
}

int64_t
follower_count_lost(const struct load *load)
{
	int64_t lost = 0;

	for (uint32_t i = 0; i < load->hearing; i++)
		lost += follower_lost(load, &load->followers[i]);
	return lost;
}
