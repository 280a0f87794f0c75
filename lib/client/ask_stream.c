/* client/ask_stream.c - the stream on which the answers come. */
#include "base/list.h"
#include "client/ask_inner.h"
#include "client/status.h"

#define IDLE_MS 45000 /* three heartbeats */
#define EVENT_BYTES_MAX ((size_t)1 << 20)

static bool
on_event(struct follow *f, const struct sse_event *ev)
{
	struct ask *a = LIST_ITEM(f, struct ask, follow);

	if (slice_is(ev->type, "ssed.open"))
		a->is_open = a->wants_look = true;
	else if (slice_is(ev->type, "C") && ledger_is_answer(a->id, ev->data))
		a->wants_look = true;
	return true;
}

static void
on_note(
    struct follow *f, enum follow_note note, const char *what, int64_t again_ms)
{
	struct ask *a = LIST_ITEM(f, struct ask, follow);

	if (note == FOLLOW_FAILED)
		a->how->on_retry(a->how, what, again_ms);
}

void
ask_stream_open(struct ask *a, struct slice last_id)
{
	struct follow *f = &a->follow;

	*f = (struct follow){ .request = a->how->request };
	f->request.url = a->stream_url.ptr;
	f->request.accept = "text/event-stream";
	f->request.last_id = last_id;
	f->delay = a->how->delay;
	f->failures_max = -1;
	f->event_bytes_max = EVENT_BYTES_MAX;
	f->connect_timeout_ms = a->how->request.connect_timeout_ms;
	f->idle_timeout_ms = IDLE_MS;
	f->on_event = on_event;
	f->on_note = on_note;
	follow_init(f, a->multi);
	a->is_closed = false;
}

void
ask_stream_reopen(struct ask *a)
{
	follow_clear(&a->follow);
	ask_stream_open(a, slice_of(a->id));
}

/*
 * 204: the topic was deleted.  A question opens it again, unless it is the
 * one that went with the topic, or is for users' inboxes.
 */
static void
go_on_without(struct ask *a, int64_t now_ms)
{
	a->is_closed = true;
	a->is_open = false;
	if (a->state == ASK_OPENING)
		ask_post(a, now_ms);
	else if (a->state == ASK_WAITING)
		a->wants_look = true;
}

int64_t
ask_stream_turn(struct ask *a, int64_t now_ms)
{
	int64_t due_ms;

	if (a->is_closed)
		return INT64_MAX;
	due_ms = follow_turn(&a->follow, now_ms);
	if (a->follow.state == FOLLOW_RESTING) {
		a->was_away |= a->is_open || a->state == ASK_WAITING;
		a->is_open = false;
	}
	if (a->follow.state != FOLLOW_OVER)
		return due_ms;
	if (a->follow.err.code == 0)
		go_on_without(a, now_ms);
	else
		ask_fail(a, &a->follow.err, now_ms);
	return now_ms;
}
