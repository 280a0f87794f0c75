#include "client/print.h"

#include "base/json.h"
#include "sse/json.h"
#include "sse/write.h"

static bool
print_json(struct print *p, const struct sse_event *ev, struct buf *out)
{
	if (!sse_json_add(out, ev))
		return false;
	if (p->url.len == 0)
		return true;
	out->len -= strlen("}\n");
	return buf_add(out, slice_of(",\"url\":")) &&
	       json_add_string(out, p->url) && buf_add(out, slice_of("}\n"));
}

static bool
print_data(struct print *p, const struct sse_event *ev, struct buf *out)
{
	(void)p;
	return buf_add(out, ev->data) && buf_add_char(out, '\n');
}

/*
 * An id holds for the events behind it, so it is written where it changes.
 * The writer leaves an empty one out, but a stream may go back to none.
 */
static bool
print_sse(struct print *p, const struct sse_event *ev, struct buf *out)
{
	bool changed = !slice_equals(ev->id, buf_slice(&p->id));
	struct sse_event event = *ev;
	char *room;

	if (!ev->id_is_own && !changed)
		event.id = slice_empty();
	if (changed) {
		buf_reset(&p->id);
		if (!buf_add(&p->id, ev->id))
			return false;
		if (ev->id.len == 0 && !buf_add(out, slice_of("id\n")))
			return false;
	}
	room = buf_reserve(out, sse_event_size(&event, -1));
	if (room == NULL)
		return false;
	out->len += sse_event_write(&event, -1, room);
	return true;
}

bool
print_event(struct print *p, const struct sse_event *ev, struct buf *out)
{
	static bool (*const formats[])(
	    struct print *, const struct sse_event *, struct buf *) = {
		[PRINT_JSON] = print_json,
		[PRINT_DATA] = print_data,
		[PRINT_SSE] = print_sse,
	};
	size_t before = out->len;

	if (formats[p->format](p, ev, out))
		return true;
	out->len = before;
	return false;
}

void
print_init(struct print *p, enum print_format format, size_t id_bytes_max)
{
	p->format = format;
	p->url = slice_empty();
	buf_init(&p->id, id_bytes_max);
}

void
print_clear(struct print *p)
{
	buf_clear(&p->id);
}
