/*
 * bench/limit.h - the bare server that is the limit: it does what no hub can
 * leave out, and nothing else.
 *
 * It takes the same requests and sends the same bytes as ssed, but checks
 * nothing, keeps no event by itself and answers no other request.  An event
 * is formatted once, into the log of its topic, which is a ring; a follower
 * is a descriptor and a cursor.  Who falls behind by a whole ring is closed.
 */
#ifndef BENCH_LIMIT_H
#define BENCH_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct limit_log {
	char *bytes;
	uint64_t *ends; /* of the newest frames, a ring too */
	uint64_t end;   /* of all bytes ever */
	uint64_t frames;
};

struct limit_topic {
	struct limit_log log;
	int *followers; /* descriptors */
	uint32_t count, cap;
	bool is_dirty;
};

struct limit_conn {
	struct limit_topic *topic; /* NULL: follows none */
	uint64_t at, frame;        /* what it gets next */
	uint32_t place;            /* in the topic's followers */
	uint32_t in_len;
	char *in; /* an unfinished request */
	bool is_open, is_blocked, is_over;
};

struct limit {
	int epoll, listener;
	bool coalesces;
	int64_t threads;
	uint64_t log_bytes;       /* a power of two */
	struct limit_conn *conns; /* by descriptor */
	int conn_max;
	struct limit_topic *topics; /* the last one is that of all */
	uint32_t topic_count;
	struct limit_topic **dirty;
	uint32_t dirty_count;
};

/* limit_log.c */
void limit_log_add(struct limit *limit, struct limit_log *log,
    struct slice topic, struct slice data);

/* limit_conn.c */
void limit_accept(struct limit *limit);
void limit_input(struct limit *limit, int fd);
void limit_close(struct limit *limit, int fd);
void limit_want(const struct limit *limit, int fd, bool writes);

/* limit_flush.c: sends what is new in the dirty topics. */
void limit_flush_start(struct limit *limit);
void limit_flush(struct limit *limit);

/* Sends what one follower has not yet; after it, limit_settle() is due. */
void limit_send(struct limit *limit, int fd);
void limit_settle(struct limit *limit, int fd);

#endif
