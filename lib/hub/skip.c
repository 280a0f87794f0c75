#include "hub/skip.h"

#include "hub/feed.h"
#include "hub/gap.h"
#include "hub/pending.h"
#include "hub/state.h"
#include "hub/stream_give.h"

/* No publisher may use it, so it tells our gaps from all else. */
#define GAP_TYPE "ssed.gap"

/*
 * The gap as an event that can be told, and added to: its id is that of the
 * last event before it, its place how many are missed.
 */
static struct hub_event *
make_gap(const struct hub_feed *feed, const struct hub_gap_text *gap)
{
	struct hub_event *plain = hub_gap_new(feed->select.format, gap);
	struct hub_event *ev;

	if (plain == NULL)
		return NULL;
	ev = hub_event_raw_as(plain->frame, gap->requested);
	ev->pos = (uint64_t)gap->missed;
	ev->type = slice_of(GAP_TYPE);
	hub_event_unref(plain);
	return ev;
}

static bool
is_gap(const struct hub_event *ev)
{
	return slice_is(ev->type, GAP_TYPE);
}

/* The frame that is sent in part is its own to finish. */
static void
keep_part(struct hub_stream *s)
{
	struct hub_event *part;

	if (s->offset == 0)
		return;
	part = hub_ring_at(&s->feed->ring, s->cursor)->event;
	hub_stream_push(s, hub_event_ref(part));
	s->pending->offset = s->offset;
	s->cursor++;
	s->offset = 0;
}

/* Returns how many events ev stands for: more than one if it is a batch. */
static int64_t
count_of(const struct hub_feed *feed, const struct hub_event *ev)
{
	return feed->collector != NULL ? (int64_t)ev->pos : 1;
}

/* What its feed has for it, it does not get. */
static void
drop_feed(struct hub_stream *s, struct hub_gap_text *gap)
{
	const struct hub_ring *r = &s->feed->ring;

	gap->requested = hub_feed_id_before(s->feed, s->cursor);
	for (uint64_t i = s->cursor; i < r->tail; i++)
		gap->missed += count_of(s->feed, hub_ring_at(r, i)->event);
	if (gap->missed > 0)
		gap->resumed_after = hub_ring_at(r, r->tail - 1)->event->id;
	s->cursor = r->tail;
}

/*
 * Where it was given events by itself, those are what it does not get: back
 * to what is no event, a page of them, or sent in part.  The last of them is
 * returned, for its id.
 */
static struct hub_event *
drop_given(struct hub_stream *s, struct hub_gap_text *gap)
{
	struct hub_event *newest = NULL, *ev;

	while ((ev = hub_pending_last(s->pending)) != NULL && !is_gap(ev) &&
	       ev->id.len > 0 && hub_pending_take_last(s->pending) != NULL) {
		gap->missed += count_of(s->feed, ev);
		if (newest == NULL)
			newest = ev;
		else
			hub_event_unref(ev);
	}
	if (newest == NULL)
		return NULL;
	/* A page could not tell, and of a gap that is begun it is not known. */
	gap->requested = ev != NULL && !is_gap(ev) ? ev->id : slice_empty();
	gap->resumed_after = newest->id;
	return newest;
}

/* Takes back the gap that s is last to get, if it has not begun to. */
static struct hub_event *
take_gap(struct hub_stream *s, struct hub_gap_text *gap)
{
	struct hub_event *last = hub_pending_last(s->pending);

	if (last == NULL || !is_gap(last) ||
	    hub_pending_take_last(s->pending) == NULL)
		return NULL;
	gap->requested = last->id;
	gap->missed += (int64_t)last->pos;
	return last;
}

void
hub_stream_skip(struct hub_stream *s)
{
	struct hub_feed *feed = s->feed;
	struct hub_gap_text gap = { .why = HUB_GAP_SLOW };
	struct hub_event *newest = NULL, *before;

	gap.resumed_after = slice_empty();
	keep_part(s);
	drop_feed(s, &gap);
	if (gap.missed == 0)
		newest = drop_given(s, &gap);
	if (gap.missed == 0)
		return;
	feed->hub->stats.skipped++;
	feed->hub->stats.missed += (uint64_t)gap.missed;
	/* What it was not given does not count for how many it wants. */
	if (feed->left > 0)
		feed->left += gap.missed;
	before = take_gap(s, &gap);
	hub_stream_push(s, make_gap(feed, &gap));
	hub_event_unref(newest);
	hub_event_unref(before);
	feed->hub->on_ready(s);
}
