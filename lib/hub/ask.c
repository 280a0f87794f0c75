/* hub/ask.c - what the hub and its log know together. */
#include <stdlib.h>

#include "base/mem.h"
#include "hub/failure.h"
#include "hub/manage.h"
#include "hub/state.h"
#include "hub/topic.h"

/* So many patterns of followers are held against topics for one question. */
#define LOOKS_MAX ((size_t)1 << 20)

/* A question for topics, passed on to the log. */
struct listing {
	struct hub_topic_query query;
	struct hub_topic_query *asked;
	struct hub *hub;
	uint64_t number;
	size_t looks;
	bool is_enough; /* no more are wanted */
};

static void
tell(struct listing *l, const struct hub_topic_info *info)
{
	struct hub_topic_info full = *info;

	full.is_uncounted = l->looks >= LOOKS_MAX;
	if (!full.is_uncounted)
		full.followers =
		    hub_topic_followers(l->hub, info->name, &l->looks);
	if (!l->is_enough)
		l->is_enough = !l->asked->on_topic(l->asked, &full);
}

/* One that has events. */
static bool
on_topic(struct hub_topic_query *q, const struct hub_topic_info *info)
{
	struct listing *l = LIST_ITEM(q, struct listing, query);
	struct hub_topic *topic = map_find(&l->hub->topics, info->name);

	if (topic != NULL)
		topic->listed = l->number;
	tell(l, info);
	return !l->is_enough;
}

/* One that has none, but followers. */
static void
tell_followed(struct listing *l, const struct hub_topic *topic)
{
	const struct hub_topic_info info = {
		.name = { topic->name, topic->name_bytes },
		.last_id = slice_empty(),
	};

	if (topic->exact.count > 0 && topic->listed != l->number &&
	    topic->name[0] != '$')
		tell(l, &info);
}

static void
on_done(struct hub_topic_query *q)
{
	struct listing *l = LIST_ITEM(q, struct listing, query);
	const struct map *topics = &l->hub->topics;
	const struct hub_topic *topic;

	l->asked->failed = q->failed;
	if (q->name.len > 0) {
		topic = map_find(topics, q->name);
		if (topic != NULL)
			tell_followed(l, topic);
	} else {
		for (size_t at = 0; (topic = map_next(topics, &at)) != NULL;)
			tell_followed(l, topic);
	}
	l->asked->on_done(l->asked);
	free(l);
}

void
hub_ask_topics(struct hub *hub, struct hub_topic_query *q)
{
	struct listing *l = mem_new(sizeof(*l));

	l->query.name = q->name;
	l->query.on_topic = on_topic;
	l->query.on_done = on_done;
	l->asked = q;
	l->hub = hub;
	l->number = ++hub->listings;
	hub->log->ops->topics(hub->log, &l->query);
}

void
hub_find(struct hub *hub, struct hub_find *f)
{
	hub->log->ops->find(hub->log, f);
}

/* A removal, passed on to the log. */
struct removing {
	struct hub_removal removal;
	struct hub_removal *asked;
	struct hub *hub;
};

/* By now every H is known that the log had when it was asked. */
static void
on_removed(struct hub_removal *r)
{
	struct removing *own = LIST_ITEM(r, struct removing, removal);

	if (r->count >= 0)
		hub_prompts_remove(&own->hub->prompts, r->id, r->topic);
	else
		hub_failure_tell(
		    &r->err, r->id.len > 0 ? "remove it" : "forget it");
	own->asked->count = r->count;
	own->asked->err = r->err;
	own->asked->on_done(own->asked);
	free(own);
}

void
hub_remove(struct hub *hub, struct hub_removal *r)
{
	struct removing *own;

	if (hub->is_closing) {
		r->count = -1;
		err_set(&r->err, 1, "the hub goes down");
		r->on_done(r);
		return;
	}
	own = mem_new(sizeof(*own));
	own->removal.id = r->id;
	own->removal.topic = r->topic;
	own->removal.on_done = on_removed;
	own->asked = r;
	own->hub = hub;
	hub->log->ops->remove(hub->log, &own->removal);
}
