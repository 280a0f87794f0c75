#include "sse-cat/options.h"

#include "client/fetch.h"
#include "client/headers.h"
#include "sse/write.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

/* As enum print_format has them. */
static const char *const formats[] = { "json", "data", "sse", NULL };

/* As enum cat_color and enum cat_exec_fail have them. */
static const char *const colors[] = { "auto", "always", "never", NULL };
static const char *const exec_fails[] = { "go", "stop", NULL };

static bool
is_id(const char *value)
{
	return sse_is_field_value(slice_of(value));
}

static bool
is_not_empty(const char *value)
{
	return value[0] != '\0';
}

static void
set_defaults(struct cat_options *o)
{
	*o = (struct cat_options){
		.retry_count = -1,
		.retry_delay_ms = 3000,
		.retry_max_ms = 30000,
		.connect_timeout_ms = 30000,
		.event_bytes_max = 64 << 20,
		.request = {
			.redirects_max = REDIRECTS_MAX,
			.token = request_env_token(),
		},
	};
}

/* NOLINTBEGIN(readability-function-size): a table is read by rows */
void
cat_options_init(struct cat_options *o, struct opt_set *set)
{
	/* clang-format off */
	const struct opt rows[] = {
		{ .kind = OPT_GROUP, .text = "Output" },
		{ "format", 0, OPT_CHOICE, &o->format, .arg = "FORMAT",
		    .choices = formats,
		    .text = "print JSON lines, the data alone, or an event "
			    "stream (json)" },
		{ "raw", 'r', OPT_FLAG, &o->raw,
		    .text = "print the data alone: --format=data" },
		{ "json-data", 'j', OPT_FLAG, &o->json_data,
		    .text = "embed data that is JSON, instead of a string" },
		{ "null", '0', OPT_FLAG, &o->null_ends,
		    .text = "end what is printed with NUL, not a newline" },
		{ "time", 0, OPT_FLAG, &o->tells_time,
		    .text = "tell in JSON lines when the event came" },
		{ "comments", 0, OPT_FLAG, &o->comments,
		    .text = "print comments, too" },
		{ "color", 0, OPT_CHOICE, &o->color, .arg = "WHEN",
		    .choices = colors,
		    .text = "color JSON lines (auto: on a terminal)" },
		{ "exec", 0, OPT_TEXT, &o->exec, .arg = "CMD",
		    .text = "run CMD for each event, its data on standard "
			    "input" },
		{ "exec-fail", 0, OPT_CHOICE, &o->exec_fail, .arg = "HOW",
		    .choices = exec_fails,
		    .text = "go on when CMD fails, or stop with 1 (go)" },

		{ .kind = OPT_GROUP, .text = "Select" },
		{ "event", 'e', OPT_LIST, &o->events, .arg = "TYPE",
		    .text = "print only events of TYPE; may be given again" },
		{ "exclude", 'E', OPT_LIST, &o->excluded, .arg = "TYPE",
		    .text = "print no events of TYPE; may be given again" },

		{ .kind = OPT_GROUP, .text = "Stop" },
		{ "count", 'n', OPT_COUNT, &o->count, 1, INT64_MAX,
		    .arg = "N", .text = "stop when N events were printed" },
		{ "until", 0, OPT_TEXT, &o->until, .arg = "TEXT",
		    .text = "stop at the event whose data is TEXT, unprinted" },
		{ "until-event", 0, OPT_TEXT, &o->until_event, .arg = "TYPE",
		    .text = "stop at an event of TYPE, unprinted" },
		{ "max-time", 'm', OPT_DURATION, &o->max_time_ms, 1,
		    365 * DAY_MS, .arg = "T",
		    .text = "stop after T, with status 28" },

		{ .kind = OPT_GROUP, .text = "Reconnect" },
		{ "retry", 0, OPT_COUNT, &o->retry_count, 0, INT64_MAX,
		    .arg = "N",
		    .text = "connect again N times in a row at most (for ever; "
			    "0: never)" },
		{ "retry-delay", 0, OPT_DURATION, &o->retry_delay_ms, 0,
		    DAY_MS, .arg = "T",
		    .text = "wait T before it, or what the server says (3s)" },
		{ "retry-max", 0, OPT_DURATION, &o->retry_max_ms, 0, DAY_MS,
		    .arg = "T",
		    .text = "double it at each failure, up to T (30s)" },
		{ "connect-timeout", 0, OPT_DURATION, &o->connect_timeout_ms,
		    1, DAY_MS, .arg = "T",
		    .text = "wait T at most for a connection (30s)" },

		{ "idle-timeout", 0, OPT_DURATION, &o->idle_timeout_ms, 0,
		    DAY_MS, .arg = "T",
		    .text = "connect again if no byte comes for T (0: off)" },
		{ "strict", 0, OPT_FLAG, &o->strict,
		    .text = "as browsers do, end at any status but 200" },
		{ "fail-on-gap", 0, OPT_FLAG, &o->fail_on_gap,
		    .text = "end with status 1 when events were lost" },

		{ .kind = OPT_GROUP, .text = "Resume" },
		{ "last-event-id", 0, OPT_TEXT, &o->last_event_id,
		    .arg = "ID", .check = is_id, .want = "is not an id",
		    .text = "ask for the events that came after ID" },

		{ "since", 0, OPT_TEXT, &o->since, .arg = "PLACE",
		    .check = is_not_empty, .want = "is empty",
		    .text = "ask a hub for events since then: 10m, all, ID" },
		{ "state", 0, OPT_TEXT, &o->state, .arg = "FILE",
		    .is_file = true, .check = is_not_empty, .want = "is empty",
		    .text = "go on after the id in FILE, and keep it there" },
		{ "then-get", 0, OPT_FLAG, &o->then_get,
		    .text = "go on with GET after the answer to a POST" },

		{ .kind = OPT_GROUP, .text = "Request" },
		{ "header", 'H', OPT_LIST, &o->headers, .arg = "HEADER",
		    .check = headers_is_field,
		    .want = "must be 'Name: value'",
		    .text = "send 'Name: value' along; may be given again" },
		{ "data", 'd', OPT_TEXT, &o->data, .arg = "DATA",
		    .text = "POST DATA, or what FILE holds if it is @FILE" },
		{ "request", 'X', OPT_TEXT, &o->method, .arg = "METHOD",
		    .check = headers_is_token, .want = "is not a method",
		    .text = "use METHOD, instead of GET or POST" },
		{ "insecure", 'k', OPT_FLAG, &o->insecure,
		    .text = "accept any certificate" },
		{ "unix-socket", 0, OPT_TEXT, &o->unix_socket, .arg = "PATH",
		    .is_file = true, .check = fetch_is_socket_path,
		    .want = "is too long for a socket",
		    .text = "connect through a unix socket" },
		{ "user", 'u', OPT_TEXT, &o->request.user,
		    .arg = "NAME:PASSWORD", .text = "log in by name" },
		{ "netrc", 0, OPT_FLAG, &o->request.netrc,
		    .text = "log in with what ~/.netrc says" },
		{ "token-file", 0, OPT_TEXT, &o->request.token_file,
		    .arg = "FILE", .is_file = true,
		    .text = "send the bearer token in FILE (SSE_TOKEN)" },
		{ "cookie", 'b', OPT_LIST, &o->request.cookies,
		    .arg = "NAME=VALUE|FILE", .is_file = true,
		    .text = "send cookies; may be given again" },
		{ "cookie-jar", 'c', OPT_TEXT, &o->request.cookie_jar,
		    .arg = "FILE", .is_file = true,
		    .text = "keep the cookies of the answers in FILE" },
		{ "user-agent", 'A', OPT_TEXT, &o->request.agent,
		    .arg = "TEXT", .check = request_is_value,
		    .want = "cannot stand in a header",
		    .text = "say that it is TEXT (sse-cat/VERSION)" },
		{ "proxy", 'x', OPT_TEXT, &o->request.proxy, .arg = "URL",
		    .text = "connect through an http, https or socks5 proxy" },
		{ "cacert", 0, OPT_TEXT, &o->request.ca_file, .arg = "FILE",
		    .is_file = true,
		    .text = "trust the authorities in FILE, no others" },
		{ "cert", 0, OPT_TEXT, &o->request.cert_file, .arg = "FILE",
		    .is_file = true,
		    .text = "show the client certificate in FILE" },
		{ "key", 0, OPT_TEXT, &o->request.key_file, .arg = "FILE",
		    .is_file = true, .text = "its key, if not in there, too" },
		{ "compressed", 0, OPT_FLAG, &o->request.compressed,
		    .text = "ask for a compressed stream, and read it" },
		{ "http1.1", 0, OPT_FLAG, &o->request.http1,
		    .text = "speak HTTP/1.1" },
		{ "http2", 0, OPT_FLAG, &o->request.http2,
		    .text = "speak HTTP/2, if the server can" },
		{ "http3", 0, OPT_FLAG, &o->request.http3,
		    .text = "speak HTTP/3, if the server can" },
		{ "max-redirs", 0, OPT_COUNT, &o->request.redirects_max, 0,
		    100, .arg = "N",
		    .text = "follow at most N redirects (10)" },

		{ .kind = OPT_GROUP, .text = "Other" },
		{ "max-event", 0, OPT_SIZE, &o->event_bytes_max, 1,
		    INT64_C(1) << 30, .arg = "SIZE",
		    .text = "give up at an event larger than SIZE (64M)" },
		{ "silent", 's', OPT_FLAG, &o->silent,
		    .text = "say nothing on standard error" },
		{ "verbose", 'v', OPT_FLAG, &o->verbose,
		    .text = "say more on standard error" },
		{ "help", 'h', OPT_FLAG, &o->help,
		    .text = "print this, and exit" },
		{ "version", 'V', OPT_FLAG, &o->version,
		    .text = "print the version, and exit" },
		{ 0 },
	};
	/* clang-format on */

	set_defaults(o);
	_Static_assert(sizeof(rows) <= sizeof(o->table), "the table is full");
	memcpy(o->table, rows, sizeof(rows));
	*set = (struct opt_set){
		.program = "sse-cat",
		.usage = "[OPTION]... URL|-...",
		.summary = "Follow streams of Server-Sent Events, and print "
			   "their events.",
		.arg_type = "url",
		.table = o->table,
		.examples =
		    "  sse-cat http://127.0.0.1:8080/events/news | jq .data\n"
		    "  sse-cat -r -n 1 -m 5m URL || echo 'nothing happened'\n"
		    "  sse-cat --retry=0 -d @ask.json "
		    "-H 'Content-Type: application/json' URL\n",
	};
}
/* NOLINTEND(readability-function-size) */
