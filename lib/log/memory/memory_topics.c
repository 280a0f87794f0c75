/* log/memory/memory_topics.c - what the memory log knows of its topics. */
#include "log/memory/memory_inner.h"

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

void
memory_topics(struct hub_log *log, struct hub_topic_query *q)
{
	const struct memory_log *m = (const struct memory_log *)log;
	const struct map *topics = &m->store.topics;
	const struct store_topic *topic;

	if (q->name.len > 0) {
		topic = store_topic(&m->store, q->name);
		if (topic != NULL)
			tell(q, topic);
	} else {
		for (size_t at = 0; (topic = map_next(topics, &at)) != NULL;)
			if (!tell(q, topic))
				break;
	}
	q->on_done(q);
}
