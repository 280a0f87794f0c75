#include "client/follow.h"

#include <jansson.h>
#include <stdio.h>

#include "base/list.h"
#include "base/mem.h"
#include "client/now.h"
#include "client/status.h"

/* For the words of a refusal; then it is a refusal without words. */
#define REFUSAL_MS 5000
#define STREAM_TYPE "text/event-stream"

/* What comes after an exchange. */
enum next {
	NEXT_END,   /* err->code tells how */
	NEXT_AGAIN, /* err tells why */
};

static bool
on_head(struct fetch *fetch)
{
	struct follow *f = LIST_ITEM(fetch, struct follow, fetch);
	char text[64];

	f->is_stream = fetch->status / 100 == 2 && fetch->status != 204 &&
		       refusal_is_type(fetch->type, STREAM_TYPE) &&
		       (fetch->encoding.len == 0 ||
			   curl_strequal(fetch->encoding.ptr, "identity"));
	f->body_until_ms = client_now_ms() + REFUSAL_MS;
	snprintf(text, sizeof(text), "answered %d", fetch->status);
	f->on_note(f, FOLLOW_DETAIL, text, -1);
	return fetch->status != 204;
}

/*
 * A hub says where its log ends when it opens a stream.  Until an event has
 * come, that is the place to resume from: nothing published meanwhile is lost.
 */
static void
take_place(struct follow *f, const struct sse_event *ev)
{
	json_t *open;
	const char *last;

	if (!slice_is(ev->type, "ssed.open") ||
	    sse_parser_id(f->parser).len > 0)
		return;
	open = json_loadb(ev->data.ptr, ev->data.len, 0, NULL);
	last = json_string_value(json_object_get(open, "last"));
	if (last != NULL)
		sse_parser_set_id(f->parser, slice_of(last));
	json_decref(open);
}

