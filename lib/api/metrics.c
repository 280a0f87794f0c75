#include "api/metrics.h"

#include "api/endpoints.h"
#include "http/accept.h"

#define AT(member) .at = offsetof(struct api_numbers, member)
#define OUT(member) .at = offsetof(struct api_numbers, outside.member)

static const char *const versions[] = { SSE_VERSION };
static const char *const ends[HUB_END_COUNT] = {
	[HUB_END_CLIENT] = "client",
	[HUB_END_DONE] = "done",
	[HUB_END_SLOW] = "slow",
	[HUB_END_DRAIN] = "drain",
	[HUB_END_CLOSED] = "closed",
	[HUB_END_KICKED] = "kicked",
	[HUB_END_EXPIRED] = "expired",
	[HUB_END_FAILED] = "failed",
	[HUB_END_OTHER] = "other",
};
static const char *const limits[API_BUSY_REASONS] = {
	[API_BUSY_TOTAL] = "total",
	[API_BUSY_ADDRESS] = "address",
	[API_BUSY_USER] = "user",
	[API_BUSY_DRAIN] = "drain",
};
static const char *const methods[HTTP_METHOD_COUNT] = {
	[HTTP_GET] = "GET",
	[HTTP_HEAD] = "HEAD",
	[HTTP_POST] = "POST",
	[HTTP_PUT] = "PUT",
	[HTTP_PATCH] = "PATCH",
	[HTTP_DELETE] = "DELETE",
	[HTTP_OPTIONS] = "OPTIONS",
	[HTTP_OTHER] = "other",
};
static const char *const classes[API_CLASS_COUNT] = { "2xx", "3xx", "4xx",
	"5xx" };

static const struct metric_label version = { "version", versions, 1 };
static const struct metric_label reason = { "reason", ends, HUB_END_COUNT };
static const struct metric_label limit = { "limit", limits, API_BUSY_REASONS };
static const struct metric_label method = { "method", methods,
	HTTP_METHOD_COUNT };
static const struct metric_label status = { "status", classes,
	API_CLASS_COUNT };

/* clang-format off */
const struct metric api_metrics[] = {
	{ "ssed_build", METRIC_INFO, NULL,
	    "The version that runs", AT(one), 1, { &version } },

	{ "ssed_streams", METRIC_GAUGE, NULL,
	    "Streams open", AT(streams) },
	{ "ssed_streams_max", METRIC_GAUGE, NULL,
	    "Streams open at once, at most", AT(streams_max) },
	{ "ssed_streams_blocked", METRIC_GAUGE, NULL,
	    "Streams whose client takes nothing for now", AT(blocked) },
	{ "ssed_streams_opened", METRIC_COUNTER, NULL,
	    "Streams opened", AT(opened) },
	{ "ssed_streams_ended", METRIC_COUNTER, NULL,
	    "Streams ended, by reason", AT(ended), 1, { &reason } },
	{ "ssed_streams_refused", METRIC_COUNTER, NULL,
	    "Streams refused, by whose limit it was", AT(busy), 1, { &limit } },
	{ "ssed_streams_skipped", METRIC_COUNTER, NULL,
	    "Times that a slow stream was moved ahead", AT(skipped) },
	{ "ssed_events_missed", METRIC_COUNTER, NULL,
	    "Events that slow streams missed so", AT(missed) },
	{ "ssed_users", METRIC_GAUGE, NULL,
	    "Users who have a stream open", AT(users) },
	{ "ssed_stream_lag_bytes", METRIC_GAUGE, "bytes",
	    "Longest lag of a stream in the last minute or two",
	    AT(lag_bytes) },
	{ "ssed_stream_lag_max_bytes", METRIC_GAUGE, "bytes",
	    "Lag at which a stream is ended", AT(lag_max) },

	{ "ssed_events_taken", METRIC_COUNTER, NULL,
	    "Events taken into the log", AT(taken) },
	{ "ssed_events_duplicate", METRIC_COUNTER, NULL,
	    "Events that the log had already", AT(duplicates) },
	{ "ssed_events_refused", METRIC_COUNTER, NULL,
	    "Events refused: malformed, too large, or an id taken",
	    AT(refused) },
	{ "ssed_deliveries", METRIC_COUNTER, NULL,
	    "Events handed to streams, once for each stream", AT(delivered) },

	{ "ssed_log_events", METRIC_GAUGE, NULL,
	    "Events kept", AT(log_events) },
	{ "ssed_log_bytes", METRIC_GAUGE, "bytes",
	    "Bytes that the events kept take", AT(log_bytes) },
	{ "ssed_log_max_bytes", METRIC_GAUGE, "bytes",
	    "Bytes that they may take, at most", AT(log_bytes_max) },
	{ "ssed_log_topics", METRIC_GAUGE, NULL,
	    "Topics with events kept", AT(log_topics) },
	{ "ssed_log_topics_max", METRIC_GAUGE, NULL,
	    "Topics that may have some, at most", AT(log_topics_max) },
	{ "ssed_log_waiting_bytes", METRIC_GAUGE, "bytes",
	    "Bytes of events that wait to be taken", OUT(log_waiting) },
	{ "ssed_log_failing", METRIC_GAUGE, NULL,
	    "1 while the log fails, else 0", OUT(log_failing) },

	{ "ssed_connections", METRIC_GAUGE, NULL,
	    "Connections open", OUT(conns) },
	{ "ssed_connections_max", METRIC_GAUGE, NULL,
	    "Connections open at once, at most", OUT(conns_max) },
	{ "ssed_connections_accepted", METRIC_COUNTER, NULL,
	    "Connections accepted", OUT(accepted) },
	{ "ssed_accept_pauses", METRIC_COUNTER, NULL,
	    "Times that accepting paused, out of room or descriptors",
	    OUT(pauses) },
	{ "ssed_http_requests", METRIC_COUNTER, NULL,
	    "Requests answered, by method and class of status",
	    OUT(answers), 1, { &method, &status } },
	{ "ssed_sent_bytes", METRIC_COUNTER, "bytes",
	    "Bytes handed to sockets", OUT(sent_bytes) },
	{ "ssed_loop_lag_seconds", METRIC_HISTOGRAM, "seconds",
	    "How late the loop came to its timer, ten times a second",
	    OUT(lag) },

	{ "process_resident_memory_bytes", METRIC_GAUGE, "bytes",
	    "Memory in use", OUT(resident_bytes) },
	{ "process_open_fds", METRIC_GAUGE, NULL,
	    "Descriptors open", OUT(fds) },
	{ "process_max_fds", METRIC_GAUGE, NULL,
	    "Descriptors open at once, at most", OUT(fds_max) },
	{ "process_cpu_seconds", METRIC_COUNTER, "seconds",
	    "Processor time used", OUT(cpu_us), 1000000 },
	{ "process_start_time_seconds", METRIC_GAUGE, "seconds",
	    "When it was started, in seconds since 1970",
	    OUT(start_ms), 1000 },
	{ 0 },
};
/* clang-format on */

