#include "client/call.h"

#include "base/list.h"
#include "client/chance.h"
#include "client/fetch_refusal.h"
#include "client/refusal.h"
#include "client/status.h"
#include "client/url.h"

/* For the words of a refusal; then it is one without words. */
#define WORDS_MS 5000

static bool
on_head(struct fetch *fetch)
{
	struct call *c = LIST_ITEM(fetch, struct call, fetch);

	c->status = fetch->status;
	c->refused = fetch->status >= 300;
	return true;
}

/* Of a refusal the start is enough. */
static bool
on_body(struct fetch *fetch, struct slice bytes)
{
	struct call *c = LIST_ITEM(fetch, struct call, fetch);
	size_t room = REFUSAL_BYTES_MAX - c->answer.len;

	if (c->refused)
		return buf_add(&c->answer,
			   slice_take(
			       bytes, bytes.len < room ? bytes.len : room)) &&
		       bytes.len < room;
	c->is_cut = !buf_add(&c->answer, bytes);
	return !c->is_cut;
}

static void
try(struct call *c, int64_t now_ms)
{
	int64_t left_ms = c->what.until_ms - now_ms;

	buf_reset(&c->answer);
	c->status = 0;
	c->refused = c->is_cut = false;
	c->state = CALL_ASKING;
	c->due_ms =
	    now_ms + (left_ms < c->what.try_ms ? left_ms : c->what.try_ms);
	fetch_start(&c->fetch, &c->request);
}

/* Tells what came of a try; true if another may bring more. */
static bool
judge(struct call *c)
{
	if (c->fetch.code != 0 && !c->refused && !c->fetch.by_proxy) {
		err_set(&c->err, c->fetch.code, "%s", c->fetch.reason);
		return !fetch_is_lasting(&c->fetch);
	}
	if (c->is_cut) {
		err_set(&c->err, STATUS_HTTP, "the answer is over %zu bytes",
		    CALL_ANSWER_BYTES_MAX);
		return false;
	}
	c->status = c->fetch.status; /* it may be a proxy's */
	fetch_refusal_tell(&c->fetch, buf_slice(&c->answer), &c->err);
	return status_is_passing(c->status);
}

/* Another try, if there is time for one. */
static void
rest(struct call *c, int64_t now_ms)
{
	const struct delay_state state = {
		.failures = ++c->failures,
		.retry_ms = -1,
		.retry_after_ms = c->fetch.retry_after_ms,
	};
	int64_t ms = delay_ms(&c->delay, &state, client_chance());

	c->state = CALL_FAILED;
	if (ms >= c->what.until_ms - now_ms)
		return;
	c->state = CALL_RESTING;
	c->due_ms = now_ms + ms;
	c->on_retry(c, c->err.text, ms);
}

static void
finish(struct call *c, int64_t now_ms)
{
	bool again;

	if (c->fetch.code == 0 && c->status / 100 == 2 && !c->is_cut) {
		c->err.code = 0;
		c->state = CALL_ANSWERED;
		return;
	}
	again = judge(c);
	c->state = CALL_FAILED;
	if (again)
		rest(c, now_ms);
}

/* Its time is over.  A refusal is one without all its words. */
static void
cut(struct call *c, int64_t now_ms)
{
	fetch_stop(&c->fetch);
	if (c->refused) {
		finish(c, now_ms);
		return;
	}
	err_set(&c->err, STATUS_TIMEOUT, "no answer in time");
	rest(c, now_ms);
}

int64_t
call_turn(struct call *c, int64_t now_ms)
{
	if (c->state == CALL_RESTING && now_ms >= c->due_ms)
		try(c, now_ms);
	if (c->state == CALL_ASKING) {
		if (fetch_turn(&c->fetch) == FETCH_DONE)
			finish(c, now_ms);
		else if (now_ms >= c->due_ms)
			cut(c, now_ms);
		else if (c->refused && c->due_ms > now_ms + WORDS_MS)
			c->due_ms = now_ms + WORDS_MS;
	}
	return call_is_busy(c) ? c->due_ms : INT64_MAX;
}

static bool
set_url(struct call *c)
{
	buf_reset(&c->url);
	return buf_add(&c->url, url_hub(c->hub)) &&
	       buf_add(&c->url, slice_of(c->what.path)) &&
	       buf_add_char(&c->url, '\0');
}

void
call_start(struct call *c, const struct call_what *what, int64_t now_ms)
{
	call_stop(c);
	c->what = *what;
	c->failures = 0;
	c->err.code = 0;
	if (!set_url(c)) {
		err_set(
		    &c->err, STATUS_USAGE, "the names are too long for a URL");
		c->state = CALL_FAILED;
		return;
	}
	c->request.url = c->url.ptr;
	c->request.method = what->method;
	c->request.body = what->body;
	c->request.has_body = c->request.keeps_body = what->body.len > 0;
	c->request.content_type = "application/json";
	try(c, now_ms);
}

void
call_stop(struct call *c)
{
	fetch_stop(&c->fetch);
	c->state = CALL_NONE;
}

void
call_init(struct call *c, struct multi *multi)
{
	buf_init(&c->answer, CALL_ANSWER_BYTES_MAX);
	buf_init(&c->url, URL_BYTES_MAX);
	c->fetch.on_head = on_head;
	c->fetch.on_body = on_body;
	fetch_init(&c->fetch, multi);
	c->state = CALL_NONE;
}

void
call_clear(struct call *c)
{
	fetch_clear(&c->fetch);
	buf_clear(&c->answer);
	buf_clear(&c->url);
}
