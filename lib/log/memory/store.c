#include "log/memory/store.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "log/memory/kept.h"

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

void
store_init(struct store *st, const struct hub_keep *keep)
{
	*st = (struct store){ .bytes = 0 };
	keep_set(&st->keep, keep, NULL, 0);
	map_init(&st->topics, topic_name, MEMORY_TOPICS_MAX);
	map_init(&st->ids, event_id, SIZE_MAX);
	list_init(&st->used);
	seen_init(&st->seen, MEMORY_SEEN_MAX);
}

static void
topic_free(struct store_topic *topic)
{
	queue_clear(&topic->events);
	queue_clear(&topic->kept);
	free(topic);
}

void
store_clear(struct store *st)
{
	struct list *link;

	for (size_t i = 0; i < st->all.count; i++)
		hub_event_unref(queue_at(&st->all, i)->event);
	while ((link = list_take(&st->used)) != NULL)
		topic_free(LIST_ITEM(link, struct store_topic, used));
	queue_clear(&st->all);
	queue_clear(&st->addressed);
	queue_clear(&st->retained);
	queue_clear(&st->held);
	queue_clear(&st->kept_to);
	queue_clear(&st->spread);
	queue_clear(&st->kept_spread);
	expiry_clear(&st->expiry);
	map_clear(&st->ids);
	map_clear(&st->topics);
	seen_clear(&st->seen);
	keep_clear(&st->keep);
}

/* Returns whether a follower of the topic misses ev when it is lost. */
static bool
is_for_all(const struct store *st, const struct hub_event *ev)
{
	return ev->extra == NULL ||
	       (ev->extra->to.len == 0 &&
		   !hub_event_is_over(ev, st->seen.now_ms));
}

void
store_forget(struct store *st, struct store_topic *topic, struct hub_event *ev,
    bool is_lost)
{
	uint64_t id_hash = hash_bytes(ev->id);

	if (is_lost && ev->pos > topic->lost_pos && is_for_all(st, ev))
		topic->lost_pos = ev->pos;
	if (ev->extra != NULL) {
		kept_leave(st, topic, ev);
		if (store_is_addressed(ev))
			queue_drop(&st->addressed, ev->pos);
		if (ev->extra->also.len > 0)
			queue_drop(&st->spread, ev->pos);
		st->expiry.gone += ev->extra->ttl_ms > 0;
	}
	st->bytes -= keep_cost(ev);
	map_take_hashed(&st->ids, id_hash, ev->id);
	seen_add(
	    &st->seen, ev, &(struct seen_as){ id_hash, topic->hash, is_lost });
	queue_drop(&st->all, ev->pos);
	hub_event_unref(ev);
}

void
store_shift(struct store *st, struct store_topic *topic)
{
	struct hub_event *ev = queue_shift(&topic->events);

	topic->bytes -= keep_cost(ev);
	if (ev->extra == NULL || !kept_has(topic, ev))
		store_forget(st, topic, ev, true);
}

/*
 * Returns the topic that was published to longest ago.  One that holds events
 * has to go only if all others do, too.
 */
static struct store_topic *
oldest_topic(struct store *st)
{
	struct store_topic *topic =
	    LIST_ITEM(list_first(&st->used), struct store_topic, used);

	for (size_t n = st->topics.count; topic->held > 0 && n > 0; n--) {
		list_del(&topic->used);
		list_add(&st->used, &topic->used);
		topic =
		    LIST_ITEM(list_first(&st->used), struct store_topic, used);
	}
	return topic;
}

static void
take_out(struct store *st, struct store_topic *topic)
{
	map_take_hashed(&st->topics, topic->hash, topic_name(topic));
	list_del(&topic->used);
	topic_free(topic);
}

/* Forgets a topic, and all it holds. */
static void
forget_topic(struct store *st)
{
	struct store_topic *topic = oldest_topic(st);

	while (queue_size(&topic->events) > 0)
		store_shift(st, topic);
	while (queue_size(&topic->kept) > 0)
		store_forget(st, topic, queue_at(&topic->kept, 0)->event, true);
	if (topic->lost_pos > st->lost_pos)
		st->lost_pos = topic->lost_pos;
	take_out(st, topic);
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
		/* It may have been there, and be forgotten. */
		topic->lost_pos = st->lost_pos;
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

/* Does what few events need. */
static void
add_extra(struct store *st, struct store_topic *topic, struct hub_event *ev)
{
	if (store_is_addressed(ev))
		queue_add(&st->addressed, ev);
	if (ev->extra->also.len > 0)
		queue_add(&st->spread, ev);
	if (ev->extra->ttl_ms > 0)
		expiry_add(&st->expiry, ev, &st->all);
	if (ev->extra->retain || ev->extra->hold)
		kept_add(st, topic, ev);
}

/* A topic's history forgets what it has too much of. */
static void
trim(struct store *st, struct store_topic *topic)
{
	const struct hub_keep *keep = topic->keep;

	while ((int64_t)queue_size(&topic->events) > keep->count ||
	       (keep->bytes > 0 && topic->bytes > keep->bytes &&
		   queue_size(&topic->events) > 0))
		store_shift(st, topic);
}

void
store_add(struct store *st, struct hub_event *ev, uint64_t id_hash)
{
	struct store_topic *topic = topic_get(st, ev->topic);

	queue_add(&topic->events, ev);
	queue_add(&st->all, ev);
	map_add_hashed(&st->ids, id_hash, ev);
	topic->bytes += keep_cost(ev);
	st->bytes += keep_cost(ev);
	if (ev->extra != NULL)
		add_extra(st, topic, ev);
	trim(st, topic);
	while (st->bytes > MEMORY_BYTES_MAX)
		forget_topic(st);
}

static void
remove_event(struct store *st, struct store_topic *topic, struct hub_event *ev)
{
	if (queue_drop(&topic->events, ev->pos))
		topic->bytes -= keep_cost(ev);
	store_forget(st, topic, ev, false);
}

/*
 * Nothing is to be known of a topic that holds nothing, and lost nothing but
 * what one that is new may have lost, too.
 */
static void
leave_void(struct store *st, struct store_topic *topic)
{
	if (queue_size(&topic->events) == 0 && queue_size(&topic->kept) == 0 &&
	    topic->lost_pos <= st->lost_pos)
		take_out(st, topic);
}

void
store_remove(struct store *st, struct hub_event *ev)
{
	struct store_topic *topic = store_topic(st, ev->topic);

	remove_event(st, topic, ev);
	leave_void(st, topic);
}

int64_t
store_remove_topic(struct store *st, struct store_topic *topic)
{
	struct queue *queues[] = { &topic->events, &topic->kept };
	int64_t count = 0;

	for (int i = 0; i < 2; i++)
		while (queue_size(queues[i]) > 0) {
			struct hub_event *ev = queue_at(queues[i], 0)->event;

			count += !hub_event_is_over(ev, st->seen.now_ms);
			remove_event(st, topic, ev);
		}
	leave_void(st, topic);
	return count;
}

void
store_set_keep(struct store *st, const struct hub_keep *keep,
    const struct hub_keep_rule *rules, size_t count)
{
	struct store_topic *topic;

	keep_set(&st->keep, keep, rules, count);
	for (size_t at = 0; (topic = map_next(&st->topics, &at)) != NULL;) {
		topic->keep = keep_find(&st->keep, topic_name(topic));
		trim(st, topic);
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
