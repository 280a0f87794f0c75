#include "log/memory/kept.h"

bool
kept_has(const struct store_topic *topic, const struct hub_event *ev)
{
	return queue_find(&topic->kept, ev->pos) != NULL;
}

void
kept_leave(
    struct store *st, struct store_topic *topic, const struct hub_event *ev)
{
	if (!queue_drop(&topic->kept, ev->pos))
		return;
	st->kept_count--;
	if (topic->retained == ev) {
		topic->retained = NULL;
		queue_drop(&st->retained, ev->pos);
	}
	if (queue_drop(&st->held, ev->pos))
		topic->held--;
	queue_drop(&st->kept_to, ev->pos);
	queue_drop(&st->kept_spread, ev->pos);
}

/* One reason to keep ev is gone: without another, it is as others are. */
static void
settle(struct store *st, struct store_topic *topic, struct hub_event *ev)
{
	if (topic->retained == ev || queue_find(&st->held, ev->pos) != NULL)
		return;
	kept_leave(st, topic, ev);
	if (queue_find(&topic->events, ev->pos) == NULL)
		store_forget(st, topic, ev, true);
}

/* ev is retained, instead of the one that was. */
static void
retain(struct store *st, struct store_topic *topic, struct hub_event *ev)
{
	struct hub_event *old = topic->retained;

	topic->retained = ev;
	queue_add(&st->retained, ev);
	if (old == NULL)
		return;
	queue_drop(&st->retained, old->pos);
	settle(st, topic, old);
}

void
kept_add(struct store *st, struct store_topic *topic, struct hub_event *ev)
{
	if (ev->extra->hold) {
		queue_add(&st->held, ev);
		topic->held++;
	}
	queue_add(&topic->kept, ev);
	if (store_is_addressed(ev))
		queue_add(&st->kept_to, ev);
	if (ev->extra->also.len > 0)
		queue_add(&st->kept_spread, ev);
	st->kept_count++;
	if (ev->extra->retain)
		retain(st, topic, ev);
}

void
kept_release(struct store *st, struct hub_event *ev)
{
	struct store_topic *topic = store_topic(st, ev->topic);

	if (!queue_drop(&st->held, ev->pos))
		return;
	topic->held--;
	settle(st, topic, ev);
}
