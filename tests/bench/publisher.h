/*
 * bench/publisher.h - connections that publish, one request at a time each.
 *
 * With --feed there is one, that writes NDJSON to a FIFO and awaits nothing.
 */
#ifndef BENCH_PUBLISHER_H
#define BENCH_PUBLISHER_H

#include "load.h"

#define PUBLISHER_ANSWER_MAX 2048

struct publisher {
	struct load_watch watch;
	uint32_t index;
	int64_t seq; /* of the next event */
	char *request;
	size_t event_bytes; /* a request, or a line */
	size_t topic_at, data_at, len, sent;
	bool wants_write;
	size_t answer_len;
	char answer[PUBLISHER_ANSWER_MAX];
};

void publisher_open_all(struct load *load);
void publisher_close_all(struct load *load);

/* Lets those that wait publish, as far as window and rate allow. */
void publisher_run_idle(struct load *load);

/* Returns when a rate allows the next event; INT64_MAX: none is awaited. */
int64_t publisher_due_ns(const struct load *load);

/* Returns the first sequence number that a publisher sends to a topic. */
int64_t publisher_first_seq(
    const struct load_options *o, uint32_t publisher, uint32_t topic);

#endif
