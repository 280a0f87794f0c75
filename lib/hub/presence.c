#include "hub/presence.h"

#include "base/json_member.h"
#include "hub/deliver.h"
#include "hub/feed.h"
#include "hub/state.h"
#include "hub/topic.h"
#include "hub/user.h"

#define STREAMS "$ssed/streams"
#define TOPICS "$ssed/topics"

void
hub_stream_describe(const struct hub_stream *s, struct buf *b)
{
	const struct hub_select *sel = &s->feed->select;
	char sid[HUB_SID_TEXT_BYTES];

	json_member_string(b, "sid", hub_stream_sid(s, sid));
	if (s->user != NULL)
		json_member_string(b, "user", hub_user_name(s->user));
	json_member(b, "topics");
	buf_add_char(b, '[');
	for (size_t i = 0; i < sel->count; i++)
		json_item_string(b, sel->patterns[i]);
	buf_add_char(b, ']');
}

/*
 * Mostly nobody asks, and then it costs a look: not a route, which has to be
 * found anew whenever who follows by a wildcard comes or goes.
 */
static bool
is_followed(struct hub *hub, const char *topic)
{
	return hub->watchers > 0 &&
	       hub_topic_route(hub, slice_of(topic))->count > 0;
}

static void
announce(
    struct hub *hub, const char *topic, const char *type, struct slice json)
{
	const struct hub_message m = {
		.topic = slice_of(topic),
		.type = slice_of(type),
		.data = json,
		.retry_ms = -1,
	};
	struct hub_event *ev = hub_event_new(&m, slice_empty(), 0, 0);

	hub_deliver(hub, ev);
	hub_event_unref(ev);
}

void
hub_announce_stream(const struct hub_stream *s, const char *type)
{
	struct hub *hub = s->feed->hub;
	struct buf b = BUF(HUB_DESCRIPTION_BYTES_MAX + 2);

	if (!is_followed(hub, STREAMS))
		return;
	buf_add_char(&b, '{');
	hub_stream_describe(s, &b);
	buf_add_char(&b, '}');
	announce(hub, STREAMS, type, buf_slice(&b));
	buf_clear(&b);
}

void
hub_announce_topic(struct hub *hub, struct slice name, const char *type)
{
	struct buf b = BUF(HUB_DESCRIPTION_BYTES_MAX);

	if (name.ptr[0] == '$' || !is_followed(hub, TOPICS))
		return;
	buf_add_char(&b, '{');
	json_member_string(&b, "topic", name);
	buf_add_char(&b, '}');
	announce(hub, TOPICS, type, buf_slice(&b));
	buf_clear(&b);
}
