#include "client/outbox.h"

#include "base/clock.h"
#include "client/outbox_judge.h"
#include "client/outbox_keep.h"
#include "client/status.h"

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
	since_ms += o->how->timeout_ms;
	return o->limit_ms > 0 && o->limit_ms < since_ms ? o->limit_ms
							 : since_ms;
}

void
outbox_progress(struct outbox *o)
{
	o->attempt.failures = 0;
	o->since_ms = clock_ms();
}

/* It ends here; what gathered stays in the store. */
static bool
fail(struct outbox *o)
{
	fetch_stop(&o->attempt.fetch);
	if (o->store != NULL && o->next.count > 0)
		outbox_keep(o);
	o->state = OUTBOX_OVER;
	return false;
}

static bool
start(struct outbox *o)
{
	struct fetch_request *r = &o->attempt.request;
	struct slice target = buf_slice(&o->head.target);
	bool is_alone = target.len > 0;

	o->sent = parcel_count(&o->head);
	if (o->sent > o->most)
		o->sent = o->most;
	r->content_type =
	    is_alone ? "text/plain; charset=utf-8" : "application/x-ndjson";
	r->owns_type = r->has_body = r->keeps_body = true;
	r->body = parcel_body(&o->head, o->sent);
	/* That of many is no refusal, but what became of each. */
	o->attempt.reads_400 = !is_alone;
	o->is_hopeless = false;
	o->try_ms = clock_ms();
	o->state = OUTBOX_SENDING;
	if (attempt_start(
		&o->attempt, is_alone ? target : slice_of("/publish"))) {
		multi_perform(&o->multi);
		return true;
	}
	err_set(&o->err, STATUS_USAGE, "the URL is too long");
	return fail(o);
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
	o->again_ms =
	    attempt_rest(&o->attempt, until_ms(o), clock_ms(), o->err.text);
	if (o->again_ms == INT64_MAX)
		return fail(o);
	o->state = OUTBOX_PAUSING;
	o->retries++;
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
finish(struct outbox *o, enum attempt_end end)
{
	switch (outbox_judge(o, end)) {
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
	return waits_for_hub(o) ? o->try_ms + o->how->timeout_ms : until_ms(o);
}

static bool
turn_sending(struct outbox *o)
{
	enum attempt_end end = attempt_turn(
	    &o->attempt, exchange_until_ms(o), clock_ms(), &o->err);

	return end == ATTEMPT_BUSY || finish(o, end);
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
		until = attempt_due_ms(&o->attempt, exchange_until_ms(o));
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
	int64_t last_ms = o->how->timeout_ms < OUTBOX_LAST_MS
			      ? o->how->timeout_ms
			      : OUTBOX_LAST_MS;

	if (o->since_ms + o->how->timeout_ms < now_ms + last_ms)
		o->since_ms = now_ms + last_ms - o->how->timeout_ms;
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
	multi_init(&o->multi);
	attempt_init(&o->attempt, o->how, &o->multi, OUTBOX_ANSWER_BYTES_MAX);
	o->most = o->stops ? 1 : PARCEL_LINES_MAX;
	o->state = OUTBOX_READY;
}

void
outbox_clear(struct outbox *o)
{
	attempt_clear(&o->attempt);
	multi_clear(&o->multi);
	parcel_clear(&o->head);
	parcel_clear(&o->next);
}
