/* hub/open.c - how a stream starts, and how it ends. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/json_member.h"
#include "base/mem.h"
#include "hub/feed.h"
#include "hub/hub.h"
#include "hub/pending.h"
#include "hub/presence.h"
#include "hub/replay.h"
#include "hub/state.h"
#include "hub/stream_give.h"
#include "hub/user.h"

#define OPEN_BYTES_MAX                                                         \
	(HUB_DESCRIPTION_BYTES_MAX + (size_t)6 * HUB_ID_BYTES_MAX + 64)

struct slice
hub_stream_sid(const struct hub_stream *s, char text[HUB_SID_TEXT_BYTES])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789-_";
	unsigned bits = 0, count = 0;
	char *at = text;

	for (size_t i = 0; i < HUB_SID_BYTES; i++) {
		bits = (bits << 8 | s->sid[i]) & 0xffff;
		for (count += 8; count >= 6; count -= 6)
			*at++ = digits[bits >> (count - 6) & 63];
	}
	*at++ = digits[bits << (6 - count) & 63];
	return (struct slice){ text, (size_t)(at - text) };
}

static struct slice
sid_key(const void *item)
{
	const struct hub_stream *s = item;
	const void *sid = s->sid;

	return (struct slice){ sid, HUB_SID_BYTES };
}

void
hub_streams_init(struct map *streams, size_t max)
{
	map_init(streams, sid_key, max);
}

static void
push_open(struct hub *hub, struct hub_stream *s, const struct hub_start *start)
{
	const struct hub_select *sel = &s->feed->select;
	struct buf b = BUF(OPEN_BYTES_MAX);
	int64_t retry_ms =
	    start->retry_ms >= 0 ? start->retry_ms : hub->options.retry_ms;

	if (start->no_open) {
		hub_stream_push(s, hub_format_retry(sel->format, retry_ms));
		return;
	}
	buf_add_char(&b, '{');
	hub_stream_describe(s, &b);
	json_member_string(&b, "last", buf_slice(&hub->newest_id));
	buf_add_char(&b, '}');
	hub_stream_say(s, "ssed.open", buf_slice(&b), retry_ms);
	buf_clear(&b);
}

bool
hub_stream_open(
    struct hub *hub, struct hub_stream *s, const struct hub_start *start)
{
	*s = (struct hub_stream){ 0 };
	list_init(&s->behind);
	hash_random(s->sid, sizeof(s->sid));
	s->opened_s = (uint32_t)(start->wall_ms / 1000);
	if (hub->replay_count >= HUB_REPLAYS_MAX(hub->options.streams_max) ||
	    !map_add(&hub->streams, s)) {
		hub_select_clear(start->select);
		return false;
	}
	hub->stats.opened++;
	s->feed = hub_feed_get(hub, start->select, start->count_max > 0);
	hub_feed_ref(s->feed);
	if (start->user.len > 0)
		hub_user_add(hub, start->user, s);
	push_open(hub, s, start);
	if (start->kind != HUB_CURSOR_LATEST || hub_replay_has_kept(s)) {
		hub_replay_start(s, start);
	} else if (start->poll) {
		s->ending = true;
		s->end = HUB_END_DONE;
	} else {
		s->feed->left = start->count_max;
		hub_feed_join(s->feed, s);
	}
	hub_announce_stream(s, "open");
	return true;
}

void
hub_stream_close(struct hub_stream *s)
{
	struct hub_feed *feed = s->feed;

	feed->hub->stats.ended[s->end]++;
	feed->hub->blocked_count -= s->blocked;
	if (s->live)
		hub_feed_leave(feed, s);
	hub_replay_stop(s);
	hub_pending_free(s->pending);
	s->pending = NULL;
	hub_announce_stream(s, "close");
	hub_user_drop(feed->hub, s);
	map_take(&feed->hub->streams, sid_key(s));
	hub_feed_unref(feed);
}
