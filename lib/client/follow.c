#include "client/follow.h"

#include <jansson.h>
#include <stdio.h>

#include "base/list.h"
#include "base/mem.h"
#include "client/chance.h"
#include "client/follow_judge.h"
#include "client/status.h"
#include "client/url.h"

/* For the words of a refusal; then it is a refusal without words. */
#define REFUSAL_MS 5000

static bool
on_head(struct fetch *fetch)
{
	struct follow *f = LIST_ITEM(fetch, struct follow, fetch);
	char text[64];

	f->has_head = true;
	f->is_stream = follow_is_stream(f);
	f->has_streamed |= f->is_stream;
	snprintf(text, sizeof(text), "answered %d", fetch->status);
	f->on_note(f, FOLLOW_DETAIL, text, -1);
	return fetch->status != 204;
}

/*
 * A log that holds nothing has no end to resume from, but a beginning: all
 * that it will hold is still to come.
 */
static void
ask_for_all(struct follow *f)
{
	buf_reset(&f->since_url);
	if (!url_add_query(&f->since_url, f->url, "since", "all"))
		return;
	f->since = "all";
	f->asks_since = true;
}

/*
 * A hub says where its log ends when it opens a stream.  Until an event has
 * come, that is the place to resume from: nothing published meanwhile is lost.
 * But where older ones were asked for, they are still to come.
 */
static void
take_place(struct follow *f, const struct sse_event *ev)
{
	json_t *open;
	const char *last;

	if (f->asks_since || !slice_is(ev->type, "ssed.open") ||
	    sse_parser_id(f->parser).len > 0)
		return;
	open = json_loadb(ev->data.ptr, ev->data.len, 0, NULL);
	last = json_string_value(json_object_get(open, "last"));
	if (last != NULL && last[0] == '\0')
		ask_for_all(f);
	else if (last != NULL)
		sse_parser_set_id(f->parser, slice_of(last));
	json_decref(open);
}

static bool
on_stream(struct follow *f, struct slice bytes)
{
	enum sse_status status = SSE_EVENT;
	struct sse_event ev;

	f->failures = 0;
	while (!f->stopped) {
		status = sse_parser_next(f->parser, &bytes, &ev);
		if (status == SSE_COMMENT) {
			f->on_comment(f, ev.data);
			continue;
		}
		if (status != SSE_EVENT)
			break;
		f->err.code = STATUS_OK;
		f->stopped = !f->on_event(f, &ev);
		take_place(f, &ev);
	}
	f->too_big = status == SSE_TOO_BIG;
	return !f->stopped && !f->too_big;
}

static bool
on_refusal(struct follow *f, struct slice bytes)
{
	size_t room = REFUSAL_BYTES_MAX - f->refusal.len;
	bool more = bytes.len < room;

	buf_add(&f->refusal, more ? bytes : slice_take(bytes, room));
	return more;
}

static bool
on_body(struct fetch *fetch, struct slice bytes)
{
	struct follow *f = LIST_ITEM(fetch, struct follow, fetch);

	return f->is_stream ? on_stream(f, bytes) : on_refusal(f, bytes);
}

static void
start(struct follow *f)
{
	sse_parser_restart(f->parser);
	buf_reset(&f->refusal);
	f->has_head = f->is_stream = f->too_big = false;
	f->request.last_id = sse_parser_id(f->parser);
	f->request.url = f->url;
	if (f->since != NULL && f->request.last_id.len == 0)
		f->request.url = f->since_url.ptr;
	if (f->then_get && f->has_streamed) {
		f->request.has_body = false;
		f->request.method = NULL;
	}
	f->state = FOLLOW_FETCHING;
	f->until_ms = 0; /* it is to be looked at as soon as it began */
	f->refused_ms = INT64_MAX;
	fetch_start(&f->fetch, &f->request);
}

