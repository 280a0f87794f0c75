#include "log/memory/seen.h"

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

/* What a repeat has to say, too. */
struct said {
	uint64_t topic_hash;
	struct slice type, data;
	const struct hub_extra *extra; /* NULL: nothing of it */
};

/*
 * The hashes of all else, which nobody else knows, are the key to that of
 * data: no pass more to join them, and none can stand for another.
 */
static uint64_t
digest(const struct said *s)
{
	bool plain = s->type.len == 0 || slice_is(s->type, "message");
	uint64_t key[2] = { s->topic_hash, plain ? 0 : hash_bytes(s->type) };

	if (s->extra != NULL &&
	    s->extra->to.len + s->extra->re.len + s->extra->also.len > 0) {
		key[1] = hash_keyed(key, s->extra->to);
		key[1] = hash_keyed(key, s->extra->re);
		key[1] = hash_keyed(key, s->extra->also);
	}
	return hash_keyed(key, s->data);
}

/* Returns whether who had not read it has missed it. */
static bool
is_missed(const struct seen *seen, const struct seen_item *item)
{
	return seen->now_ms < item->over_ms;
}

/* Some may miss it of whom nothing else tells. */
static void
mark_lost(struct seen *seen, const struct seen_item *item)
{
	const struct hub_extra *extra = item->extra;
	bool is_for_all = extra == NULL || extra->to.len == 0;

	if (is_for_all && item->pos > seen->lost_pos)
		seen->lost_pos = item->pos;
	if (extra == NULL)
		return;
	if (extra->to.len + extra->copy.len > 0 &&
	    item->pos > seen->lost_to_pos)
		seen->lost_to_pos = item->pos;
	if (is_for_all && extra->also.len > 0 &&
	    item->pos > seen->lost_spread_pos)
		seen->lost_spread_pos = item->pos;
}

static void
forget_oldest(struct seen *seen)
{
	struct seen_item *item = seen->items[seen->first];

	map_take(&seen->ids, item->id);
	if (is_missed(seen, item))
		mark_lost(seen, item);
	seen->bytes -= item->size;
	free(item);
	seen->first = (seen->first + 1) % seen->max;
	seen->count--;
}

/* Returns how many bytes it takes who gets ev; 0: who follows its topic. */
static size_t
receivers_size(const struct hub_event *ev)
{
	size_t texts;

	if (ev->extra == NULL)
		return 0;
	texts = ev->extra->to.len + ev->extra->copy.len + ev->extra->also.len;
	return texts > 0 ? sizeof(struct hub_extra) + texts : 0;
}

static struct hub_extra *
put_receivers(char **at, const struct hub_extra *of)
{
	struct hub_extra *own = (struct hub_extra *)(void *)*at;

	*at += sizeof(*own);
	if (of->to.len > 0)
		own->to = slice_put(at, of->to);
	if (of->copy.len > 0)
		own->copy = slice_put(at, of->copy);
	if (of->also.len > 0)
		own->also = slice_put(at, of->also);
	return own;
}

static struct seen_item *
make_item(const struct hub_event *ev, uint64_t topic_hash)
{
	const struct said said = { topic_hash, ev->type, ev->data, ev->extra };
	size_t receivers = receivers_size(ev);
	size_t size = sizeof(struct seen_item) + receivers + ev->id.len +
		      ev->topic.len + ev->type.len;
	struct seen_item *item = mem_new(size);
	char *at = item->bytes;

	if (receivers > 0)
		item->extra = put_receivers(&at, ev->extra);
	item->pos = ev->pos;
	item->time_ms = ev->time_ms;
	item->digest = digest(&said);
	item->id = slice_put(&at, ev->id);
	item->topic = slice_put(&at, ev->topic);
	item->type = slice_put(&at, ev->type);
	item->size = size;
	return item;
}

void
seen_add(
    struct seen *seen, const struct hub_event *ev, const struct seen_as *as)
{
	struct seen_item *item = make_item(ev, as->topic_hash);

	if (as->is_lost)
		item->over_ms = hub_event_over_ms(ev);
	while (seen->count == seen->max ||
	       (seen->count > 0 && seen->bytes + item->size > SEEN_BYTES_MAX))
		forget_oldest(seen);
	seen->bytes += item->size;
	seen->items[(seen->first + seen->count) % seen->max] = item;
	seen->count++;
	seen->total++;
	map_add_hashed(&seen->ids, as->id_hash, item);
}

bool
seen_is_same(const struct seen_item *item, const struct hub_message *m)
{
	const struct said said = { hash_bytes(m->topic), m->type, m->data,
		&m->extra };

	return item->digest == digest(&said);
}

/* Returns whether r would have had it.  Most is said to all of a topic. */
static bool
is_wanted(const struct seen_item *item, const struct hub_reader *r)
{
	const struct slice *topic = hub_select_topic(r->select);

	if (item->extra == NULL && topic != NULL &&
	    !slice_equals(*topic, item->topic))
		return false;
	return hub_reader_wants(r, item->topic, item->type, item->extra);
}

static void
count_item(struct seen_loss *loss, const struct seen_item *item,
    const struct hub_reader *r)
{
	if (!is_wanted(item, r))
		return;
	loss->count++;
	if (item->pos > loss->last_pos) {
		loss->last_pos = item->pos;
		loss->last_id = item->id;
	}
}

struct seen_loss
seen_count(const struct seen *seen, const struct hub_reader *r,
    uint64_t after_pos, int64_t time_ms)
{
	struct seen_loss loss = { 0, 0, slice_empty() };

	for (size_t i = 0; i < seen->count; i++) {
		const struct seen_item *item =
		    seen->items[(seen->first + i) % seen->max];

		if (item->pos > after_pos && item->time_ms >= time_ms &&
		    is_missed(seen, item))
			count_item(&loss, item, r);
	}
	return loss;
}

struct seen_loss
seen_count_newest(const struct seen *seen, const struct hub_reader *r,
    uint64_t after_pos, size_t newest)
{
	struct seen_loss loss = { 0, 0, slice_empty() };
	size_t i = newest < seen->count ? seen->count - newest : 0;

	for (; i < seen->count; i++) {
		const struct seen_item *item =
		    seen->items[(seen->first + i) % seen->max];

		if (item->pos > after_pos && is_missed(seen, item))
			count_item(&loss, item, r);
	}
	return loss;
}
