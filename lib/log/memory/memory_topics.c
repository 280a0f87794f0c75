/* log/memory/memory_topics.c - what the memory log knows of its topics. */
#include "log/memory/memory_inner.h"

/* To tell of a topic costs as much as to pass by so many. */
#define LOOKS_OF_ONE 8

/* Counts an event; they come in the order of the log. */
static void
count(struct hub_topic_info *info, const struct hub_event *ev)
{
	info->count++;
	info->last_id = ev->id;
	info->last_time_ms = ev->time_ms;
}

/* What is kept, and that the history has forgotten, is older than that. */
static void
count_kept(struct hub_topic_info *info, const struct store_topic *topic)
{
	const struct queue *events = &topic->events;
	uint64_t end =
	    events->count > 0 ? queue_at(events, 0)->pos : UINT64_MAX;

	for (size_t i = 0; i < topic->kept.count; i++) {
		const struct queue_slot *slot = queue_at(&topic->kept, i);

		if (slot->pos >= end)
			break;
		if (slot->event == NULL)
			continue;
		count(info, slot->event);
		info->bytes += keep_cost(slot->event);
	}
}

static void
count_history(struct hub_topic_info *info, const struct store_topic *topic)
{
	const struct queue *events = &topic->events;
	size_t at = events->count;

	if (queue_size(events) == 0)
		return;
	while (queue_at(events, at - 1)->event == NULL)
		at--;
	count(info, queue_at(events, at - 1)->event);
	info->count += (int64_t)queue_size(events) - 1;
	info->bytes += topic->bytes;
}

/* Tells of a topic that has events; false if no more are wanted. */
static bool
tell(struct hub_topic_query *q, const struct store_topic *topic)
{
	struct hub_topic_info info = {
		.name = { topic->name, topic->name_bytes },
	};

	/* Who has mail is nobody else's affair. */
	if (slice_starts(info.name, "$inbox"))
		return true;
	count_kept(&info, topic);
	count_history(&info, topic);
	return info.count == 0 || q->on_topic(q, &info);
}

/* Returns whether q has not had it on a page before. */
static bool
is_new(const struct hub_topic_query *q, struct store_topic *topic)
{
	if (q->number == 0)
		return true;
	if (topic->listed == q->number)
		return false;
	topic->listed = q->number;
	return true;
}

/* Tells of some, or all. */
static void
tell_page(struct hub_topic_query *q, const struct map *topics)
{
	size_t looks =
	    q->count_max > 0 ? q->count_max * LOOKS_OF_ONE : SIZE_MAX;
	size_t reached = q->walk.at;
	struct store_topic *topic;

	/* What that goes back over is free: every page comes further. */
	map_walk_on(topics, &q->walk);
	while (looks >= LOOKS_OF_ONE) {
		topic = map_next(topics, &q->walk.at);
		if (topic == NULL) {
			q->at_end = true;
			return;
		}
		if (is_new(q, topic)) {
			looks -= LOOKS_OF_ONE;
			if (!tell(q, topic))
				return;
		} else if (q->walk.at > reached) {
			looks--;
		}
	}
}

void
memory_topics(struct hub_log *log, struct hub_topic_query *q)
{
	const struct memory_log *m = (const struct memory_log *)log;
	const struct store_topic *topic;

	q->at_end = q->name.len > 0;
	if (q->name.len == 0)
		tell_page(q, &m->store.topics);
	else if ((topic = store_topic(&m->store, q->name)) != NULL)
		tell(q, topic);
	q->on_done(q);
}
