#include "ssed/options.h"

#include "api/age.h"
#include "api/batches.h"
#include "api/reply.h"
#include "http/peer.h"
#include "hub/pattern.h"
#include "net/pool.h"
#include "ssed/bounds.h"

#define DAY_MS SSED_DAY_MS

static const char *const stdin_choices[] = { "auto", "off", "lines", "ndjson",
	"sse", NULL };
static const char *const on_eof_choices[] = { "keep", "exit", NULL };
static const char *const slow_choices[] = { "close", "skip", NULL };
static const char *const console_choices[] = { "on", "off", NULL };
static const char *const durability_choices[] = { "full", "normal", NULL };
static const char *const level_choices[] = { "error", "warn", "info", "debug",
	NULL };
static const char *const format_choices[] = { "text", "json", NULL };

static bool
is_topic(const char *value)
{
	return hub_topic_is_valid(slice_of(value)) && value[0] != '$';
}

static bool
is_net(const char *value)
{
	struct http_net net;

	return http_net_parse(slice_of(value), &net);
}

/* SQLite has names of its own that start with a colon, for what is no file. */
static bool
is_log(const char *value)
{
	size_t len = strlen(SSED_LOG_SQLITE);

	if (strncmp(value, SSED_LOG_SQLITE, len) != 0)
		return strcmp(value, "memory") == 0;
	return value[len] != '\0' && value[len] != ':';
}

static void
set_defaults(struct ssed_options *o)
{
	*o = (struct ssed_options){
		.topic = "main",
		.log = "memory",
		.batch = "0",
		.keep = 1000,
		.keep_bytes = 16 << 20,
		.streams_max = 100000,
		.heartbeat_ms = 15000,
		.retry_ms = 3000,
		.peer_timeout_ms = 60000,
		.lag_bytes = 4 << 20,
		.drain_ms = 5000,
		.log_level = 2,
	};
}

