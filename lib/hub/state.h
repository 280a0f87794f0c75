/*
 * hub/state.h - what the files of lib/hub share.  Not for others: they have
 * hub/hub.h.
 */
#ifndef HUB_STATE_H
#define HUB_STATE_H

#include "base/list.h"
#include "base/map.h"
#include "hub/closed.h"
#include "hub/hub.h"
#include "hub/log.h"
#include "hub/prompt.h"
#include "hub/tune.h"

/*
 * Those whose stream was closed while the log was reading count, too: it may
 * be slow, and who comes and goes is not to fill the memory.
 */
#define HUB_REPLAYS_MAX(streams_max) (2 * (streams_max) + 16)

/* A stream that changes has two feeds, and a replay under way keeps one. */
#define HUB_FEEDS_MAX(streams_max)                                             \
	(2 * (streams_max) + 1 + HUB_REPLAYS_MAX(streams_max))

struct hub {
	struct hub_log_sink sink; /* first: the log calls it back */
	struct hub_options options;
	struct hub_log *log;
	struct hub_gates gates;
	void (*on_ready)(struct hub_stream *s);

	struct map streams;     /* by sid */
	struct map users;       /* who are here, by name: hub/user.h */
	struct map feeds;       /* by their selection's key */
	struct map topics;      /* routes, by name */
	struct list unfollowed; /* of them, by name; the oldest first */
	size_t unfollowed_count;
	struct list wild;       /* feeds that select by a wildcard */
	struct list dirty;      /* feeds with frames of this turn */
	struct list collecting; /* of feeds, what is to be one: hub/batch.h */
	struct list listed;     /* who ask for all topics: hub/listing.h */
	uint64_t routes_version, mark, listings;
	size_t routed; /* feeds in all routes together */
	size_t
	    watchers; /* patterns of feeds that are for the hub's own topics */
	size_t replay_count; /* hub/replay.h; those of no stream, too */
	struct hub_closed closed;

	struct hub_event *heartbeats[HUB_FORMAT_COUNT];
	struct hub_prompts prompts;
	struct buf newest_id; /* of the newest event taken */
	struct hub_stats stats;
	size_t blocked_count;         /* streams whose socket takes no more */
	bool is_repeating;            /* hub/repeat.h */
	bool is_closing;              /* the log takes no more */
	uint64_t lag_now, lag_before; /* longest lag in this minute, the last */
	int64_t lag_minute;
};

void hub_feeds_init(struct map *feeds, size_t max);
void hub_topics_init(struct map *topics, size_t max);
void hub_streams_init(struct map *streams, size_t max);

#endif
