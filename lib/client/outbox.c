#include "client/outbox.h"

#include "base/clock.h"
#include "base/list.h"
#include "client/chance.h"
#include "client/outbox_judge.h"
#include "client/outbox_keep.h"
#include "client/status.h"
#include "client/url.h"

/* For the words of a refusal; then it is one without words. */
#define WORDS_MS 5000

static bool
on_head(struct fetch *fetch)
{
	struct outbox *o = LIST_ITEM(fetch, struct outbox, fetch);

	o->is_refusal = fetch->status >= 300;
	o->words_until_ms = clock_ms() + WORDS_MS;
	return true;
}

/* What is longer is no answer of a hub. */
static bool
on_body(struct fetch *fetch, struct slice bytes)
{
	struct outbox *o = LIST_ITEM(fetch, struct outbox, fetch);

	return buf_add(&o->answer, bytes);
}

/* Returns whether a hub that is away is waited for, however long. */
static bool
waits_for_hub(const struct outbox *o)
{
	return outbox_gathers(o) || (o->is_patient && !o->has_ended);
}

static int64_t
until_ms(const struct outbox *o)
{
	int64_t since_ms = o->since_ms;

	if (waits_for_hub(o))
		return INT64_MAX;
	if (o->is_short && o->short_ms > since_ms)
		since_ms = o->short_ms;
	return since_ms + o->timeout_ms;
}

void
outbox_progress(struct outbox *o)
{
	o->failures = 0;
	o->since_ms = clock_ms();
}

/* It ends here; what gathered stays in the store. */
static bool
fail(struct outbox *o)
{
	fetch_stop(&o->fetch);
	if (o->store != NULL && o->next.count > 0)
		outbox_keep(o);
	o->state = OUTBOX_OVER;
	return false;
}

static bool
set_url(struct outbox *o)
{
	struct slice target = buf_slice(&o->head.target);

	if (target.len == 0)
		target = slice_of("/publish");
	buf_reset(&o->url);
	if (buf_add(&o->url, url_hub(o->hub)) && buf_add(&o->url, target) &&
	    buf_add_char(&o->url, '\0'))
		return true;
	err_set(&o->err, STATUS_USAGE, "the URL is too long");
	return fail(o);
}

static bool
start(struct outbox *o)
{
	struct fetch_request *r = &o->request;

	o->sent = parcel_count(&o->head);
	if (o->sent > o->most)
		o->sent = o->most;
	if (!set_url(o))
		return false;
	r->url = o->url.ptr;
	r->method = NULL;
	r->content_type = o->head.target.len > 0 ? "text/plain; charset=utf-8"
						 : "application/x-ndjson";
	r->owns_type = r->has_body = r->keeps_body = true;
	r->body = parcel_body(&o->head, o->sent);
	buf_reset(&o->answer);
	o->is_refusal = o->is_hopeless = false;
	o->try_ms = clock_ms();
	fetch_start(&o->fetch, r);
	multi_perform(&o->multi);
	o->state = OUTBOX_SENDING;
	return true;
}

/* The head is done with.  With a store the next one comes from there. */
static bool
drop_head(struct outbox *o)
{
	parcel_reset(&o->head);
	if (o->head_is_kept && o->store->drop(o->store, &o->err) != 0)
		return fail(o);
	o->head_is_kept = false;
	return true;
}

/* Makes what gathered the head, where there is none. */
static bool
take_next(struct outbox *o)
{
	if (o->store != NULL) {
		if (!outbox_take_kept(o))
			return fail(o);
	} else {
		struct parcel empty = o->head;

		o->head = o->next;
		o->next = empty;
	}
	o->told = 0;
	if (o->head.count > 0)
		outbox_progress(o);
	return true;
}

/* Sends the head, or what gathered. */
static bool
turn_ready(struct outbox *o)
{
	if (parcel_count(&o->head) == 0) {
		if (o->head.count > 0 && !drop_head(o))
			return false;
		if (!take_next(o))
			return false;
	}
	if (parcel_count(&o->head) > 0)
		return start(o);
	if (o->store == NULL || !o->store->is_waiting ||
	    clock_ms() < until_ms(o))
		return true;
	err_set(&o->err, STATUS_TIMEOUT, "another process is still at it");
	return fail(o);
}

static bool
pause_head(struct outbox *o)
{
	const struct delay_state state = {
		.failures = ++o->failures,
		.retry_ms = -1,
		.retry_after_ms = o->fetch.retry_after_ms,
	};
	int64_t ms = delay_ms(&o->delay, &state, client_chance());

	o->again_ms = clock_ms() + ms;
	if (o->again_ms >= until_ms(o))
		return fail(o);
	o->state = OUTBOX_PAUSING;
	o->retries++;
	o->on_retry(o, o->err.text, ms);
	return true;
}

static bool
go_on(struct outbox *o)
{
	if (o->is_stopped) {
		err_set(&o->err, STATUS_HTTP, "one was refused");
		return fail(o);
	}
	o->state = OUTBOX_READY;
	return true;
}

static bool
finish(struct outbox *o)
{
	switch (outbox_judge(o)) {
	case OUTBOX_GO_ON:
		return go_on(o);
	case OUTBOX_AGAIN:
		return pause_head(o);
	case OUTBOX_GIVE_UP:
		break;
	}
	if (!outbox_gathers(o))
		return fail(o);
	o->is_hopeless = true;
	return pause_head(o);
}

