#include "load_options.h"

#include "payload.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
#define COUNT_MAX INT64_C(1000000000)

static const char *const modes[] = { "fanout", "idle", "churn", "replay",
	NULL };

static void
set_defaults(struct load_options *o)
{
	*o = (struct load_options){
		.prefix = "/events/b/",
		.pattern = "**",
		.query = "",
		.followers = 1000,
		.publishers = 1,
		.topics = 1,
		.bytes = 100,
		.old = 100000,
		.batch = 1,
		.measured_ms = 3000,
		.warm_ms = 500,
	};
}

/* NOLINTBEGIN(readability-function-size): a table is read by rows */
void
load_options_init(struct load_options *o, struct opt_set *set)
{
	/* clang-format off */
	const struct opt rows[] = {
		{ .kind = OPT_GROUP, .text = "What" },
		{ "mode", 'm', OPT_CHOICE, &o->mode, .arg = "MODE",
		    .choices = modes,
		    .text = "publish to followers; open followers and let "
			    "them be; open and close; follow what is stored" },
		{ "port", 'p', OPT_COUNT, &o->port, 1, 65535, .arg = "PORT",
		    .text = "the hub's, at 127.0.0.1" },
		{ "pid", 0, OPT_LIST, &o->pids, .arg = "PID",
		    .text = "a process of the hub; may be given again" },
		{ "prefix", 0, OPT_TEXT, &o->prefix, .arg = "PATH",
		    .text = "path of topics without the number (/events/b/)" },
		{ "pattern", 0, OPT_TEXT, &o->pattern, .arg = "TEXT",
		    .text = "follows PATH for all topics (**)" },
		{ "query", 0, OPT_TEXT, &o->query, .arg = "TEXT",
		    .text = "behind the path of followers: ?since=all" },
		{ "feed", 0, OPT_TEXT, &o->feed, .arg = "FIFO",
		    .text = "publish NDJSON to FIFO, not by HTTP" },

		{ .kind = OPT_GROUP, .text = "How many" },
		{ "followers", 'n', OPT_COUNT, &o->followers, 0, 1000000,
		    .arg = "N", .text = "that read (1000); with churn: open "
					"at once" },
		{ "deaf", 0, OPT_COUNT, &o->deaf, 0, 1000000, .arg = "N",
		    .text = "more followers, who never read (0)" },
		{ "patterns", 0, OPT_COUNT, &o->patterns, 0, 1000000,
		    .arg = "N", .text = "more followers, of all topics (0)" },
		{ "replays", 0, OPT_COUNT, &o->replays, 0, 1000000,
		    .arg = "N", .text = "more followers, who read an old "
					"topic to its end, again and again (0)" },
		{ "old", 0, OPT_COUNT, &o->old, 1, COUNT_MAX, .arg = "N",
		    .text = "events that are in that topic (100000)" },
		{ "publishers", 'P', OPT_COUNT, &o->publishers, 0,
		    PAYLOAD_PUBLISHERS_MAX - 1, .arg = "N",
		    .text = "connections that publish (1)" },
		{ "topics", 'T', OPT_COUNT, &o->topics, 1, 99999, .arg = "N",
		    .text = "that publishers go round (1)" },
		{ "bytes", 'b', OPT_SIZE, &o->bytes, PAYLOAD_BYTES_MIN,
		    1 << 20, .arg = "SIZE", .text = "an event's data (100)" },
		{ "batch", 0, OPT_COUNT, &o->batch, 1, 10000, .arg = "N",
		    .text = "events a write, with --feed (1)" },

		{ .kind = OPT_GROUP, .text = "How long, how fast" },
		{ "rate", 'r', OPT_COUNT, &o->rate, 0, COUNT_MAX, .arg = "N",
		    .text = "events a second of all publishers (0: as fast "
			    "as they are answered)" },
		{ "events", 'e', OPT_COUNT, &o->events, 0, COUNT_MAX,
		    .arg = "N", .text = "publish N events, not for a time" },
		{ "time", 't', OPT_DURATION, &o->measured_ms, 1, DAY_MS,
		    .arg = "T", .text = "measure so long (3s)" },
		{ "warm", 0, OPT_DURATION, &o->warm_ms, 0, DAY_MS, .arg = "T",
		    .text = "publish so long before (500ms)" },
		{ "window", 0, OPT_COUNT, &o->window, 0, COUNT_MAX,
		    .arg = "N", .text = "events that followers may be behind "
					"(0: 512 KiB of them)" },
		{ "help", 'h', OPT_FLAG, &o->help,
		    .text = "print this, and exit" },
		{ 0 },
	};
	/* clang-format on */

	set_defaults(o);
	_Static_assert(sizeof(rows) <= sizeof(o->table), "the table is full");
	memcpy(o->table, rows, sizeof(rows));
	*set = (struct opt_set){
		.program = "bench_load",
		.usage = "--port=PORT --pid=PID [OPTION]...",
		.summary = "Put a load on a hub, and print what was measured "
			   "as a line of JSON.",
		.arg_type = "",
		.table = o->table,
	};
}
/* NOLINTEND(readability-function-size) */