/* Tells why, and rests until the next try, if there is one. */
static void
rest(struct follow *f, int64_t now_ms)
{
	struct delay_state state = {
		.failures = ++f->failures,
		.retry_ms = sse_parser_retry_ms(f->parser),
		.retry_after_ms = f->fetch.retry_after_ms,
	};
	int64_t ms = delay_ms(&f->delay, &state, client_chance());

	f->state = FOLLOW_OVER;
	if (f->failures_max >= 0 && f->failures > (uint64_t)f->failures_max)
		return;
	f->state = FOLLOW_RESTING;
	f->until_ms = now_ms + ms;
	f->on_note(f, f->err.code == 0 ? FOLLOW_DETAIL : FOLLOW_FAILED,
	    f->err.text, ms);
}

static void
finish(struct follow *f, int64_t now_ms)
{
	fetch_stop(&f->fetch);
	if (follow_judge(f))
		rest(f, now_ms);
	else
		f->state = FOLLOW_OVER;
}

/* Returns when the exchange has taken too long, if nothing comes. */
static int64_t
limit_ms(const struct follow *f)
{
	int64_t ms = f->connect_timeout_ms;

	if (f->has_head && !f->is_stream)
		return f->refused_ms + REFUSAL_MS;
	if (f->fetch.is_connected)
		ms = f->idle_timeout_ms;
	return ms > 0 ? f->stepped_ms + ms : INT64_MAX;
}

/* Too long.  A refusal is one without its words. */
static void
cut(struct follow *f, int64_t now_ms)
{
	bool is_idle = f->fetch.is_connected;
	int64_t ms = is_idle ? f->idle_timeout_ms : f->connect_timeout_ms;

	fetch_stop(&f->fetch);
	if (!f->has_head || f->is_stream) {
		f->fetch.code = STATUS_TIMEOUT;
		snprintf(f->fetch.reason, sizeof(f->fetch.reason),
		    "%s in %lld.%lld s",
		    is_idle ? "nothing came" : "no connection",
		    (long long)ms / 1000, (long long)ms % 1000 / 100);
	}
	finish(f, now_ms);
}

static void
fetch_more(struct follow *f, int64_t now_ms)
{
	if (fetch_turn(&f->fetch) == FETCH_DONE) {
		finish(f, now_ms);
		return;
	}
	if (f->steps != f->fetch.steps)
		f->stepped_ms = now_ms;
	f->steps = f->fetch.steps;
	if (f->refused_ms == INT64_MAX && f->has_head)
		f->refused_ms = now_ms;
	f->until_ms = limit_ms(f);
	if (now_ms >= f->until_ms)
		cut(f, now_ms);
}

int64_t
follow_turn(struct follow *f, int64_t now_ms)
{
	if (f->state == FOLLOW_FETCHING)
		fetch_more(f, now_ms);
	else if (f->state == FOLLOW_RESTING && now_ms >= f->until_ms) {
		start(f);
		fetch_more(f, now_ms); /* it may be over already */
	}
	return f->state == FOLLOW_OVER ? INT64_MAX : f->until_ms;
}

/* It cannot even begin. */
static void
refuse(struct follow *f, const char *why)
{
	err_set(&f->err, STATUS_USAGE, "%s", why);
	f->state = FOLLOW_OVER;
}

void
follow_init(struct follow *f, struct multi *multi)
{
	f->parser = mem_check(sse_parser_new(f->event_bytes_max));
	if (f->on_comment != NULL)
		sse_parser_want_comments(f->parser);
	buf_init(&f->refusal, REFUSAL_BYTES_MAX);
	f->fetch.on_head = on_head;
	f->fetch.on_body = on_body;
	fetch_init(&f->fetch, multi);
	f->state = FOLLOW_RESTING; /* the first turn starts it */
	f->until_ms = 0;
	f->err.code = STATUS_OK;
	f->url = f->request.url;
	f->asks_since = f->since != NULL || url_has_query(f->url, "since");
	buf_init(&f->since_url, URL_BYTES_MAX + 1);
	if (f->since != NULL &&
	    !url_add_query(&f->since_url, f->url, "since", f->since))
		refuse(f, "the URL is too long");
	else if (!sse_parser_set_id(f->parser, f->request.last_id))
		refuse(f, "the id cannot be one: no line end, nor NUL");
}

void
follow_clear(struct follow *f)
{
	fetch_clear(&f->fetch);
	buf_clear(&f->refusal);
	buf_clear(&f->since_url);
	sse_parser_free(f->parser);
	f->parser = NULL;
}
