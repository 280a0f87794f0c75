#include "log/seen.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

static struct slice
item_id(const void *item)
{
	return ((const struct seen_item *)item)->id;
}

void
seen_init(struct seen *seen, size_t max)
{
	*seen = (struct seen){ .max = max };
	seen->items = mem_new(max * sizeof(struct seen_item *));
	map_init(&seen->ids, item_id, max);
}

void
seen_clear(struct seen *seen)
{
	for (size_t i = 0; i < seen->count; i++)
		free(seen->items[(seen->first + i) % seen->max]);
	free(seen->items);
	map_clear(&seen->ids);
	*seen = (struct seen){ 0 };
}

/*
 * The hashes of topic and type, which nobody else knows, are the key to that
 * of data: no pass more to join them, and none can stand for another.
 */
static uint64_t
digest(uint64_t topic_hash, struct slice type, struct slice data)
{
	bool plain = type.len == 0 || slice_is(type, "message");
	uint64_t key[2] = { topic_hash, plain ? 0 : hash_bytes(type) };

	return hash_keyed(key, data);
}

static void
forget_oldest(struct seen *seen)
{
	struct seen_item *item = seen->items[seen->first];

	map_take(&seen->ids, item->id);
	if (item->pos > seen->lost_pos)
		seen->lost_pos = item->pos;
	free(item);
	seen->first = (seen->first + 1) % seen->max;
	seen->count--;
}

/* Copies s to *at and moves *at behind it. */
static struct slice
put(char **at, struct slice s)
{
	struct slice copy = { *at, s.len };

	memcpy(*at, s.ptr, s.len);
	*at += s.len;
	return copy;
}

void
seen_add(struct seen *seen, const struct hub_event *ev, uint64_t id_hash,
    uint64_t topic_hash)
{
	struct seen_item *item =
	    mem_new(sizeof(*item) + ev->id.len + ev->topic.len + ev->type.len);
	char *at = item->bytes;

	if (seen->count == seen->max)
		forget_oldest(seen);
	item->pos = ev->pos;
	item->time_ms = ev->time_ms;
	item->digest = digest(topic_hash, ev->type, ev->data);
	item->id = put(&at, ev->id);
	item->topic = put(&at, ev->topic);
	item->type = put(&at, ev->type);
	seen->items[(seen->first + seen->count) % seen->max] = item;
	seen->count++;
	seen->total++;
	map_add_hashed(&seen->ids, id_hash, item);
}

bool
seen_is_same(const struct seen_item *item, const struct hub_message *m)
{
	return item->digest == digest(hash_bytes(m->topic), m->type, m->data);
}

static void
count_item(struct seen_loss *loss, const struct seen_item *item,
    const struct hub_select *sel)
{
	const struct slice *topic = hub_select_topic(sel);

	if (topic != NULL ? !slice_equals(*topic, item->topic)
			  : !hub_select_matches(sel, item->topic))
		return;
	if (!hub_select_has_type(sel, item->type))
		return;
	loss->count++;
	if (item->pos > loss->last_pos) {
		loss->last_pos = item->pos;
		loss->last_id = item->id;
	}
}

struct seen_loss
seen_count(const struct seen *seen, const struct hub_select *sel,
    uint64_t after_pos, int64_t time_ms)
{
	struct seen_loss loss = { 0, 0, slice_empty() };

	for (size_t i = 0; i < seen->count; i++) {
		const struct seen_item *item =
		    seen->items[(seen->first + i) % seen->max];

		if (item->pos > after_pos && item->time_ms >= time_ms)
			count_item(&loss, item, sel);
	}
	return loss;
}

struct seen_loss
seen_count_newest(const struct seen *seen, const struct hub_select *sel,
    uint64_t after_pos, size_t newest)
{
	struct seen_loss loss = { 0, 0, slice_empty() };
	size_t i = newest < seen->count ? seen->count - newest : 0;

	for (; i < seen->count; i++) {
		const struct seen_item *item =
		    seen->items[(seen->first + i) % seen->max];

		if (item->pos > after_pos)
			count_item(&loss, item, sel);
	}
	return loss;
}
