#include "hub/listing.h"

#include <stdlib.h>

#include "base/mem.h"
#include "hub/manage.h"
#include "hub/state.h"
#include "hub/topic.h"

/* So many patterns of followers are held against topics for one question. */
#define LOOKS_MAX ((size_t)1 << 20)

/* What a turn does: so many topics, and patterns held against them. */
#define TURN_TOPICS 1024
#define TURN_LOOKS ((size_t)16 << 10)

/* A question for topics, passed on to the log. */
struct listing {
	struct list link; /* in hub->listed, if it is for all */
	struct hub_topic_query query;
	struct hub_topic_query *asked;
	struct hub *hub;
	size_t looks, turn_looks; /* of the latter, where this turn ends */
	struct map_walk walk;     /* of those that have followers */
	bool is_reading;          /* the log is, and has not answered */
	bool is_read;             /* it told of all */
	bool is_told;             /* all are, or no more are wanted */
	bool has_one;             /* the one that is asked for was told */
};

/* Returns whether the turn goes on. */
static bool
tell(struct listing *l, const struct hub_topic_info *info)
{
	struct hub_topic_info full = *info;

	full.is_uncounted = l->looks >= LOOKS_MAX;
	if (!full.is_uncounted)
		full.followers =
		    hub_topic_followers(l->hub, info->name, &l->looks);
	l->has_one = true;
	l->is_told = !l->asked->on_topic(l->asked, &full);
	return !l->is_told && l->looks < l->turn_looks;
}

/* One that has events. */
static bool
on_topic(struct hub_topic_query *q, const struct hub_topic_info *info)
{
	struct listing *l = LIST_ITEM(q, struct listing, query);
	struct hub_topic *topic = map_find(&l->hub->topics, info->name);

	if (topic != NULL && q->number > 0)
		topic->listed = q->number;
	return tell(l, info);
}

/* One that has none, but followers; returns whether the turn goes on. */
static bool
tell_followed(struct listing *l, const struct hub_topic *topic)
{
	const struct hub_topic_info info = {
		.name = { topic->name, topic->name_bytes },
		.last_id = slice_empty(),
	};

	if (topic->exact.count == 0 || topic->name[0] == '$')
		return true;
	return tell(l, &info);
}

static void
tell_some_followed(struct listing *l)
{
	const struct map *topics = &l->hub->topics;
	struct hub_topic *topic;

	map_walk_on(topics, &l->walk);
	for (int looks = TURN_TOPICS; looks > 0; looks--) {
		topic = map_next(topics, &l->walk.at);
		if (topic == NULL) {
			l->is_told = true;
			return;
		}
		if (topic->listed == l->query.number)
			continue;
		topic->listed = l->query.number;
		if (!tell_followed(l, topic))
			return;
	}
}

static void
answer(struct listing *l)
{
	l->asked->failed = l->query.failed;
	l->asked->on_done(l->asked);
	free(l);
}

static void
on_page(struct hub_topic_query *q)
{
	struct listing *l = LIST_ITEM(q, struct listing, query);

	l->is_reading = false;
	l->is_read = q->at_end || q->failed;
	if (q->failed)
		l->is_told = true;
}

bool
hub_listing_turn(struct hub *hub)
{
	struct list *link = list_first(&hub->listed);
	struct listing *l;

	if (link == NULL)
		return false;
	l = LIST_ITEM(link, struct listing, link);
	if (l->is_reading)
		return false;
	if (l->query.number == 0)
		l->query.number = ++hub->listings;
	l->turn_looks = l->looks + TURN_LOOKS;
	if (!l->is_read) {
		l->is_reading = true;
		hub->log->ops->topics(hub->log, &l->query);
	}
	if (!l->is_told && l->is_read)
		tell_some_followed(l);
	if (!l->is_told)
		return !l->is_reading;
	list_take(&hub->listed);
	answer(l);
	return !list_is_empty(&hub->listed);
}

void
hub_listings_end(struct hub *hub)
{
	struct list *link;

	while ((link = list_take(&hub->listed)) != NULL) {
		struct listing *l = LIST_ITEM(link, struct listing, link);

		l->query.failed |= !l->is_told;
		answer(l);
	}
}

/* The one topic that is asked for has no events, or was told. */
static void
on_one(struct hub_topic_query *q)
{
	struct listing *l = LIST_ITEM(q, struct listing, query);
	const struct hub_topic *topic = map_find(&l->hub->topics, q->name);

	if (topic != NULL && !l->has_one)
		tell_followed(l, topic);
	answer(l);
}

void
hub_ask_topics(struct hub *hub, struct hub_topic_query *q)
{
	struct listing *l = mem_new(sizeof(*l));
	bool is_one = q->name.len > 0;

	l->asked = q;
	l->hub = hub;
	l->query.name = q->name;
	l->query.on_topic = on_topic;
	l->query.on_done = is_one ? on_one : on_page;
	l->turn_looks = LOOKS_MAX;
	if (is_one) {
		hub->log->ops->topics(hub->log, &l->query);
		return;
	}
	l->query.count_max = TURN_TOPICS;
	list_add(&hub->listed, &l->link);
	if (list_first(&hub->listed) == &l->link)
		hub_listing_turn(hub);
}
