#include "hub/feed.h"

#include <stdlib.h>

#include "base/mem.h"
#include "hub/batch.h"
#include "hub/hub.h"
#include "hub/pattern.h"
#include "hub/skip.h"
#include "hub/state.h"
#include "hub/stream.h"
#include "hub/stream_give.h"
#include "hub/topic.h"

static struct slice
feed_key(const void *item)
{
	const struct hub_feed *feed = item;

	return slice_of(feed->select.key);
}

void
hub_feeds_init(struct map *feeds, size_t max)
{
	map_init(feeds, feed_key, max);
}

/* Tells the topics that are selected of a feed that came or goes. */
static void
attach(struct hub_feed *feed, bool on)
{
	const struct hub_select *sel = &feed->select;
	bool wild = false;

	for (size_t i = 0; i < sel->count; i++) {
		if (sel->patterns[i].ptr[0] == '$')
			feed->hub->watchers += on ? 1 : (size_t)-1;
		if (hub_pattern_is_wild(sel->patterns[i]))
			wild = true;
		else if (on)
			hub_topic_add(feed->hub, sel->patterns[i], feed);
		else
			hub_topic_drop(feed->hub, sel->patterns[i], feed);
	}
	if (!wild)
		return;
	/* Every topic's route may have changed. */
	feed->hub->routes_version++;
	if (on)
		list_add(&feed->hub->wild, &feed->wild);
	else
		list_del(&feed->wild);
}

struct hub_feed *
hub_feed_get(struct hub *hub, struct hub_select *sel, bool is_private)
{
	struct hub_feed *feed = NULL;

	if (!is_private)
		feed = map_find(&hub->feeds, slice_of(sel->key));
	if (feed != NULL) {
		hub_select_clear(sel);
		return feed;
	}
	feed = mem_new(sizeof(*feed));
	feed->hub = hub;
	feed->is_private = is_private;
	feed->select = *sel;
	*sel = (struct hub_select){ 0 };
	list_init(&feed->behind);
	list_init(&feed->dirty);
	list_init(&feed->wild);
	if (feed->select.batch_count > 0)
		feed->collector = hub_collector_new(feed);
	/* As large as the streams' maximum, so it cannot be full. */
	if (!is_private && !map_add(&hub->feeds, feed))
		mem_fail();
	attach(feed, true);
	return feed;
}

void
hub_feed_ref(struct hub_feed *feed)
{
	feed->ref_count++;
}

void
hub_feed_unref(struct hub_feed *feed)
{
	if (--feed->ref_count > 0)
		return;
	attach(feed, false);
	if (!feed->is_private)
		map_take(&feed->hub->feeds, slice_of(feed->select.key));
	list_del(&feed->dirty);
	hub_collector_free(feed->collector);
	hub_ring_clear(&feed->ring);
	hub_select_clear(&feed->select);
	free(feed->before);
	free(feed->streams);
	free(feed);
}

/* Notes the id before the ring's head, for the gap of who is there. */
static void
note_before(struct hub_feed *feed, struct slice id)
{
	if (!feed->hub->options.slow_skips)
		return;
	free(feed->before);
	feed->before = mem_copy(id);
}

static void
drop_before(struct hub_feed *feed, uint64_t index)
{
	struct hub_ring *r = &feed->ring;

	if (index > r->head)
		note_before(feed, hub_ring_at(r, index - 1)->event->id);
	hub_ring_drop(r, index);
}

struct slice
hub_feed_id_before(const struct hub_feed *feed, uint64_t index)
{
	if (index > feed->ring.head)
		return hub_ring_at(&feed->ring, index - 1)->event->id;
	return feed->before != NULL ? slice_of(feed->before) : slice_empty();
}

void
hub_feed_join(struct hub_feed *feed, struct hub_stream *s)
{
	/* What was collected is not for who comes later. */
	hub_collect_flush(feed);
	/* Until now nothing was added, whatever was published. */
	if (feed->stream_count == 0)
		note_before(feed, buf_slice(&feed->hub->newest_id));
	if (feed->stream_count == feed->stream_cap) {
		feed->stream_cap =
		    feed->stream_cap > 0 ? feed->stream_cap * 2 : 4;
		feed->streams = mem_grow(feed->streams, feed->stream_cap,
		    sizeof(struct hub_stream *));
	}
	s->at = feed->stream_count;
	s->cursor = feed->ring.tail;
	s->live = true;
	feed->streams[feed->stream_count++] = s;
	if (s->blocked)
		list_add(&feed->behind, &s->behind);
}

