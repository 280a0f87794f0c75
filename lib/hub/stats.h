/*
 * hub/stats.h - what a hub tells of itself, in numbers.
 */
#ifndef HUB_STATS_H
#define HUB_STATS_H

#include <stddef.h>
#include <stdint.h>

#include "hub/log.h"
#include "hub/stream.h"

struct hub;

/* What happened since the start. */
struct hub_stats {
	uint64_t taken, duplicates, refused; /* publishes */
	uint64_t delivered;                  /* events to streams */
	uint64_t slow;                       /* streams ended for their lag */
	uint64_t skipped, missed;            /* gaps for it, events in them */
	uint64_t opened;                     /* streams */
	uint64_t ended[HUB_END_COUNT];
};

/* What there is now, and may be at most. */
struct hub_size {
	size_t streams, streams_max;
	size_t users;   /* who have a stream */
	size_t blocked; /* streams whose socket takes no more for now */
	/* The longest lag of a stream, in the last one to two minutes. */
	uint64_t lag_bytes, lag_bytes_max;
	struct hub_log_size log;
};

/* Stays as long as the hub, and goes on counting. */
const struct hub_stats *hub_get_stats(const struct hub *hub);

void hub_get_size(const struct hub *hub, struct hub_size *size);

#endif
