#include "hub/end.h"

#include "base/hash.h"
#include "hub/feed.h"
#include "hub/replay.h"
#include "hub/state.h"

/* Whom the log fails, is not to ask again and again. */
#define FAILED_MS_MIN 5000

int64_t
hub_retry_hint(const struct hub *hub, int64_t least_ms)
{
	int64_t base_ms = hub->options.retry_ms;
	uint32_t draw;

	if (base_ms < least_ms)
		base_ms = least_ms;
	hash_random(&draw, sizeof(draw));
	return base_ms + (int64_t)((double)base_ms * draw / UINT32_MAX);
}

void
hub_stream_expire(struct hub_stream *s)
{
	hub_stream_end(s, "expired", hub_retry_hint(s->feed->hub, 0), true);
}

void
hub_stream_fail(struct hub_stream *s)
{
	int64_t retry_ms = hub_retry_hint(s->feed->hub, FAILED_MS_MIN);

	hub_replay_stop(s);
	hub_stream_end(s, "failed", retry_ms, true);
}

/* A stream's name is drawn at random, and so is its turn. */
static uint32_t
turn_of(const struct hub_stream *s)
{
	uint32_t turn;

	memcpy(&turn, s->sid, sizeof(turn));
	return turn;
}

/* One that still reads history says ssed.bye behind it. */
static bool
is_told(const struct hub_stream *s)
{
	return s->ending || (s->replay != NULL && s->replay->bye != NULL);
}

void
hub_drain_share(struct hub *hub, const char *reason, uint32_t share)
{
	struct hub_stream *s;

	for (size_t at = 0; (s = map_next(&hub->streams, &at)) != NULL;)
		if (turn_of(s) <= share && !is_told(s))
			hub_stream_end(s, reason, hub_retry_hint(hub, 0), true);
}

void
hub_drain(struct hub *hub, const char *reason)
{
	hub_drain_share(hub, reason, HUB_DRAIN_ALL);
}
