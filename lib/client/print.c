#include "client/print.h"

#include "client/harmless.h"
#include "client/print_json.h"
#include "sse/write.h"

/* An id and a type of an event, its topic and data, and names around them. */
#define TEXT_ROOM 4096

static bool
print_data(struct print *p, const struct sse_event *ev, struct buf *out)
{
	return buf_add(out, ev->data) && buf_add_char(out, p->end);
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

static bool
print_text(struct print *p, const struct sse_event *ev, struct buf *out)
{
	if (p->format == PRINT_SSE)
		return print_sse(p, ev, out);
	return print_data(p, ev, out);
}

/* The line end is ours: it stays, be it a NUL. */
static bool
print_harmless(struct print *p, const struct sse_event *ev, struct buf *out)
{
	struct slice text;

	buf_reset(&p->text);
	if (!print_text(p, ev, &p->text))
		return false;
	text = buf_slice(&p->text);
	return harmless_add(out, slice_take(text, text.len - 1)) &&
	       buf_add(out, slice_drop(text, text.len - 1));
}

bool
print_event(struct print *p, const struct sse_event *ev, struct buf *out)
{
	size_t before = out->len;
	bool fits;

	if (p->format == PRINT_JSON)
		fits = print_json_event(p, ev, out);
	else if (p->harmless)
		fits = print_harmless(p, ev, out);
	else
		fits = print_text(p, ev, out);
	if (!fits)
		out->len = before;
	return fits;
}

static bool
print_sse_comment(struct print *p, struct slice text, struct buf *out)
{
	return buf_add(out, slice_of(text.len > 0 ? ": " : ":")) &&
	       (p->harmless ? harmless_add(out, text) : buf_add(out, text)) &&
	       buf_add_char(out, '\n');
}

bool
print_comment(struct print *p, struct slice text, struct buf *out)
{
	size_t before = out->len;
	bool fits = true;

	if (p->format == PRINT_JSON)
		fits = print_json_comment(p, text, out);
	else if (p->format == PRINT_SSE)
		fits = print_sse_comment(p, text, out);
	if (!fits)
		out->len = before;
	return fits;
}

void
print_init(struct print *p, enum print_format format, size_t event_bytes_max)
{
	*p = (struct print){
		.format = format,
		.end = '\n',
		.url = slice_empty(),
		.time_ms = -1,
	};
	buf_init(&p->id, event_bytes_max);
	/* Each line end of the data is a "data: " more. */
	buf_init(&p->text, TEXT_ROOM + event_bytes_max * 11);
}

void
print_clear(struct print *p)
{
	buf_clear(&p->id);
	buf_clear(&p->text);
}
