#include "hub/stream.h"

#include <inttypes.h>

#include "base/buf.h"
#include "hub/batch.h"
#include "hub/feed.h"
#include "hub/format.h"
#include "hub/pending.h"
#include "hub/replay.h"
#include "hub/skip.h"
#include "hub/state.h"
#include "hub/stream_give.h"
#include "hub/user.h"

#define BYE_BYTES_MAX 256

void
hub_stream_push(struct hub_stream *s, struct hub_event *ev)
{
	if (ev != NULL)
		hub_pending_push(&s->pending, ev);
}

void
hub_stream_say(
    struct hub_stream *s, const char *type, struct slice json, int64_t retry_ms)
{
	hub_stream_push(s,
	    hub_format_control(s->feed->select.format, type, json, retry_ms));
}

struct hub_reader
hub_stream_reader(const struct hub_stream *s)
{
	return (struct hub_reader){
		.select = &s->feed->select,
		.user =
		    s->user != NULL ? hub_user_name(s->user) : slice_empty(),
	};
}

enum hub_format
hub_stream_format(const struct hub_stream *s)
{
	return s->feed->select.format;
}

size_t
hub_stream_peek(const struct hub_stream *s, struct slice *out, size_t max)
{
	const struct hub_ring *r = &s->feed->ring;
	size_t n = hub_pending_peek(s->pending, out, max);
	size_t first = n;

	if (!s->live)
		return n;
	for (uint64_t i = s->cursor; i < r->tail && n < max; i++)
		out[n++] = hub_ring_at(r, i)->event->frame;
	if (n > first)
		out[first] = slice_drop(out[first], s->offset);
	return n;
}

bool
hub_stream_consume(struct hub_stream *s, size_t n)
{
	const struct hub_ring *r = &s->feed->ring;

	n = hub_pending_consume(s->pending, n);
	while (n > 0) {
		size_t left =
		    hub_ring_at(r, s->cursor)->event->frame.len - s->offset;

		if (n < left) {
			s->offset += n;
			break;
		}
		n -= left;
		s->cursor++;
		s->offset = 0;
	}
	return s->pending != NULL;
}

void
hub_stream_settle(struct hub_stream *s)
{
	hub_pending_settle(&s->pending);
	if (s->pending == NULL && s->replay != NULL)
		hub_replay_read(s);
}

bool
hub_stream_is_done(const struct hub_stream *s)
{
	return s->ending && s->pending == NULL;
}

void
hub_stream_set_behind(struct hub_stream *s, bool behind)
{
	s->feed->hub->blocked_count += behind;
	s->feed->hub->blocked_count -= s->blocked;
	s->blocked = behind;
	if (!s->live)
		return;
	if (!behind)
		hub_feed_caught_up(s->feed, s);
	else if (list_is_empty(&s->behind))
		list_add(&s->feed->behind, &s->behind);
}

void
hub_stream_beat(struct hub_stream *s)
{
	const struct hub_feed *feed = s->feed;
	struct hub_event *beat = feed->hub->heartbeats[feed->select.format];
	bool idle =
	    s->pending == NULL && (!s->live || s->cursor == feed->ring.tail);

	if (idle && !s->ending && beat != NULL)
		hub_stream_push(s, hub_event_ref(beat));
}

/* Moves what the feed has for s, to s; or just the frame that it is in. */
static void
take_frames(struct hub_stream *s, bool all)
{
	const struct hub_ring *r = &s->feed->ring;
	bool is_first = hub_pending_is_empty(s->pending);
	uint64_t end = s->cursor + (s->offset > 0 ? 1 : 0);

	if (all) {
		hub_collect_flush(s->feed);
		end = r->tail;
	}
	for (; s->cursor < end; s->cursor++)
		hub_stream_push(
		    s, hub_event_ref(hub_ring_at(r, s->cursor)->event));
	if (is_first && s->pending != NULL)
		s->pending->offset = s->offset;
	s->offset = 0;
}

