#include "hub/event.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "sse/write.h"

/* Copies s to *at and moves *at behind it. */
static struct slice
put(char **at, struct slice s)
{
	char *to = *at;

	if (s.len > 0)
		memcpy(to, s.ptr, s.len);
	*at += s.len;
	return (struct slice){ to, s.len };
}

/* Data on one line stands in the frame just as it is; other data does not. */
static bool
is_one_line(struct slice data)
{
	return !slice_has(data, '\n') && !slice_has(data, '\r');
}

struct hub_event *
hub_event_new(
    const struct hub_message *m, struct slice id, uint64_t pos, int64_t time_ms)
{
	const struct sse_event sse = {
		.type = m->type,
		.data = m->data,
		.id = id,
		.topic = m->topic,
	};
	size_t frame_bytes = sse_event_size(&sse, m->retry_ms);
	bool one_line = is_one_line(m->data);
	struct hub_event *ev =
	    mem_new(sizeof(*ev) + frame_bytes + id.len + m->topic.len +
		    m->type.len + (one_line ? 0 : m->data.len));
	char *at = (char *)(ev + 1);

	ev->refs = 1;
	ev->pos = pos;
	ev->time_ms = time_ms;
	ev->frame.ptr = at;
	ev->frame.len = sse_event_write(&sse, m->retry_ms, at);
	at += ev->frame.len;
	ev->id = put(&at, id);
	ev->topic = put(&at, m->topic);
	ev->type = put(&at, m->type);
	/* The frame ends in the data, LF, LF. */
	if (one_line)
		ev->data = slice_take(
		    slice_drop(ev->frame, ev->frame.len - 2 - m->data.len),
		    m->data.len);
	else
		ev->data = put(&at, m->data);
	return ev;
}

struct hub_event *
hub_event_raw(struct slice frame)
{
	/* Most of it is overwritten at once: not worth zeroing. */
	struct hub_event *ev = mem_grow(NULL, 1, sizeof(*ev) + frame.len);
	char *at = (char *)(ev + 1);

	*ev = (struct hub_event){ .refs = 1 };
	ev->frame = put(&at, frame);
	ev->id = ev->topic = ev->type = ev->data = slice_empty();
	return ev;
}

struct hub_event *
hub_event_ref(struct hub_event *ev)
{
	ev->refs++;
	return ev;
}

void
hub_event_unref(struct hub_event *ev)
{
	if (ev != NULL && --ev->refs == 0)
		free(ev);
}

bool
hub_type_is_valid(struct slice type)
{
	return type.len > 0 && type.len <= HUB_TYPE_BYTES_MAX &&
	       sse_is_field_value(type) && utf8_is_valid(type);
}

struct slice
hub_type_of(struct slice type)
{
	return type.len > 0 ? type : slice_of("message");
}

bool
hub_event_is_same(const struct hub_event *ev, const struct hub_message *m)
{
	return slice_equals(ev->topic, m->topic) &&
	       slice_equals(hub_type_of(ev->type), hub_type_of(m->type)) &&
	       slice_equals(ev->data, m->data);
}
