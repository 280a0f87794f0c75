/*
 * hub/topic.h - which feeds a topic's events go to.
 *
 * A route is worked out at the first publish to a topic and kept until a
 * feed with a wildcard comes or goes, so that the cost of a publish does not
 * depend on how many other topics there are.  Routes that nobody follows by
 * name are a cache of hub_options.topics_max, the oldest thrown away first.  All
 * routes are where they hold more than HUB_ROUTED_MAX feeds together: many
 * topics, each matched by many wildcards, would be more than there is memory
 * for.
 */
#ifndef HUB_TOPIC_H
#define HUB_TOPIC_H

#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "base/slice.h"

#define HUB_ROUTED_MAX ((size_t)4 << 20)

struct hub;
struct hub_feed;

/* Feeds, in no order. */
struct hub_feeds {
	struct hub_feed **items;
	size_t count, cap;
};

struct hub_topic {
	struct hub_feeds exact; /* that select it by name */
	struct hub_feeds route; /* exact, and those that match */
	struct list unfollowed; /* in hub->unfollowed, while exact is empty */
	uint64_t version;       /* hub->routes_version of route; 0: stale */
	uint64_t listed;        /* hub->listings of the last that told it */
	size_t name_bytes;
	char name[];
};

/*
 * Returns how many live streams get what is published to a topic.  Adds to
 * *looks how much it had to look at.
 */
size_t hub_topic_followers(struct hub *hub, struct slice name, size_t *looks);

/* Returns the feeds of a topic.  They stay until a feed comes or goes. */
const struct hub_feeds *hub_topic_route(struct hub *hub, struct slice name);

/* A feed selects the topic by name, from now on or no longer. */
void hub_topic_add(struct hub *hub, struct slice name, struct hub_feed *feed);
void hub_topic_drop(struct hub *hub, struct slice name, struct hub_feed *feed);

/* Frees all routes. */
void hub_topic_clear_all(struct hub *hub);

#endif