/* NOLINTBEGIN(readability-function-size): a table is read by rows */
void
ssed_options_init(struct ssed_options *o, struct opt_set *set)
{
	/* clang-format off */
	const struct opt rows[] = {
		{ .kind = OPT_GROUP, .text = "Where" },
		{ "listen", 'l', OPT_LIST, &o->listen, .arg = "ADDR",
		    .text = "listen at HOST:PORT, :PORT, unix:PATH or fd:N "
			    "(127.0.0.1:8080); may be given again" },
		{ "port-file", 0, OPT_TEXT, &o->port_file, .arg = "FILE",
		    .is_file = true,
		    .text = "write the TCP ports in use to FILE, one a line" },
		{ "open", 0, OPT_FLAG, &o->open,
		    .text = "let other machines connect, with no password" },

		{ .kind = OPT_GROUP, .text = "Browsers" },
		{ "cors", 0, OPT_LIST, &o->cors, .arg = "ORIGIN",
		    .check = api_reply_is_origin,
		    .want = "is not an origin such as https://app.example, "
			    "http://localhost:5173 or https://*.example.com, "
			    "nor null or *",
		    .reload = true,
		    .text = "let pages of ORIGIN follow and publish; may be "
			    "given again" },
		{ "header", 0, OPT_LIST, &o->headers, .arg = "FIELD",
		    .check = api_reply_is_field,
		    .want = "is not 'Name: value', or ssed writes that field "
			    "itself",
		    .reload = true,
		    .text = "add FIELD, which is 'Name: value', to every "
			    "answer; may be given again" },
		{ "console", 0, OPT_CHOICE, &o->console, .arg = "WHETHER",
		    .choices = console_choices,
		    .text = "show a page of live events at / (on)" },

		{ "static", 0, OPT_TEXT, &o->static_dir, .arg = "DIR",
		    .is_file = true,
		    .text = "serve the files of DIR beside the hub's paths" },

		{ .kind = OPT_GROUP, .text = "Input" },
		{ "stdin", 0, OPT_CHOICE, &o->input, .arg = "FORMAT",
		    .choices = stdin_choices,
		    .text = "what standard input holds (auto: lines when it "
			    "is a pipe or a file, else off)" },
		{ "topic", 't', OPT_TEXT, &o->topic, .arg = "TOPIC",
		    .check = is_topic, .want = "is not a topic",
		    .text = "topic of lines, or of input without one (main)" },
		{ "on-eof", 0, OPT_CHOICE, &o->on_eof, .arg = "WHAT",
		    .choices = on_eof_choices,
		    .text = "at the end of input, go on or exit (keep)" },

		{ .kind = OPT_GROUP, .text = "Log" },
		{ "log", 0, OPT_TEXT, &o->log, .arg = "memory|sqlite:PATH",
		    .check = is_log,
		    .want = "is no log; there are memory and sqlite:PATH",
		    .text = "where events are kept (memory)" },
		{ "durability", 0, OPT_CHOICE, &o->durability, .arg = "HOW",
		    .choices = durability_choices,
		    .text = "of sqlite: on the disk, or nearly (full)" },
		{ "keep", 0, OPT_COUNT, &o->keep, 0, SSED_KEEP_MAX,
		    .arg = "N",
		    .reload = true,
		    .text = "newest events kept of each topic (1000)" },
		{ "keep-bytes", 0, OPT_SIZE, &o->keep_bytes, 0,
		    SSED_KEEP_BYTES_MAX, .arg = "SIZE",
		    .reload = true,
		    .text = "room for a topic's events (16M; 0: no bound)" },
		{ "keep-age", 0, OPT_DURATION, &o->keep_age_ms, 0,
		    SSED_KEEP_AGE_MS_MAX, .arg = "T",
		    .reload = true,
		    .text = "how long events are kept (0: as room allows)" },

		{ .kind = OPT_GROUP, .text = "Streams" },
		{ "max-streams", 0, OPT_COUNT, &o->streams_max, 1,
		    SSED_STREAMS_MAX, .arg = "N",
		    .reload = true,
		    .text = "streams open at once, at most (100000)" },
		{ "max-streams-per-ip", 0, OPT_COUNT, &o->streams_per_ip, 0,
		    10000000, .arg = "N",
		    .text = "the same from one address (0: no bound)" },
		{ "max-streams-per-user", 0, OPT_COUNT, &o->streams_per_user,
		    0, 10000000, .arg = "N", .reload = true,
		    .text = "the same of one user (0: no bound)" },
		{ "trusted-proxy", 0, OPT_LIST, &o->proxies, .arg = "NETWORK",
		    .check = is_net,
		    .want = "is not an address, a network such as "
			    "10.0.0.0/8, nor unix",
		    .text = "believe proxies there whom they serve; "
			    "10.0.0.0/8, unix" },
		{ "max-age", 0, OPT_DURATION, &o->max_age_ms, 0,
		    API_AGE_MS_MAX, .arg = "T", .reload = true,
		    .text = "end a stream after T (0: never)" },
		{ "heartbeat", 0, OPT_DURATION, &o->heartbeat_ms, 1000,
		    DAY_MS, .arg = "T",
		    .reload = true,
		    .text = "send a comment after T of silence (15s)" },
		{ "retry", 0, OPT_DURATION, &o->retry_ms, 0, DAY_MS,
		    .arg = "T",
		    .reload = true,
		    .text = "tell clients to reconnect after T (3s)" },
		{ "peer-timeout", 0, OPT_DURATION, &o->peer_timeout_ms, 1000,
		    DAY_MS, .arg = "T",
		    .text = "drop a client that takes nothing for T (60s)" },
		{ "lag-bytes", 0, OPT_SIZE, &o->lag_bytes, 4096,
		    INT64_C(1) << 30, .arg = "SIZE",
		    .reload = true,
		    .text = "how far a stream may be behind (4M)" },
		{ "slow", 0, OPT_CHOICE, &o->slow, .arg = "WHAT",
		    .choices = slow_choices, .reload = true,
		    .text = "end a stream further behind, or skip (close)" },
		{ "batch", 0, OPT_TEXT, &o->batch, .arg = "N,T",
		    .check = api_batches_is_option,
		    .want = "is not N,T such as 100,500ms", .reload = true,
		    .text = "send N events, or what comes in T, as one JSON "
			    "array (0: each by itself)" },

		{ .kind = OPT_GROUP, .text = "Who" },
		{ "users", 0, OPT_TEXT, &o->users, .arg = "FILE",
		    .is_file = true, .reload = true,
		    .text = "only users in FILE, one a line, may follow" },
		{ "topics", 0, OPT_TEXT, &o->topics, .arg = "FILE",
		    .is_file = true, .reload = true,
		    .text = "only the topics and patterns that FILE names, "
			    "one a line, are known" },

		{ .kind = OPT_GROUP, .text = "Process" },
		{ "threads", 0, OPT_COUNT, &o->threads, 0, NET_THREADS_MAX,
		    .arg = "N",
		    .text = "threads that write to streams (0: one for each "
			    "processor, at most 8)" },
		{ "drain", 0, OPT_DURATION, &o->drain_ms, 0, DAY_MS,
		    .arg = "T",
		    .reload = true,
		    .text = "on SIGTERM, let streams finish for T (5s)" },
		{ "log-level", 0, OPT_CHOICE, &o->log_level, .arg = "LEVEL",
		    .choices = level_choices,
		    .reload = true,
		    .text = "what is said on standard error (info)" },
		{ "log-format", 0, OPT_CHOICE, &o->log_format,
		    .arg = "FORMAT", .choices = format_choices,
		    .reload = true,
		    .text = "how it is said (text)" },
		{ "access-log", 0, OPT_FLAG, &o->access_log,
		    .text = "say there a line for each request" },
		{ "config", 'c', OPT_TEXT, &o->config, .arg = "FILE",
		    .argv_only = true, .is_file = true,
		    .text = "read options from FILE" },
		{ "check", 0, OPT_FLAG, &o->check, .argv_only = true,
		    .text = "check the options, and exit" },
		{ "print-config", 0, OPT_FLAG, &o->print_config,
		    .argv_only = true,
		    .text = "print the options as such a FILE, and exit" },
		{ "help", 'h', OPT_FLAG, &o->help, .argv_only = true,
		    .text = "print this, and exit" },
		{ "version", 'V', OPT_FLAG, &o->version, .argv_only = true,
		    .text = "print the version, and exit" },
		{ 0 },
	};
	/* clang-format on */

	set_defaults(o);
	_Static_assert(sizeof(rows) <= sizeof(o->table), "the table is full");
	memcpy(o->table, rows, sizeof(rows));
	*set = (struct opt_set){
		.program = "ssed",
		.usage = "[-l ADDR]... [-c FILE] [OPTION]...\n"
			 "log check|export|import PATH",
		.summary = "Hub for Server-Sent Events: what is published "
			   "reaches everyone who follows.",
		.env_prefix = "SSED_",
		.arg_type = "file", /* of ssed log: ssed/log_tool.h */
		.arg_words = "log check export import",
		.table = o->table,
		.sections = ssed_sections_init(&o->sections),
		.examples = "  tail -f app.log | ssed\n"
			    "  ssed -l 127.0.0.1:8080 --keep=10000\n"
			    "  curl -N 127.0.0.1:8080/events/main\n"
			    "  curl -d 'hello' 127.0.0.1:8080/events/main\n",
	};
}
/* NOLINTEND(readability-function-size) */
