#include "hub/deliver.h"

#include "hub/batch.h"
#include "hub/feed.h"
#include "hub/state.h"
#include "hub/stream_give.h"
#include "hub/topic.h"
#include "hub/user.h"

/* An event on its way, written once in each format that is wanted. */
struct delivery {
	struct hub_event *as[HUB_FORMAT_COUNT];
	size_t count; /* streams that got it */
};

static struct hub_event *
event_in(struct delivery *d, enum hub_format format)
{
	if (d->as[format] == NULL)
		d->as[format] =
		    hub_format_new(format, d->as[HUB_FORMAT_STREAM]);
	return d->as[format];
}

/* To who follows that topic of it, and did not get it by another one. */
static void
by_topic(struct hub *hub, struct delivery *d, struct slice topic)
{
	const struct hub_event *ev = d->as[HUB_FORMAT_STREAM];
	const struct hub_feeds *route = hub_topic_route(hub, topic);

	for (size_t i = 0; i < route->count; i++) {
		struct hub_feed *feed = route->items[i];

		/* What is not from the log has no place, and one topic. */
		if ((ev->pos > 0 && feed->given_pos == ev->pos) ||
		    !hub_select_has_type(&feed->select, ev->type))
			continue;
		feed->given_pos = ev->pos;
		d->count += hub_feed_add(feed,
		    feed->collector != NULL ? d->as[HUB_FORMAT_STREAM]
					    : event_in(d, feed->select.format));
	}
}

static void
give_alone(struct hub_stream *s, const struct hub_event *ev)
{
	struct hub_event *as = hub_batch_of_one(&s->feed->select, ev);

	hub_stream_give(s, as);
	hub_event_unref(as);
}

static void
by_topics(struct hub *hub, struct delivery *d)
{
	const struct hub_event *ev = d->as[HUB_FORMAT_STREAM];
	struct slice also, name;

	by_topic(hub, d, ev->topic);
	also = ev->extra != NULL ? ev->extra->also : slice_empty();
	while (hub_to_next(&also, &name))
		by_topic(hub, d, name);
}

/* To the user's streams that it is sent to, or to all that it is not. */
static void
by_user(struct hub *hub, struct delivery *d, struct slice name, bool sent)
{
	const struct hub_event *ev = d->as[HUB_FORMAT_STREAM];
	const struct hub_user *user = hub_user_find(hub, name);

	for (uint32_t i = 0; user != NULL && i < user->count; i++) {
		struct hub_stream *s = user->streams[i];
		const struct hub_reader reader = hub_stream_reader(s);

		/* The log gives it to who is not live yet. */
		if (!s->live || !hub_select_has_type(reader.select, ev->type) ||
		    hub_reader_is_sent(&reader, ev->topic, ev->extra) != sent)
			continue;
		if (reader.select->batch_count > 0)
			give_alone(s, ev);
		else
			hub_stream_give(s, event_in(d, reader.select->format));
		d->count++;
	}
}

size_t
hub_deliver(struct hub *hub, struct hub_event *ev)
{
	struct delivery d = { .as = { [HUB_FORMAT_STREAM] = ev } };
	const struct hub_extra *extra = ev->extra;
	struct slice to = extra != NULL ? extra->to : slice_empty(), name;

	if (to.len == 0)
		by_topics(hub, &d);
	while (hub_to_next(&to, &name))
		by_user(hub, &d, name, true);
	if (extra != NULL && extra->copy.len > 0)
		by_user(hub, &d, extra->copy, false);
	for (int i = HUB_FORMAT_STREAM + 1; i < HUB_FORMAT_COUNT; i++)
		hub_event_unref(d.as[i]);
	hub->stats.delivered += d.count;
	return d.count;
}
