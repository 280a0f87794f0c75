#include "hub/event.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "sse/write.h"

/* Data on one line stands in the frame just as it is; other data does not. */
static bool
is_one_line(struct slice data)
{
	return !slice_has(data, '\n') && !slice_has(data, '\r');
}

/* Returns how many bytes the texts of e take; 0 if it says nothing at all. */
static size_t
extra_size(const struct hub_extra *e)
{
	size_t texts =
	    e->to.len + e->copy.len + e->from.len + e->re.len + e->also.len;
	bool any = texts > 0 || e->ttl_ms > 0 || e->retain || e->hold ||
		   e->quorum > 0 || e->denies;

	return any ? sizeof(*e) + texts : 0;
}

/* Copies e to at, where there is room for extra_size(). */
static struct hub_extra *
put_extra(char *at, const struct hub_extra *e)
{
	struct hub_extra *own = (struct hub_extra *)(void *)at;

	at += sizeof(*own);
	*own = *e;
	own->to = slice_put(&at, e->to);
	own->copy = slice_put(&at, e->copy);
	own->from = slice_put(&at, e->from);
	own->re = slice_put(&at, e->re);
	own->also = slice_put(&at, e->also);
	return own;
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
	size_t extra_bytes = extra_size(&m->extra);
	struct hub_event *ev =
	    mem_new(sizeof(*ev) + extra_bytes + frame_bytes + id.len +
		    m->topic.len + m->type.len + (one_line ? 0 : m->data.len));
	char *at = (char *)(ev + 1);

	ev->refs = 1;
	ev->pos = pos;
	ev->time_ms = time_ms;
	if (extra_bytes > 0)
		ev->extra = put_extra(at, &m->extra);
	at += extra_bytes;
	ev->frame.ptr = at;
	ev->frame.len = sse_event_write(&sse, m->retry_ms, at);
	at += ev->frame.len;
	ev->id = slice_put(&at, id);
	ev->topic = slice_put(&at, m->topic);
	ev->type = slice_put(&at, m->type);
	/* The frame ends in the data, LF, LF. */
	if (one_line)
		ev->data = slice_take(
		    slice_drop(ev->frame, ev->frame.len - 2 - m->data.len),
		    m->data.len);
	else
		ev->data = slice_put(&at, m->data);
	return ev;
}

struct hub_event *
hub_event_raw(struct slice frame)
{
	return hub_event_raw_as(frame, slice_empty());
}

struct hub_event *
hub_event_raw_as(struct slice frame, struct slice id)
{
	/* Most of it is overwritten at once: not worth zeroing. */
	struct hub_event *ev =
	    mem_grow(NULL, 1, sizeof(*ev) + frame.len + id.len);
	char *at = (char *)(ev + 1);

	*ev = (struct hub_event){ .refs = 1 };
	ev->frame = slice_put(&at, frame);
	ev->id = slice_put(&at, id);
	ev->topic = ev->type = ev->data = slice_empty();
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
hub_id_is_valid(struct slice id)
{
	return id.len <= HUB_ID_BYTES_MAX && sse_is_id(id) && utf8_is_valid(id);
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
hub_event_is_over(const struct hub_event *ev, int64_t wall_ms)
{
	return ev->extra != NULL && ev->extra->ttl_ms > 0 &&
	       wall_ms - ev->time_ms >= ev->extra->ttl_ms;
}

int64_t
hub_event_over_ms(const struct hub_event *ev)
{
	int64_t ttl_ms = ev->extra != NULL ? ev->extra->ttl_ms : 0;

	if (ttl_ms <= 0 || ttl_ms > INT64_MAX - ev->time_ms)
		return INT64_MAX;
	return ev->time_ms + ttl_ms;
}

bool
hub_event_is_same(const struct hub_event *ev, const struct hub_message *m)
{
	static const struct hub_extra none;
	const struct hub_extra *extra = ev->extra != NULL ? ev->extra : &none;

	return slice_equals(ev->topic, m->topic) &&
	       slice_equals(hub_type_of(ev->type), hub_type_of(m->type)) &&
	       slice_equals(ev->data, m->data) &&
	       slice_equals(extra->to, m->extra.to) &&
	       slice_equals(extra->re, m->extra.re) &&
	       slice_equals(extra->also, m->extra.also);
}