static bool
on_stream(struct follow *f, struct slice bytes)
{
	enum sse_status status = SSE_EVENT;
	struct sse_event ev;

	f->failures = 0;
	while (status == SSE_EVENT && !f->stopped) {
		status = sse_parser_next(f->parser, &bytes, &ev);
		if (status != SSE_EVENT)
			break;
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

/* Says what kind of answer it is that is no event stream. */
static void
name_answer(const struct fetch *fetch, struct buf *b)
{
	char text[REFUSAL_TEXT_MAX];

	refusal_clean(slice_of(fetch->type), text);
	buf_addf(b, "not an event stream (%s", text[0] ? text : "no type");
	if (fetch->encoding.len > 0) {
		refusal_clean(slice_of(fetch->encoding.ptr), text);
		buf_addf(b, ", encoded as %s", text);
	}
	buf_add_char(b, ')');
}

/* Says what the server answered instead of a stream. */
static int
tell_refusal(struct follow *f, int code, struct err *err)
{
	char words[REFUSAL_TEXT_MAX];
	struct buf b = BUF(REFUSAL_TEXT_MAX * (size_t)4);

	refusal_words(f->fetch.type, buf_slice(&f->refusal), words);
	if (f->fetch.encoding.len > 0)
		words[0] = '\0'; /* they cannot be read */
	if (code == STATUS_NOT_STREAM) {
		name_answer(&f->fetch, &b);
		buf_addf(&b, "%s%s", words[0] != '\0' ? ": " : "", words);
	} else {
		buf_addf(&b, "%d%s%s", f->fetch.status,
		    words[0] != '\0' ? " " : "", words);
	}
	err_set(err, code, "%.*s", SLICE_ARGS(buf_slice(&b)));
	buf_clear(&b);
	return -1;
}

/* Judges an answer that came to its end, or was cut short here. */
static enum next
judge_answer(struct follow *f, struct err *err)
{
	int status = f->fetch.status;

	err->code = STATUS_OK;
	if (status == 204)
		return NEXT_END;
	if (f->is_stream) {
		err_set(err, STATUS_OK, "the stream ended");
		return NEXT_AGAIN;
	}
	tell_refusal(
	    f, status / 100 == 2 ? STATUS_NOT_STREAM : STATUS_HTTP, err);
	return status_is_passing(status) ? NEXT_AGAIN : NEXT_END;
}

/* Judges an exchange that broke. */
static enum next
judge_break(struct follow *f, struct err *err)
{
	err_set(err, f->fetch.code, "%s", f->fetch.reason);
	if (status_is_lasting(f->fetch.code))
		return NEXT_END;
	/* A refusal is one, even if its words broke off. */
	if (f->fetch.status != 0 && !f->is_stream)
		return judge_answer(f, err);
	return NEXT_AGAIN;
}

static enum next
judge(struct follow *f, struct err *err)
{
	if (f->stopped) {
		err->code = STATUS_OK;
		return NEXT_END;
	}
	if (f->too_big) {
		err_set(err, STATUS_TOO_BIG, "an event is over %zu bytes",
		    f->event_bytes_max);
		return NEXT_END;
	}
	if (f->fetch.code != 0)
		return judge_break(f, err);
	return judge_answer(f, err);
}

/* Writes, then waits until until_ms at most.  False: it is over. */
static bool
wait_until(struct follow *f, int64_t until_ms, struct err *err)
{
	int64_t left_ms;

	if (!f->on_wait(f)) {
		err->code = STATUS_OK;
		return false;
	}
	if (until_ms > f->deadline_ms)
		until_ms = f->deadline_ms;
	left_ms = until_ms - client_now_ms();
	if (!fetch_wait(&f->fetch, left_ms > 0 ? left_ms : 0, f->out_fd)) {
		err_set(err, STATUS_WRITE, "%s", "");
		return false;
	}
	if (client_now_ms() < f->deadline_ms)
		return true;
	err_set(err, STATUS_TIMEOUT, "the time is over");
	return false;
}

/* One exchange, from the request to its end. */
static enum next
follow_once(struct follow *f, struct err *err)
{
	sse_parser_restart(f->parser);
	buf_reset(&f->refusal);
	f->is_stream = f->too_big = false;
	f->body_until_ms = INT64_MAX;
	f->request.last_id = sse_parser_id(f->parser);
	fetch_start(&f->fetch, &f->request);
	while (fetch_perform(&f->fetch) == FETCH_BUSY) {
		bool waits = !f->is_stream && f->body_until_ms != INT64_MAX;

		if (!wait_until(f, waits ? f->body_until_ms : INT64_MAX, err))
			return NEXT_END;
		if (waits && client_now_ms() >= f->body_until_ms)
			break;
	}
	fetch_stop(&f->fetch);
	return judge(f, err);
}

/* Tells why, and waits for the next try.  False: there is none. */
static bool
wait_for_next(struct follow *f, struct err *err)
{
	struct delay_state state = {
		.failures = ++f->failures,
		.retry_ms = sse_parser_retry_ms(f->parser),
		.retry_after_ms = f->fetch.retry_after_ms,
	};
	int64_t ms = delay_ms(&f->delay, &state, client_chance());
	int64_t until_ms = client_now_ms() + ms;

	if (f->failures_max >= 0 && f->failures > (uint64_t)f->failures_max)
		return false;
	f->on_note(
	    f, err->code == 0 ? FOLLOW_DETAIL : FOLLOW_FAILED, err->text, ms);
	while (client_now_ms() < until_ms)
		if (!wait_until(f, until_ms, err))
			return false;
	return true;
}

static int
run(struct follow *f, struct err *err)
{
	if (!sse_parser_set_id(f->parser, f->request.last_id))
		return err_set(err, STATUS_USAGE,
		    "the id cannot be one: no line end, nor NUL");
	f->deadline_ms =
	    f->max_time_ms > 0 ? client_now_ms() + f->max_time_ms : INT64_MAX;
	while (follow_once(f, err) == NEXT_AGAIN && wait_for_next(f, err))
		;
	/* What came with the end is written too. */
	if (!f->on_wait(f))
		return 0;
	return err->code == STATUS_OK ? 0 : -1;
}

int
follow_run(struct follow *f, struct err *err)
{
	int status;

	err->code = 0;
	f->parser = mem_check(sse_parser_new(f->event_bytes_max));
	buf_init(&f->refusal, REFUSAL_BYTES_MAX);
	f->fetch.on_head = on_head;
	f->fetch.on_body = on_body;
	fetch_init(&f->fetch);
	status = run(f, err);
	fetch_clear(&f->fetch);
	buf_clear(&f->refusal);
	sse_parser_free(f->parser);
	return status;
}