static void
take_rest(struct hub_stream *s, bool all)
{
	take_frames(s, all);
	hub_feed_leave(s->feed, s);
}

/* Bytes that s was given by itself, past the frame it is in. */
static uint64_t
own_lag(const struct hub_stream *s)
{
	const struct hub_pending *p = s->pending;

	return p != NULL && p->count > 0 ? p->bytes - p->items[p->at]->frame.len
					 : 0;
}

/* What it was given by itself counts, too. */
static void
check_own_lag(struct hub_stream *s)
{
	struct hub *hub = s->feed->hub;
	uint64_t lag_max = hub->options.lag_bytes;

	if (!s->blocked || own_lag(s) <= lag_max)
		return;
	if (s->live && hub->options.slow_skips)
		hub_stream_skip(s);
	if (own_lag(s) <= lag_max)
		return;
	hub->stats.slow++;
	hub_stream_end(s, "slow", -1, false);
}

void
hub_stream_give(struct hub_stream *s, struct hub_event *ev)
{
	struct hub *hub = s->feed->hub;

	if (s->ending)
		return;
	if (s->live)
		take_frames(s, true);
	hub_stream_push(s, hub_event_ref(ev));
	hub->on_ready(s);
	if (s->live && s->feed->left > 0 && --s->feed->left == 0) {
		hub_stream_stop(s);
		return;
	}
	check_own_lag(s);
}

void
hub_stream_move(struct hub_stream *s, struct hub_feed *feed)
{
	int64_t left = s->feed->left;

	if (!s->live) {
		s->feed = feed;
		hub_replay_move(s);
		return;
	}
	take_rest(s, true);
	s->feed = feed;
	feed->left = left;
	hub_feed_join(feed, s);
	check_own_lag(s);
}

void
hub_stream_stop(struct hub_stream *s)
{
	take_rest(s, true);
	s->ending = true;
	s->end = HUB_END_DONE;
	s->feed->hub->on_ready(s);
}

/* A reason that is none of them is counted among the others. */
static enum hub_end
end_of(const char *reason)
{
	static const char *const names[HUB_END_OTHER] = {
		[HUB_END_SLOW] = "slow",
		[HUB_END_DRAIN] = "drain",
		[HUB_END_CLOSED] = "closed",
		[HUB_END_KICKED] = "kicked",
		[HUB_END_EXPIRED] = "expired",
		[HUB_END_FAILED] = "failed",
	};
	int end = HUB_END_SLOW;

	while (end < HUB_END_OTHER && strcmp(reason, names[end]) != 0)
		end++;
	return (enum hub_end)end;
}

static struct hub_event *
make_bye(const struct hub_stream *s, const char *reason, int64_t retry_ms)
{
	struct buf json = BUF(BYE_BYTES_MAX);
	struct hub_event *bye;

	buf_addf(&json, "{\"reason\":\"%s\"", reason);
	if (retry_ms >= 0)
		buf_addf(&json, ",\"retry\":%" PRId64, retry_ms);
	buf_add_char(&json, '}');
	bye = hub_format_control(
	    s->feed->select.format, "ssed.bye", buf_slice(&json), retry_ms);
	buf_clear(&json);
	return bye;
}

void
hub_stream_end(
    struct hub_stream *s, const char *reason, int64_t retry_ms, bool finish)
{
	struct hub_event *bye;

	if (s->ending)
		return;
	bye = make_bye(s, reason, retry_ms);
	s->end = (unsigned char)end_of(reason);
	if (finish && s->replay != NULL) {
		hub_replay_end_with(s, bye);
		return;
	}
	if (!finish)
		hub_pending_drop(&s->pending);
	hub_replay_stop(s);
	if (s->live)
		take_rest(s, finish);
	hub_stream_push(s, bye);
	s->ending = true;
	s->feed->hub->on_ready(s);
}
