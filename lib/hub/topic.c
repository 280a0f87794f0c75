#include "hub/topic.h"

#include <stdlib.h>

#include "base/mem.h"
#include "hub/feed.h"
#include "hub/pattern.h"
#include "hub/presence.h"
#include "hub/state.h"

static struct slice
topic_name(const void *item)
{
	const struct hub_topic *topic = item;

	return (struct slice){ topic->name, topic->name_bytes };
}

void
hub_topics_init(struct map *topics, size_t max)
{
	map_init(topics, topic_name, max);
}

static void
feeds_add(struct hub_feeds *feeds, struct hub_feed *feed)
{
	if (feeds->count == feeds->cap) {
		feeds->cap = feeds->cap > 0 ? feeds->cap * 2 : 2;
		feeds->items = mem_grow(
		    feeds->items, feeds->cap, sizeof(struct hub_feed *));
	}
	feeds->items[feeds->count++] = feed;
}

static void
forget_route(struct hub *hub, struct hub_topic *topic)
{
	hub->routed -= topic->route.count;
	free(topic->route.items);
	topic->route = (struct hub_feeds){ NULL, 0, 0 };
	topic->version = 0;
}

static void
topic_free(struct hub *hub, struct hub_topic *topic)
{
	forget_route(hub, topic);
	free(topic->exact.items);
	free(topic);
}

/* Throws away the oldest of the routes that nobody follows by name. */
static void
forget_oldest(struct hub *hub)
{
	struct hub_topic *topic = LIST_ITEM(
	    list_take(&hub->unfollowed), struct hub_topic, unfollowed);

	hub->unfollowed_count--;
	map_take(&hub->topics, topic_name(topic));
	topic_free(hub, topic);
}

static void
forget_routes(struct hub *hub)
{
	struct hub_topic *topic;

	while (hub->unfollowed_count > 0)
		forget_oldest(hub);
	for (size_t at = 0; (topic = map_next(&hub->topics, &at)) != NULL;)
		forget_route(hub, topic);
}

static struct hub_topic *
topic_get(struct hub *hub, struct slice name)
{
	struct hub_topic *topic = map_find(&hub->topics, name);

	if (topic != NULL)
		return topic;
	if (hub->unfollowed_count > 0 &&
	    hub->unfollowed_count >= hub->options.topics_max)
		forget_oldest(hub);
	topic = mem_new(sizeof(*topic) + name.len);
	memcpy(topic->name, name.ptr, name.len);
	topic->name_bytes = name.len;
	/* Who asks for all just now, began before it was there. */
	topic->listed = hub->listings;
	list_add(&hub->unfollowed, &topic->unfollowed);
	hub->unfollowed_count++;
	/* There is room for these, and all names that streams can follow. */
	if (!map_add(&hub->topics, topic))
		mem_fail();
	return topic;
}

static void
route_add(struct hub *hub, struct hub_topic *topic, struct hub_feed *feed)
{
	if (feed->mark == hub->mark)
		return;
	feed->mark = hub->mark;
	feeds_add(&topic->route, feed);
}

/* Works the route out: by name first, then by wildcard, none twice. */
static void
find_route(struct hub *hub, struct hub_topic *topic)
{
	struct slice name = topic_name(topic);

	hub->mark++;
	hub->routed -= topic->route.count;
	topic->route.count = 0;
	for (size_t i = 0; i < topic->exact.count; i++)
		route_add(hub, topic, topic->exact.items[i]);
	for (struct list *link = hub->wild.next; link != &hub->wild;
	     link = link->next) {
		struct hub_feed *feed = LIST_ITEM(link, struct hub_feed, wild);

		if (hub_select_matches(&feed->select, name))
			route_add(hub, topic, feed);
	}
	hub->routed += topic->route.count;
	topic->version = hub->routes_version;
}

const struct hub_feeds *
hub_topic_route(struct hub *hub, struct slice name)
{
	struct hub_topic *topic;

	if (hub->routed > HUB_ROUTED_MAX)
		forget_routes(hub);
	topic = topic_get(hub, name);
	if (topic->version != hub->routes_version)
		find_route(hub, topic);
	return &topic->route;
}

/* Without a route: to count is not to publish. */
size_t
hub_topic_followers(struct hub *hub, struct slice name, size_t *looks)
{
	const struct hub_topic *topic = map_find(&hub->topics, name);
	size_t count = 0;

	hub->mark++;
	for (size_t i = 0; topic != NULL && i < topic->exact.count; i++) {
		topic->exact.items[i]->mark = hub->mark;
		count += topic->exact.items[i]->stream_count;
		++*looks;
	}
	for (struct list *link = hub->wild.next; link != &hub->wild;
	     link = link->next) {
		struct hub_feed *feed = LIST_ITEM(link, struct hub_feed, wild);

		*looks += feed->select.count;
		if (feed->mark != hub->mark &&
		    hub_select_matches(&feed->select, name))
			count += feed->stream_count;
	}
	return count;
}

void
hub_topic_add(struct hub *hub, struct slice name, struct hub_feed *feed)
{
	struct hub_topic *topic = topic_get(hub, name);

	feeds_add(&topic->exact, feed);
	topic->version = 0;
	if (topic->exact.count > 1)
		return;
	list_del(&topic->unfollowed);
	hub->unfollowed_count--;
	hub_announce_topic(hub, name, "open");
}

void
hub_topic_drop(struct hub *hub, struct slice name, struct hub_feed *feed)
{
	struct hub_topic *topic = topic_get(hub, name);
	struct hub_feeds *exact = &topic->exact;

	topic->version = 0;
	for (size_t i = 0; i < exact->count; i++)
		if (exact->items[i] == feed)
			exact->items[i] = exact->items[--exact->count];
	if (exact->count > 0)
		return;
	map_take(&hub->topics, name);
	topic_free(hub, topic);
	hub_announce_topic(hub, name, "close");
}

void
hub_topic_clear_all(struct hub *hub)
{
	struct hub_topic *topic;

	forget_routes(hub);
	for (size_t at = 0; (topic = map_next(&hub->topics, &at)) != NULL;)
		topic_free(hub, topic);
	map_clear(&hub->topics);
}