static void
read_hub(struct api_numbers *n, const struct hub *hub)
{
	const struct hub_stats *stats = hub_get_stats(hub);
	struct hub_size size;

	hub_get_size(hub, &size);
	n->streams = size.streams;
	n->streams_max = size.streams_max;
	n->blocked = size.blocked;
	n->lag_bytes = size.lag_bytes;
	n->lag_max = size.lag_bytes_max;
	n->opened = stats->opened;
	memcpy(n->ended, stats->ended, sizeof(n->ended));
	n->skipped = stats->skipped;
	n->missed = stats->missed;
	n->users = size.users;
	n->taken = stats->taken;
	n->duplicates = stats->duplicates;
	n->refused = stats->refused;
	n->delivered = stats->delivered;
	n->log_events = size.log.events;
	n->log_bytes = size.log.bytes;
	n->log_bytes_max = size.log.bytes_max;
	n->log_topics = size.log.topics;
	n->log_topics_max = size.log.topics_max;
}

/* The older format for who does not ask for the newer one. */
static enum metric_format
format_of(const struct http_request *req)
{
	static const char *const names[] = { "text/plain",
		"application/openmetrics-text" };
	int chosen =
	    http_accept_choose(http_request_field(req, "accept"), names, 2);

	return chosen == 1 ? METRIC_OPENMETRICS : METRIC_PROMETHEUS;
}

void
api_get_metrics(struct api *api, const struct api_call *call)
{
	static const char *const types[] = {
		[METRIC_PROMETHEUS] =
		    "text/plain; version=0.0.4; charset=utf-8",
		[METRIC_OPENMETRICS] = "application/openmetrics-text; "
				       "version=1.0.0; charset=utf-8",
	};
	enum metric_format format = format_of(call->x->req);
	struct http_response resp = {
		.status = 200,
		.type = slice_of(types[format]),
		.fields = slice_of("Cache-Control: no-store\r\n"),
	};
	struct api_numbers n = { .one = 1 };

	read_hub(&n, api->hub);
	memcpy(n.busy, api->refused, sizeof(n.busy));
	if (api->measure != NULL)
		api->measure(api, &n.outside);
	buf_reset(&api->body);
	metrics_write(&api->body, api_metrics, &n, format);
	resp.body = buf_slice(&api->body);
	api_respond(api, call->x, &resp);
}
