#include "log/memory/age.h"

/* The oldest event there is, is the oldest in its topic's history, too. */
static void
expire_old(struct store *st, size_t count)
{
	size_t at = queue_after(&st->all, st->aged_pos);

	for (; count > 0 && at < st->all.count; count--) {
		const struct queue_slot slot = *queue_at(&st->all, at);
		struct store_topic *topic;

		if (slot.event != NULL &&
		    st->seen.now_ms - slot.event->time_ms <=
			st->keep.all.age_ms)
			return;
		st->aged_pos = slot.pos;
		if (slot.event != NULL) {
			topic = store_topic(st, slot.event->topic);
			if (queue_find(&topic->events, slot.pos) != NULL)
				store_shift(st, topic);
		}
		/* The queue may have closed its holes. */
		at = queue_after(&st->all, st->aged_pos);
	}
}

/* Forgets the oldest of a topic if that is too old; false if it is not. */
static bool
shift_if_old(struct store *st, struct store_topic *topic)
{
	const struct hub_event *oldest;

	if (topic->keep->age_ms == 0 || queue_size(&topic->events) == 0)
		return false;
	oldest = queue_at(&topic->events, 0)->event;
	if (st->seen.now_ms - oldest->time_ms <= topic->keep->age_ms)
		return false;
	store_shift(st, topic);
	return true;
}

/* Returns the topic to look at next, round and round; NULL if none is. */
static struct store_topic *
next_topic(struct store *st)
{
	struct store_topic *topic = map_next(&st->topics, &st->aged_at);

	if (topic != NULL)
		return topic;
	st->aged_at = 0;
	return map_next(&st->topics, &st->aged_at);
}

/* Each topic has an age of its own: there is no one oldest of all. */
static void
expire_topics(struct store *st, size_t count)
{
	size_t look = st->topics.count;

	if (look > AGE_LOOK_MAX)
		look = AGE_LOOK_MAX;
	for (; look > 0 && count > 0; look--) {
		struct store_topic *topic = next_topic(st);

		while (count > 0 && topic != NULL && shift_if_old(st, topic))
			count--;
	}
}

/* Forgets events whose ttl has passed. */
static void
expire_over(struct store *st, size_t count)
{
	for (; count > 0; count--) {
		struct hub_event *ev;
		uint64_t pos = expiry_take(&st->expiry, st->seen.now_ms);

		if (pos == 0)
			return;
		ev = queue_find(&st->all, pos);
		if (ev != NULL)
			store_remove(st, ev);
		/* Just now, or long ago. */
		st->expiry.gone--;
	}
}

void
age_out(struct store *st, size_t count)
{
	if (st->keep.differs_in_age)
		expire_topics(st, count);
	else if (st->keep.all.age_ms > 0)
		expire_old(st, count);
	expire_over(st, count);
}
