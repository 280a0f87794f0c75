/*
 * api/metrics.h - the numbers of a hub: GET /metrics.
 *
 * One table has them all, with what they mean; the man page has the same.
 * The hub's and the log's come from the hub.  Those of the sockets and of the
 * process, which the api does not know, are filled in by who does.
 *
 * No number is parted by topic or by user: there may be any number of these.
 */
#ifndef API_METRICS_H
#define API_METRICS_H

#include "api/api.h"
#include "base/metrics.h"
#include "http/request.h"
#include "hub/hub.h"

#define API_CLASS_COUNT 4 /* of statuses: 2xx to 5xx */

/* What is outside of the hub.  All uint64_t: base/metrics.h. */
struct api_outside {
	uint64_t conns, conns_max, accepted, pauses, sent_bytes;
	uint64_t answers[HTTP_METHOD_COUNT][API_CLASS_COUNT];
	struct metric_histogram lag;
	uint64_t log_waiting, log_failing;
	uint64_t resident_bytes, fds, fds_max, cpu_us, start_ms;
};

struct api_numbers {
	uint64_t one;
	uint64_t streams, streams_max, blocked, lag_bytes, lag_max;
	uint64_t opened, ended[HUB_END_COUNT], busy[API_BUSY_REASONS];
	uint64_t skipped, missed, users;
	uint64_t taken, duplicates, refused, delivered;
	uint64_t log_events, log_bytes, log_bytes_max;
	uint64_t log_topics, log_topics_max;
	struct api_outside outside;
};

/* Up to a row without a name; .at is into struct api_numbers. */
extern const struct metric api_metrics[];

#endif
