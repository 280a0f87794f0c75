#include "hub/stream.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "hub/feed.h"
#include "hub/replay.h"
#include "hub/state.h"

#define BYE_BYTES_MAX 256

static struct slice
stream_sid(const void *item)
{
	const struct hub_stream *s = item;

	return (struct slice){ s->sid, HUB_SID_BYTES };
}

void
hub_streams_init(struct map *streams, size_t max)
{
	map_init(streams, stream_sid, max);
}

void
hub_stream_push(struct hub_stream *s, struct hub_event *ev)
{
	uint32_t end = s->pending_at + s->pending_count;

	if (end == s->pending_cap) {
		s->pending_cap = s->pending_cap > 0 ? s->pending_cap * 2 : 4;
		s->pending = mem_grow(
		    s->pending, s->pending_cap, sizeof(struct hub_event *));
	}
	s->pending[end] = ev;
	s->pending_count++;
}

void
hub_stream_clear(struct hub_stream *s)
{
	if (s->live)
		hub_feed_leave(s->feed, s);
	hub_replay_stop(s);
	for (uint32_t i = 0; i < s->pending_count; i++)
		hub_event_unref(s->pending[s->pending_at + i]);
	free(s->pending);
	hub_event_unref(s->bye);
	s->pending = NULL;
	s->bye = NULL;
	s->pending_at = s->pending_count = s->pending_cap = 0;
}

static void
shift_pending(struct hub_stream *s)
{
	hub_event_unref(s->pending[s->pending_at++]);
	if (--s->pending_count > 0)
		return;
	free(s->pending);
	s->pending = NULL;
	s->pending_at = s->pending_cap = 0;
}

size_t
hub_stream_peek(struct hub_stream *s, struct slice *out, size_t max)
{
	const struct hub_ring *r = &s->feed->ring;
	size_t n = 0;

	if (s->pending_count == 0 && !s->live)
		hub_replay_read(s);
	for (uint32_t i = 0; i < s->pending_count && n < max; i++)
		out[n++] = s->pending[s->pending_at + i]->frame;
	if (s->live)
		for (uint64_t i = s->cursor; i < r->tail && n < max; i++)
			out[n++] = hub_ring_at(r, i)->event->frame;
	if (n > 0)
		out[0] = slice_drop(out[0], s->offset);
	return n;
}

void
hub_stream_consume(struct hub_stream *s, size_t n)
{
	n += s->offset;
	while (s->pending_count > 0) {
		size_t len = s->pending[s->pending_at]->frame.len;

		if (n < len)
			goto part;
		n -= len;
		shift_pending(s);
	}
	while (s->live && s->cursor < s->feed->ring.tail) {
		size_t len =
		    hub_ring_at(&s->feed->ring, s->cursor)->event->frame.len;

		if (n < len)
			goto part;
		n -= len;
		s->cursor++;
	}
part:
	s->offset = n;
}

bool
hub_stream_is_done(const struct hub_stream *s)
{
	return s->ending && s->pending_count == 0;
}

void
hub_stream_set_behind(struct hub_stream *s, bool behind)
{
	s->blocked = behind;
	list_del(&s->behind);
	if (behind && s->live)
		list_add(&s->feed->behind, &s->behind);
}

void
hub_stream_beat(struct hub_stream *s)
{
	bool idle = s->pending_count == 0 &&
		    (!s->live || s->cursor == s->feed->ring.tail);

	if (idle && !s->ending)
		hub_stream_push(s, hub_event_ref(s->feed->hub->heartbeat));
}

/* Moves what the feed still has for s, to s; or just the frame it is in. */
static void
take_rest(struct hub_stream *s, bool all)
{
	const struct hub_ring *r = &s->feed->ring;
	bool in_frame = s->offset > 0 && s->pending_count == 0;
	uint64_t end = all ? r->tail : s->cursor + (in_frame ? 1 : 0);

	for (; s->cursor < end; s->cursor++)
		hub_stream_push(
		    s, hub_event_ref(hub_ring_at(r, s->cursor)->event));
	hub_feed_leave(s->feed, s);
}

/* Drops what is pending behind the frame that is under way. */
static void
drop_pending(struct hub_stream *s)
{
	uint32_t kept = s->offset > 0 && s->pending_count > 0 ? 1 : 0;

	while (s->pending_count > kept) {
		uint32_t last = s->pending_at + s->pending_count - 1;

		hub_event_unref(s->pending[last]);
		s->pending_count--;
	}
}

static struct hub_event *
make_bye(const char *reason, int64_t retry_ms)
{
	struct buf frame = BUF(BYE_BYTES_MAX);
	struct hub_event *bye;

	buf_addf(&frame, "event: ssed.bye\ndata: {\"reason\":\"%s\"", reason);
	if (retry_ms >= 0)
		buf_addf(&frame, ",\"retry\":%" PRId64, retry_ms);
	buf_addf(&frame, "}\n");
	if (retry_ms >= 0)
		buf_addf(&frame, "retry: %" PRId64 "\n", retry_ms);
	buf_addf(&frame, "\n");
	bye = hub_event_raw(buf_slice(&frame));
	buf_clear(&frame);
	return bye;
}

bool
hub_stream_finish(struct hub_stream *s)
{
	if (s->bye == NULL)
		return false;
	hub_stream_push(s, s->bye);
	s->bye = NULL;
	s->ending = true;
	return true;
}

void
hub_stream_end(
    struct hub_stream *s, const char *reason, int64_t retry_ms, bool finish)
{
	if (s->ending)
		return;
	hub_event_unref(s->bye);
	s->bye = make_bye(reason, retry_ms);
	if (finish && s->replay != NULL)
		return;
	if (!finish)
		drop_pending(s);
	hub_replay_stop(s);
	if (s->live)
		take_rest(s, finish);
	hub_stream_finish(s);
	s->feed->hub->on_ready(s);
}
