#include "sse-pub/options.h"

#include "client/fetch.h"
#include "client/headers.h"
#include "sse/write.h"

#define SPOOL_MAX (INT64_C(1) << 40)
#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
#define TTL_MS_MAX (3650 * DAY_MS)

static bool
is_value(const char *value)
{
	return value[0] != '\0' && sse_is_field_value(slice_of(value));
}

static bool
is_id(const char *value)
{
	return value[0] != '\0' && sse_is_id(slice_of(value));
}

static void
set_defaults(struct pub_options *o)
{
	*o = (struct pub_options){
		.url = "http://127.0.0.1:8080",
		.timeout_ms = 30000,
		.connect_timeout_ms = 30000,
		.spool_max = INT64_C(64) << 20,
		.request = {
			.redirects_max = REDIRECTS_MAX,
			.token = request_env_token(),
		},
	};
}

/* NOLINTBEGIN(readability-function-size): a table is read by rows */
void
pub_options_init(struct pub_options *o, struct opt_set *set)
{
	/* clang-format off */
	const struct opt rows[] = {
		{ .kind = OPT_GROUP, .text = "Where" },
		{ "url", 'u', OPT_TEXT, &o->url, .arg = "URL",
		    .text = "the hub (SSE_URL, else http://127.0.0.1:8080)" },
		{ "topic", 't', OPT_TEXT, &o->topic, .arg = "TOPIC",
		    .argv_only = true, .check = is_value,
		    .want = "is not a topic",
		    .text = "publish to TOPIC (main)" },
		{ "unix-socket", 0, OPT_TEXT, &o->unix_socket, .arg = "PATH",
		    .argv_only = true, .is_file = true, .check = fetch_is_socket_path,
		    .want = "is too long for a socket",
		    .text = "connect through a unix socket" },
		{ "header", 'H', OPT_LIST, &o->headers, .arg = "HEADER",
		    .argv_only = true, .check = headers_is_field,
		    .want = "must be 'Name: value'",
		    .text = "send 'Name: value' along; may be given again" },
		{ "insecure", 'k', OPT_FLAG, &o->insecure, .argv_only = true,
		    .text = "accept any certificate" },
		{ "netrc", 0, OPT_FLAG, &o->request.netrc, .argv_only = true,
		    .text = "log in with what ~/.netrc says" },
		{ "token-file", 0, OPT_TEXT, &o->request.token_file,
		    .arg = "FILE", .argv_only = true, .is_file = true,
		    .text = "send the bearer token in FILE (SSE_TOKEN)" },

		{ .kind = OPT_GROUP, .text = "What (one of these)" },
		{ "message", 'm', OPT_TEXT, &o->text, .arg = "TEXT",
		    .argv_only = true, .text = "publish TEXT" },
		{ "file", 'f', OPT_TEXT, &o->file, .arg = "FILE",
		    .argv_only = true, .is_file = true,
		    .text = "publish what FILE holds" },
		{ "stdin", 's', OPT_FLAG, &o->all, .argv_only = true,
		    .text = "publish all of standard input" },
		{ "lines", 'l', OPT_FLAG, &o->lines, .argv_only = true,
		    .text = "publish each line of standard input, as it comes" },
		{ "ndjson", 0, OPT_FLAG, &o->ndjson, .argv_only = true,
		    .text = "publish each line, a JSON object with its data" },
		{ "null", 'n', OPT_FLAG, &o->empty, .argv_only = true,
		    .text = "publish an event without data" },
		{ "run", 0, OPT_FLAG, &o->run, .argv_only = true,
		    .text = "run the command behind --, publish its lines" },

		{ .kind = OPT_GROUP, .text = "How" },
		{ "event", 'e', OPT_TEXT, &o->type, .arg = "TYPE",
		    .argv_only = true, .check = is_value,
		    .want = "is not a type",
		    .text = "type of the event (message)" },
		{ "id", 0, OPT_TEXT, &o->id, .arg = "ID", .argv_only = true,
		    .check = is_id, .want = "is not an id",
		    .text = "id of the event, taken once (a random one)" },
		{ "to", 0, OPT_LIST, &o->to, .arg = "USER", .argv_only = true,
		    .check = is_value, .want = "is not a user",
		    .text = "for USER alone; may be given again" },
		{ "ttl", 0, OPT_DURATION, &o->ttl_ms, 1, TTL_MS_MAX,
		    .arg = "T", .argv_only = true,
		    .text = "the event is forgotten after T" },
		{ "retry-hint", 0, OPT_DURATION, &o->retry_hint_ms, 1, DAY_MS,
		    .arg = "T", .argv_only = true,
		    .text = "followers come back after T when they lose it" },
		{ "retain", 0, OPT_FLAG, &o->retain, .argv_only = true,
		    .text = "kept; who follows the topic later gets it first" },
		{ "stop-on-error", 0, OPT_FLAG, &o->stop_on_error,
		    .argv_only = true,
		    .text = "nothing behind a refused line is sent" },
		{ "fail-if-nobody", 0, OPT_FLAG, &o->fail_if_nobody,
		    .argv_only = true,
		    .text = "exit 1 if nobody was there to get it" },
		{ "timeout", 0, OPT_DURATION, &o->timeout_ms, 1, DAY_MS,
		    .arg = "T", .argv_only = true,
		    .text = "give up on an event after T (30s)" },
		{ "connect-timeout", 0, OPT_DURATION, &o->connect_timeout_ms,
		    1, DAY_MS, .arg = "T", .argv_only = true,
		    .text = "wait T at most for a connection (30s)" },

		{ .kind = OPT_GROUP, .text = "Spool" },
		{ "spool", 0, OPT_TEXT, &o->spool, .arg = "DIR",
		    .argv_only = true, .is_file = true,
		    .text = "keep in DIR what cannot be sent, for later" },
		{ "spool-max", 0, OPT_SIZE, &o->spool_max, 4096, SPOOL_MAX,
		    .arg = "SIZE", .argv_only = true,
		    .text = "DIR takes SIZE at most (64M)" },
		{ "flush", 0, OPT_FLAG, &o->flush, .argv_only = true,
		    .text = "send what is in DIR, and nothing else" },

		{ .kind = OPT_GROUP, .text = "Questions (H), and answers (C)" },
		{ "wait", 0, OPT_DURATION, &o->wait_ms, 1, 30 * DAY_MS,
		    .arg = "T", .argv_only = true, .alone = "720h",
		    .text = "H: wait T for a yes (as long as it may be given)" },
		{ "quorum", 0, OPT_COUNT, &o->quorum, 1, 64, .arg = "N",
		    .argv_only = true,
		    .text = "H: N users must say yes (1)" },
		{ "deny", 0, OPT_FLAG, &o->deny, .argv_only = true,
		    .text = "C: say no" },
		{ "as", 0, OPT_TEXT, &o->as, .arg = "USER", .argv_only = true,
		    .check = is_value, .want = "is not a user",
		    .text = "who asks or answers" },

		{ .kind = OPT_GROUP, .text = "Other" },
		{ "quiet", 'q', OPT_FLAG, &o->quiet, .argv_only = true,
		    .text = "print no receipt" },
		{ "verbose", 'v', OPT_FLAG, &o->verbose, .argv_only = true,
		    .text = "say each time what is tried again" },
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
		.program = "sse-pub",
		.usage = "[OPTION]... -t TOPIC -m TEXT\n"
			 "H [--wait[=T]] [--to=USER]... -m TEXT\n"
			 "C ID [--deny]\n"
			 "[-t TOPIC] --run -- COMMAND [ARGUMENT]...",
		.summary = "Publish events to a hub, and return when it has "
			   "them. H asks, C answers.",
		.env_prefix = "SSE_",
		.arg_type = "",
		.arg_words = "H C",
		.table = o->table,
		.examples =
		    "  sse-pub -t news -m 'hello, world'\n"
		    "  sse-pub -t alerts -e alert --id 42 -f alert.json\n"
		    "  tail -f app.log | sse-pub -l -q -t log\n"
		    "  sse-pub -t backup --run -- ./backup\n"
		    "  sse-pub --spool DIR -m 'sent now, or by --flush'\n"
		    "  sse-pub H --id=7 --wait=10m -m 'Ship it?' && ./deploy\n"
		    "  sse-pub C 7\n",
	};
}
/* NOLINTEND(readability-function-size) */
