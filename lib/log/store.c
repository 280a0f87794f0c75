#include "log/store.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

#define SLOTS_MIN 8
#define HOLES_MIN 1024

static struct slice
event_id(const void *item)
{
	return ((const struct hub_event *)item)->id;
}

static struct slice
topic_name(const void *item)
{
	const struct store_topic *topic = item;

	return (struct slice){ topic->name, topic->name_bytes };
}

/* What an event costs, its places in the tables included. */
static int64_t
cost(const struct hub_event *ev)
{
	return (int64_t)(sizeof(*ev) + 2 * ev->frame.len + 128);
}

void
store_init(struct store *st, const struct memory_keep *keep)
{
	*st = (struct store){ .holes = 0 };
	keep_set(&st->keep, keep, NULL, 0);
	map_init(&st->topics, topic_name, MEMORY_TOPICS_MAX);
	map_init(&st->ids, event_id, SIZE_MAX);
	list_init(&st->used);
	seen_init(&st->seen, MEMORY_SEEN_MAX);
}

void
store_clear(struct store *st)
{
	struct list *link;

	for (size_t i = 0; i < st->all.count; i++)
		hub_event_unref(store_queue_at(&st->all, i)->event);
	while ((link = list_take(&st->used)) != NULL) {
		struct store_topic *topic =
		    LIST_ITEM(link, struct store_topic, used);

		free(topic->events.slots);
		free(topic);
	}
	free(st->all.slots);
	map_clear(&st->ids);
	map_clear(&st->topics);
	seen_clear(&st->seen);
	keep_clear(&st->keep);
}

static void
queue_add(struct store_queue *q, struct hub_event *ev)
{
	if (q->count == q->cap) {
		struct store_queue larger = {
			.count = q->count,
			.cap = q->cap > 0 ? q->cap * 2 : SLOTS_MIN,
		};

		larger.slots = mem_new(larger.cap * sizeof(*larger.slots));
		for (size_t i = 0; i < q->count; i++)
			larger.slots[i] = *store_queue_at(q, i);
		free(q->slots);
		*q = larger;
	}
	q->count++;
	*store_queue_at(q, q->count - 1) = (struct store_slot){ ev->pos, ev };
}

static struct hub_event *
queue_shift(struct store_queue *q)
{
	struct hub_event *ev = store_queue_at(q, 0)->event;

	q->first = (q->first + 1) & (q->cap - 1);
	q->count--;
	return ev;
}