void
hub_feed_leave(struct hub_feed *feed, struct hub_stream *s)
{
	struct hub_stream *last = feed->streams[feed->stream_count - 1];

	feed->streams[s->at] = last;
	last->at = s->at;
	feed->stream_count--;
	s->live = false;
	if (feed->stream_count == 0)
		hub_collect_drop(feed);
	hub_feed_caught_up(feed, s);
}

void
hub_feed_caught_up(struct hub_feed *feed, struct hub_stream *s)
{
	list_del(&s->behind);
	/* In a turn that brought something, it waits for its end. */
	if (list_is_empty(&feed->behind) && list_is_empty(&feed->dirty))
		drop_before(feed, feed->ring.tail);
}

void
hub_feed_send(struct hub_feed *feed, struct hub_event *ev)
{
	hub_ring_add(&feed->ring, ev);
	if (list_is_empty(&feed->dirty))
		list_add(&feed->hub->dirty, &feed->dirty);
}

size_t
hub_feed_add(struct hub_feed *feed, struct hub_event *ev)
{
	if (feed->stream_count == 0)
		return 0;
	if (feed->collector != NULL)
		hub_collect(feed, ev);
	else
		hub_feed_send(feed, ev);
	if (feed->left > 0 && --feed->left == 0) {
		hub_stream_stop(feed->streams[0]);
		return 1;
	}
	return feed->stream_count;
}

void
hub_feed_wake(struct hub_feed *feed)
{
	feed->woken = feed->ring.tail;
	for (size_t i = 0; i < feed->stream_count; i++)
		feed->hub->on_ready(feed->streams[i]);
}

bool
hub_feed_has_more(const struct hub_feed *feed)
{
	return feed->ring.tail > feed->woken;
}

/* Stops streams whose lag, past the frame they are in, is too long. */
static void
stop_slow(struct hub_feed *feed)
{
	const struct hub_ring *r = &feed->ring;
	uint64_t lag_max = feed->hub->options.lag_bytes;
	struct list *link = feed->behind.next;

	while (link != &feed->behind) {
		struct hub_stream *s =
		    LIST_ITEM(link, struct hub_stream, behind);

		link = link->next;
		if (s->cursor == r->tail ||
		    r->bytes - hub_ring_at(r, s->cursor)->end_bytes <= lag_max)
			continue;
		if (feed->hub->options.slow_skips) {
			hub_stream_skip(s);
			continue;
		}
		feed->hub->stats.slow++;
		hub_stream_end(s, "slow", -1, false);
	}
}

static uint64_t
slowest_cursor(const struct hub_feed *feed)
{
	uint64_t slowest = feed->woken;

	for (const struct list *link = feed->behind.next; link != &feed->behind;
	     link = link->next) {
		const struct hub_stream *s =
		    LIST_ITEM(link, const struct hub_stream, behind);

		if (s->cursor < slowest)
			slowest = s->cursor;
	}
	return slowest;
}

/* Notes how far behind the slowest is, past the event that it is in. */
static void
note_lag(struct hub_feed *feed, uint64_t slowest)
{
	const struct hub_ring *r = &feed->ring;
	uint64_t lag;

	if (slowest == r->tail)
		return;
	lag = r->bytes - hub_ring_at(r, slowest)->end_bytes;
	if (lag > feed->hub->lag_now)
		feed->hub->lag_now = lag;
}

void
hub_feed_settle(struct hub_feed *feed)
{
	uint64_t slowest;

	list_del(&feed->dirty);
	if (hub_feed_has_more(feed))
		list_add(&feed->hub->dirty, &feed->dirty);
	if (!list_is_empty(&feed->behind))
		stop_slow(feed);
	slowest = slowest_cursor(feed);
	note_lag(feed, slowest);
	drop_before(feed, slowest);
}
