#include "hub/stream.h"

#include <inttypes.h>

#include "base/buf.h"
#include "hub/feed.h"
#include "hub/pending.h"
#include "hub/replay.h"
#include "hub/state.h"

#define BYE_BYTES_MAX 256

void
hub_stream_push(struct hub_stream *s, struct hub_frames *f)
{
	hub_pending_push(&s->pending, f);
}

size_t
hub_stream_peek(const struct hub_stream *s, struct slice *out, size_t max)
{
	const struct hub_backlog *b = &s->feed->backlog;
	size_t n = hub_pending_peek(s->pending, out, max);

	if (s->live && s->place < b->tail && n < max)
		out[n++] = hub_backlog_from(b, s->place);
	return n;
}

bool
hub_stream_consume(struct hub_stream *s, size_t n)
{
	s->place += hub_pending_consume(s->pending, n);
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
	s->blocked = behind;
	list_del(&s->behind);
	if (behind && s->live)
		list_add(&s->feed->behind, &s->behind);
}

void
hub_stream_beat(struct hub_stream *s)
{
	bool idle = s->pending == NULL &&
		    (!s->live || s->place == s->feed->backlog.tail);

	if (idle && !s->ending)
		hub_stream_push(s, hub_frames_ref(s->feed->hub->heartbeat));
}

/* Moves what the feed still has for s, to s; or just the frame it is in. */
static void
take_rest(struct hub_stream *s, bool all)
{
	const struct hub_backlog *b = &s->feed->backlog;
	struct slice rest;

	if (s->place < b->tail) {
		rest = hub_backlog_from(b, s->place);
		/* Between two frames, it is in none. */
		if (!all && s->place > b->head)
			rest.len = (size_t)(hub_backlog_end(b, s->place - 1) -
					    s->place);
		else if (!all)
			rest.len = 0;
		if (rest.len > 0)
			hub_stream_push(s, hub_frames_new(rest));
	}
	hub_feed_leave(s->feed, s);
}

void
hub_stream_stop(struct hub_stream *s)
{
	take_rest(s, true);
	s->ending = true;
	s->feed->hub->on_ready(s);
}

static struct hub_frames *
make_bye(const char *reason, int64_t retry_ms)
{
	struct buf frame = BUF(BYE_BYTES_MAX);
	struct hub_frames *bye;

	buf_addf(&frame, "event: ssed.bye\ndata: {\"reason\":\"%s\"", reason);
	if (retry_ms >= 0)
		buf_addf(&frame, ",\"retry\":%" PRId64, retry_ms);
	buf_addf(&frame, "}\n");
	if (retry_ms >= 0)
		buf_addf(&frame, "retry: %" PRId64 "\n", retry_ms);
	buf_addf(&frame, "\n");
	bye = hub_frames_new(buf_slice(&frame));
	buf_clear(&frame);
	return bye;
}

void
hub_stream_end(
    struct hub_stream *s, const char *reason, int64_t retry_ms, bool finish)
{
	struct hub_frames *bye;

	if (s->ending)
		return;
	bye = make_bye(reason, retry_ms);
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
