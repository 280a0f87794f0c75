/* hub/open.c - how a stream starts, and how it ends. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "hub/feed.h"
#include "hub/hub.h"
#include "hub/replay.h"
#include "hub/state.h"

/* Patterns, user and ids are bounded, each byte at most six in JSON. */
#define CONTROL_BYTES_MAX ((size_t)8 * 256 * (HUB_PATTERNS_MAX + 4))

/* Names the stream: 128 random bits, in 22 characters of base64url. */
static void
name_stream(struct hub_stream *s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789-_";
	unsigned char random[HUB_SID_BYTES];

	hash_random(random, sizeof(random));
	for (size_t i = 0; i < HUB_SID_BYTES; i++)
		s->sid[i] = digits[random[i] & 63];
}

static void
push_open(struct hub *hub, struct hub_stream *s, const struct hub_start *start)
{
	const struct hub_select *sel = &s->feed->select;
	struct buf b = BUF(CONTROL_BYTES_MAX);

	buf_addf(&b, "retry: %" PRId64 "\n", hub->options.retry_ms);
	if (!start->no_open) {
		buf_add(&b, slice_of("event: ssed.open\ndata: {\"sid\":"));
		json_add_string(&b, (struct slice){ s->sid, HUB_SID_BYTES });
		if (start->user.len > 0) {
			buf_add(&b, slice_of(",\"user\":"));
			json_add_string(&b, start->user);
		}
		for (size_t i = 0; i < sel->count; i++) {
			buf_add(&b, slice_of(i == 0 ? ",\"topics\":[" : ","));
			json_add_string(&b, sel->patterns[i]);
		}
		buf_add(&b, slice_of("],\"last\":"));
		json_add_string(&b, buf_slice(&hub->newest_id));
		buf_add(&b, slice_of("}\n"));
	}
	buf_add(&b, slice_of("\n"));
	hub_stream_push(s, hub_event_raw(buf_slice(&b)));
	buf_clear(&b);
}

struct hub_stream *
hub_stream_open(struct hub *hub, const struct hub_start *start)
{
	struct hub_stream *s = mem_new(sizeof(*s));

	name_stream(s);
	list_init(&s->behind);
	s->owner = start->owner;
	if (!map_add(&hub->streams, s)) {
		hub_select_clear(start->select);
		free(s);
		return NULL;
	}
	s->feed = hub_feed_get(hub, start->select);
	s->feed->ref_count++;
	push_open(hub, s, start);
	if (start->kind == HUB_CURSOR_LATEST)
		hub_feed_join(s->feed, s);
	else
		hub_replay_start(s, start);
	return s;
}

void
hub_stream_close(struct hub_stream *s)
{
	struct hub_feed *feed = s->feed;

	hub_stream_clear(s);
	map_take(&feed->hub->streams, (struct slice){ s->sid, HUB_SID_BYTES });
	if (--feed->ref_count == 0)
		hub_feed_free(feed);
	free(s);
}
