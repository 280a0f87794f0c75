/*
 * The flush, on one thread or two.  The second has half of a topic's
 * followers, where they are worth waking it; it touches nothing but them.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/socket.h>

#include "limit.h"

#define FRAME_BYTES_MIN 64
#define SHARED_MIN 64 /* followers that are worth a second thread */

static struct {
	struct limit *limit;
	const struct limit_topic *topic;
	uint32_t from, end;
	sem_t go, done;
} share;

/* Returns the end of what one send may take: an event, or all. */
static uint64_t
end_of_send(const struct limit *limit, const struct limit_conn *c)
{
	const struct limit_log *log = &c->topic->log;
	uint64_t ends = limit->log_bytes / FRAME_BYTES_MIN;
	uint64_t end = log->end;
	uint64_t ring_end = (c->at | (limit->log_bytes - 1)) + 1;

	if (!limit->coalesces)
		end = log->ends[c->frame & (ends - 1)];
	return end < ring_end ? end : ring_end;
}

void
limit_send(struct limit *limit, int fd)
{
	struct limit_conn *c = &limit->conns[fd];
	const struct limit_log *log = &c->topic->log;
	uint64_t ends = limit->log_bytes / FRAME_BYTES_MIN;

	if (log->end - c->at > limit->log_bytes) {
		c->is_over = true;
		return;
	}
	while (c->at < log->end) {
		uint64_t end = end_of_send(limit, c);
		size_t len = (size_t)(end - c->at);
		ssize_t n =
		    send(fd, log->bytes + (c->at & (limit->log_bytes - 1)), len,
			MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n > 0)
			c->at += (uint64_t)n;
		else if (errno != EAGAIN && errno != EINTR)
			c->is_over = true;
		if (n != (ssize_t)len)
			return;
		if (c->at == log->ends[c->frame & (ends - 1)])
			c->frame++;
	}
	c->frame = log->frames;
}

void
limit_settle(struct limit *limit, int fd)
{
	struct limit_conn *c = &limit->conns[fd];
	bool blocks = c->at < c->topic->log.end;

	if (c->is_over) {
		limit_close(limit, fd);
	} else if (blocks != c->is_blocked) {
		c->is_blocked = blocks;
		limit_want(limit, fd, blocks);
	}
}

static void
send_all(struct limit *limit, const struct limit_topic *t, uint32_t from,
    uint32_t end)
{
	for (uint32_t i = from; i < end; i++)
		if (!limit->conns[t->followers[i]].is_blocked)
			limit_send(limit, t->followers[i]);
}

static void *
second_thread(void *arg)
{
	for (;;) {
		while (sem_wait(&share.go) != 0)
			continue;
		send_all(share.limit, share.topic, share.from, share.end);
		sem_post(&share.done);
	}
	return arg;
}

void
limit_flush_start(struct limit *limit)
{
	pthread_t thread;

	if (limit->threads < 2)
		return;
	share.limit = limit;
	sem_init(&share.go, 0, 0);
	sem_init(&share.done, 0, 0);
	pthread_create(&thread, NULL, second_thread, NULL);
	pthread_detach(thread);
}

static void
flush_topic(struct limit *limit, struct limit_topic *t)
{
	uint32_t half = t->count;

	if (limit->threads > 1 && t->count >= SHARED_MIN) {
		half = t->count / 2;
		share.topic = t;
		share.from = half;
		share.end = t->count;
		sem_post(&share.go);
	}
	send_all(limit, t, 0, half);
	while (half < t->count && sem_wait(&share.done) != 0)
		continue;
	/* Closing puts the last one in the place of the closed one. */
	for (uint32_t i = t->count; i > 0; i--)
		limit_settle(limit, t->followers[i - 1]);
}

void
limit_flush(struct limit *limit)
{
	for (uint32_t i = 0; i < limit->dirty_count; i++) {
		limit->dirty[i]->is_dirty = false;
		flush_topic(limit, limit->dirty[i]);
	}
	limit->dirty_count = 0;
}
