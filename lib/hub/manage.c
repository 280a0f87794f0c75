#include "hub/manage.h"

#include <stdlib.h>

#include "base/mem.h"
#include "hub/batch.h"
#include "hub/feed.h"
#include "hub/pattern.h"
#include "hub/state.h"
#include "hub/stream_give.h"
#include "hub/topic.h"

/* Returns the value of a digit of base64url, -1 if it is none. */
static int
digit_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '-')
		return 62;
	return c == '_' ? 63 : -1;
}

/* The way back from hub_stream_sid(). */
static bool
read_sid(struct slice text, char sid[HUB_SID_BYTES])
{
	unsigned bits = 0, count = 0;
	char *at = sid;

	if (text.len != HUB_SID_TEXT_BYTES)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		int value = digit_value(text.ptr[i]);

		if (value < 0)
			return false;
		bits = (bits << 6 | (unsigned)value) & 0xffff;
		count += 6;
		if (count < 8)
			continue;
		count -= 8;
		*at++ = (char)(bits >> count);
	}
	/* The rest must be as it was written: no two names for a stream. */
	return (bits & ((1U << count) - 1)) == 0;
}

struct hub_stream *
hub_stream_find(const struct hub *hub, struct slice sid)
{
	char bytes[HUB_SID_BYTES];

	if (!read_sid(sid, bytes))
		return NULL;
	return map_find(&hub->streams, (struct slice){ bytes, sizeof(bytes) });
}

struct hub_stream *
hub_stream_next(const struct hub *hub, size_t *at)
{
	return map_next(&hub->streams, at);
}

static bool
is_among(struct slice name, const struct slice *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_equals(names[i], name))
			return true;
	return false;
}

/* Makes of old what it is with that change. */
static enum hub_select_status
change_select(struct hub_select *sel, const struct hub_select *old,
    const struct hub_change *change)
{
	struct slice patterns[2 * HUB_PATTERNS_MAX];
	enum hub_select_status status;
	size_t count = 0;

	for (size_t i = 0; i < old->count; i++)
		if (!is_among(
			old->patterns[i], change->remove, change->remove_count))
			patterns[count++] = old->patterns[i];
	if (change->add_count > HUB_PATTERNS_MAX)
		return HUB_SELECT_TOO_MANY;
	for (size_t i = 0; i < change->add_count; i++)
		if (!is_among(change->add[i], patterns, count))
			patterns[count++] = change->add[i];
	status = hub_select_init(sel, patterns, count);
	if (status != HUB_SELECT_OK)
		return status;
	status = hub_select_types(sel, old->types, old->type_count);
	hub_select_format(sel, old->format);
	if (old->batch_count > 0)
		hub_select_batch(sel, old->batch_count, old->batch_ms);
	return status;
}

enum hub_select_status
hub_stream_change(struct hub_stream *s, const struct hub_change *change)
{
	struct hub_feed *old = s->feed, *feed;
	enum hub_select_status status;
	struct hub_select sel;

	status = change_select(&sel, &old->select, change);
	if (status != HUB_SELECT_OK)
		return status;
	feed = hub_feed_get(old->hub, &sel, old->is_private);
	hub_feed_ref(feed);
	hub_stream_move(s, feed);
	hub_feed_unref(old);
	return HUB_SELECT_OK;
}

enum hub_outcome
hub_stream_tell(struct hub_stream *s, const struct hub_message *m)
{
	struct hub_message checked = *m;
	struct hub_event *ev, *as;
	enum hub_outcome outcome;

	if (m->topic.len == 0)
		checked.topic = slice_of("main");
	outcome = hub_message_check(&checked);
	if (outcome != HUB_TAKEN)
		return outcome;
	/* Without id: the log does not know it, so nobody can resume there. */
	ev = hub_event_new(m, slice_empty(), 0, 0);
	as = hub_batch_of_one(&s->feed->select, ev);
	hub_stream_give(s, as);
	hub_event_unref(as);
	hub_event_unref(ev);
	return HUB_TAKEN;
}

static bool
has_pattern(const struct hub_select *sel, struct slice name)
{
	return is_among(name, sel->patterns, sel->count);
}

size_t
hub_topic_close(struct hub *hub, struct slice name)
{
	const struct hub_change change = { .remove = &name, .remove_count = 1 };
	struct hub_stream *s;
	size_t count = 0;

	hub_closed_add(&hub->closed, name);
	for (size_t at = 0; (s = map_next(&hub->streams, &at)) != NULL;) {
		if (s->ending || !has_pattern(&s->feed->select, name))
			continue;
		count++;
		if (s->feed->select.count == 1)
			hub_stream_end(s, "closed", -1, true);
		else
			hub_stream_change(s, &change);
	}
	return count;
}

void
hub_topic_reopen(struct hub *hub, struct slice name)
{
	hub_closed_drop(&hub->closed, name);
}

bool
hub_select_is_closed(const struct hub *hub, const struct hub_select *sel)
{
	if (hub->closed.names.count == 0)
		return false;
	for (size_t i = 0; i < sel->count; i++)
		if (!hub_closed_has(&hub->closed, sel->patterns[i]))
			return false;
	return sel->count > 0;
}