/* When the exchange is over at the latest. */
static int64_t
exchange_until_ms(const struct outbox *o)
{
	int64_t ms = waits_for_hub(o) ? o->try_ms + o->timeout_ms : until_ms(o);

	/* That of a 400 is no words, but what became of each. */
	if (!o->is_refusal || o->fetch.status == 400)
		return ms;
	return o->words_until_ms < ms ? o->words_until_ms : ms;
}

static bool
turn_sending(struct outbox *o)
{
	if (fetch_turn(&o->fetch) == FETCH_DONE)
		return finish(o);
	if (clock_ms() < exchange_until_ms(o))
		return true;
	fetch_stop(&o->fetch);
	if (o->is_refusal && o->fetch.status != 400)
		return finish(o);
	err_set(&o->err, STATUS_TIMEOUT, "no answer in time");
	return pause_head(o);
}

/* The end of input, or of the room in the store, ends the patience. */
static bool
is_past_hope(const struct outbox *o)
{
	int64_t until = until_ms(o);

	return (o->is_hopeless && !outbox_gathers(o)) || o->again_ms >= until ||
	       clock_ms() >= until;
}

static bool
turn_once(struct outbox *o)
{
	switch (o->state) {
	case OUTBOX_READY:
		return turn_ready(o);
	case OUTBOX_SENDING:
		return turn_sending(o);
	case OUTBOX_PAUSING:
		if (o->store != NULL && is_past_hope(o))
			return fail(o);
		if (clock_ms() >= o->again_ms)
			o->state = OUTBOX_READY;
		return true;
	case OUTBOX_OVER:
		break;
	}
	return false;
}

bool
outbox_turn(struct outbox *o)
{
	enum outbox_state before;

	multi_perform(&o->multi);
	do {
		before = o->state;
		if (!turn_once(o))
			return false;
		outbox_keep_next(o);
	} while (o->state != before);
	return true;
}

int64_t
outbox_wait_ms(const struct outbox *o)
{
	int64_t until = INT64_MAX, left;

	if (o->state == OUTBOX_SENDING)
		until = exchange_until_ms(o);
	if (o->state == OUTBOX_PAUSING)
		until = o->again_ms;
	if (o->store != NULL && outbox_keep_ms(o) < until)
		until = outbox_keep_ms(o);
	if (until == INT64_MAX)
		return until;
	left = until - clock_ms();
	return left > 0 ? left : 0;
}

bool
outbox_has_room(const struct outbox *o)
{
	return !o->next.is_full && o->state != OUTBOX_OVER;
}

static bool
end_add(struct outbox *o, enum parcel_status status, int64_t number)
{
	if (status == PARCEL_TOO_LONG)
		outbox_refuse(o, number, "too long");
	if (o->store != NULL && o->next.count == 1 && status == PARCEL_ADDED)
		o->next_ms = clock_ms();
	return status != PARCEL_FULL;
}

bool
outbox_add(struct outbox *o, const struct draft *d, int64_t number)
{
	return end_add(o, parcel_add(&o->next, d, number), number);
}

bool
outbox_add_line(struct outbox *o, struct slice line, int64_t number)
{
	return end_add(o, parcel_add_line(&o->next, line, number), number);
}

void
outbox_refuse(struct outbox *o, int64_t number, const char *why)
{
	o->refused++;
	if (o->stops)
		outbox_end(o);
	o->on_refused(o, number, why);
}

/* What has been failing for long is tried once more. */
static void
end_patience(struct outbox *o)
{
	int64_t now_ms = clock_ms();
	int64_t last_ms =
	    o->timeout_ms < OUTBOX_LAST_MS ? o->timeout_ms : OUTBOX_LAST_MS;

	if (o->since_ms + o->timeout_ms < now_ms + last_ms)
		o->since_ms = now_ms + last_ms - o->timeout_ms;
	if (o->state == OUTBOX_PAUSING && o->again_ms >= until_ms(o))
		o->again_ms = now_ms;
}

void
outbox_end(struct outbox *o)
{
	bool was_ended = o->has_ended;

	o->has_ended = true;
	if (o->is_patient && !was_ended)
		end_patience(o);
}

bool
outbox_is_idle(const struct outbox *o)
{
	return o->state == OUTBOX_READY && o->head.count == 0 &&
	       o->next.count == 0 &&
	       (o->store == NULL || !o->store->is_waiting);
}

int64_t
outbox_first(const struct outbox *o)
{
	if (parcel_count(&o->head) > 0)
		return parcel_number(&o->head, 0);
	return o->next.count > 0 ? parcel_number(&o->next, 0) : 0;
}

void
outbox_init(struct outbox *o)
{
	o->since_ms = clock_ms();
	parcel_init(&o->head);
	parcel_init(&o->next);
	buf_init(&o->url, URL_BYTES_MAX * 2);
	buf_init(&o->answer, OUTBOX_ANSWER_BYTES_MAX);
	o->fetch.on_head = on_head;
	o->fetch.on_body = on_body;
	multi_init(&o->multi);
	fetch_init(&o->fetch, &o->multi);
	o->most = o->stops ? 1 : PARCEL_LINES_MAX;
	o->state = OUTBOX_READY;
}

void
outbox_clear(struct outbox *o)
{
	fetch_clear(&o->fetch);
	multi_clear(&o->multi);
	parcel_clear(&o->head);
	parcel_clear(&o->next);
	buf_clear(&o->url);
	buf_clear(&o->answer);
}