size_t
store_queue_after(const struct store_queue *q, uint64_t pos)
{
	size_t low = 0, high = q->count;

	/* What is forgotten is mostly the oldest of all. */
	if (high > 0 && store_queue_at(q, 0)->pos > pos)
		return 0;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (store_queue_at(q, mid)->pos <= pos)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Closes the holes once they are most of the queue, or stand at its head. */
static void
close_holes(struct store *st)
{
	struct store_queue *q = &st->all;
	size_t kept = 0;

	while (q->count > 0 && store_queue_at(q, 0)->event == NULL) {
		queue_shift(q);
		st->holes--;
	}
	if (st->holes < HOLES_MIN || st->holes * 2 < q->count)
		return;
	for (size_t i = 0; i < q->count; i++)
		if (store_queue_at(q, i)->event != NULL)
			*store_queue_at(q, kept++) = *store_queue_at(q, i);
	q->count = kept;
	st->holes = 0;
}

/* Forgets the oldest event of a topic. */
static void
forget(struct store *st, struct store_topic *topic)
{
	struct hub_event *ev = queue_shift(&topic->events);
	size_t at = store_queue_after(&st->all, ev->pos - 1);
	uint64_t id_hash = hash_bytes(ev->id);

	topic->bytes -= cost(ev);
	topic->lost_pos = ev->pos;
	st->bytes -= cost(ev);
	map_take_hashed(&st->ids, id_hash, ev->id);
	seen_add(&st->seen, ev, id_hash, topic->hash);
	store_queue_at(&st->all, at)->event = NULL;
	st->holes++;
	hub_event_unref(ev);
	close_holes(st);
}

/* Forgets the topic that was published to longest ago, and all it holds. */
static void
forget_topic(struct store *st)
{
	struct store_topic *topic =
	    LIST_ITEM(list_first(&st->used), struct store_topic, used);

	while (topic->events.count > 0)
		forget(st, topic);
	if (topic->lost_pos > st->lost_pos)
		st->lost_pos = topic->lost_pos;
	map_take_hashed(&st->topics, topic->hash, topic_name(topic));
	list_del(&topic->used);
	free(topic->events.slots);
	free(topic);
}

static struct store_topic *
topic_get(struct store *st, struct slice name)
{
	uint64_t hash = hash_bytes(name);
	struct store_topic *topic = map_find_hashed(&st->topics, hash, name);

	if (topic == NULL) {
		topic = mem_new(sizeof(*topic) + name.len);
		memcpy(topic->name, name.ptr, name.len);
		topic->name_bytes = name.len;
		topic->hash = hash;
		topic->keep = keep_find(&st->keep, name);
		list_init(&topic->used);
		if (!map_add_hashed(&st->topics, hash, topic)) {
			forget_topic(st);
			map_add_hashed(&st->topics, hash, topic);
		}
	}
	list_del(&topic->used);
	list_add(&st->used, &topic->used);
	return topic;
}

/* Forgets what a topic has too much of. */
static void
trim(struct store *st, struct store_topic *topic)
{
	const struct memory_keep *keep = topic->keep;

	while ((int64_t)topic->events.count > keep->count ||
	       (keep->bytes > 0 && topic->bytes > keep->bytes &&
		   topic->events.count > 0))
		forget(st, topic);
}

void
store_add(struct store *st, struct hub_event *ev, uint64_t id_hash)
{
	struct store_topic *topic = topic_get(st, ev->topic);

	queue_add(&topic->events, ev);
	queue_add(&st->all, ev);
	map_add_hashed(&st->ids, id_hash, ev);
	topic->bytes += cost(ev);
	st->bytes += cost(ev);
	trim(st, topic);
	while (st->bytes > MEMORY_BYTES_MAX)
		forget_topic(st);
}

void
store_set_keep(struct store *st, const struct memory_keep *keep,
    const struct memory_rule *rules, size_t count)
{
	struct store_topic *topic;

	keep_set(&st->keep, keep, rules, count);
	for (size_t at = 0; (topic = map_next(&st->topics, &at)) != NULL;) {
		topic->keep = keep_find(&st->keep, topic_name(topic));
		trim(st, topic);
	}
}

/* Forgets the oldest of a topic if that is too old; false if it is not. */
static bool
expire_oldest(struct store *st, struct store_topic *topic, int64_t wall_ms)
{
	const struct hub_event *oldest;

	if (topic->keep->age_ms == 0 || topic->events.count == 0)
		return false;
	oldest = store_queue_at(&topic->events, 0)->event;
	if (wall_ms - oldest->time_ms <= topic->keep->age_ms)
		return false;
	forget(st, topic);
	return true;
}

/* Returns the topic to look at next, round and round; NULL if none is. */
static struct store_topic *
next_topic(struct store *st)
{
	struct store_topic *topic = map_next(&st->topics, &st->expire_at);

	if (topic != NULL)
		return topic;
	st->expire_at = 0;
	return map_next(&st->topics, &st->expire_at);
}

/* Each topic has an age of its own: there is no one oldest of all. */
static void
expire_topics(struct store *st, int64_t wall_ms, size_t count)
{
	size_t look = st->topics.count;

	if (look > STORE_LOOK_MAX)
		look = STORE_LOOK_MAX;
	for (; look > 0 && count > 0; look--) {
		struct store_topic *topic = next_topic(st);

		while (count > 0 && topic != NULL &&
		       expire_oldest(st, topic, wall_ms))
			count--;
	}
}

void
store_expire(struct store *st, int64_t wall_ms, size_t count)
{
	if (st->keep.differs_in_age) {
		expire_topics(st, wall_ms, count);
		return;
	}
	for (; count > 0; count--) {
		const struct hub_event *oldest;

		close_holes(st);
		if (st->all.count == 0)
			return;
		/* The oldest of all is the oldest of its topic. */
		oldest = store_queue_at(&st->all, 0)->event;
		if (!expire_oldest(st, store_topic(st, oldest->topic), wall_ms))
			return;
	}
}

struct store_known
store_look_up(const struct store *st, struct slice id)
{
	struct store_known known = { .hash = hash_bytes(id) };

	known.event = map_find_hashed(&st->ids, known.hash, id);
	known.seen = map_find_hashed(&st->seen.ids, known.hash, id);
	return known;
}

struct store_topic *
store_topic(const struct store *st, struct slice name)
{
	return map_find(&st->topics, name);
}
