#include "client/ask.h"

#include "client/ask_inner.h"
#include "client/question.h"
#include "client/status.h"
#include "client/url.h"

#define LOOK_LEAST_MS 100 /* between two looks, whatever comes */

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

void
ask_call(struct ask *a, enum ask_doing doing, int64_t now_ms)
{
	static const char *const methods[] = {
		[ASK_SENDING] = "POST",
		[ASK_LOOKING] = "GET",
		[ASK_WITHDRAWING] = "DELETE",
	};
	bool sends = doing == ASK_SENDING;
	const struct call_what what = {
		.method = methods[doing],
		.path = slice_of(sends ? a->ask_path.ptr : a->message_path.ptr),
		.body = sends ? a->body : slice_empty(),
		.type = sends ? "application/json" : NULL,
		.until_ms = a->until_ms,
	};

	a->doing = doing;
	call_start(&a->call, &what, now_ms);
}

void
ask_post(struct ask *a, int64_t now_ms)
{
	a->state = ASK_POSTING;
	a->may_be_asked = true;
	a->was_away = false;
	ledger_forget(&a->ledger);
	ask_call(a, ASK_SENDING, now_ms);
}

static void
look(struct ask *a, int64_t now_ms)
{
	a->look_ms = INT64_MAX;
	a->looked_ms = now_ms;
	ask_call(a, ASK_LOOKING, now_ms);
}

void
ask_leave(struct ask *a, int64_t now_ms)
{
	bool is_sending = a->doing == ASK_SENDING &&
			  a->call.state == CALL_ASKING &&
			  now_ms < a->call.due_ms;

	fetch_stop(&a->follow.fetch);
	a->state = a->may_be_asked ? ASK_LEAVING : ASK_OVER;
	a->until_ms = now_ms + ASK_LEAVE_MS;
	/* What is on its way could come behind its withdrawal. */
	if (a->may_be_asked && !is_sending)
		ask_call(
		    a, a->looks_last ? ASK_LOOKING : ASK_WITHDRAWING, now_ms);
}

void
ask_fail(struct ask *a, const struct err *why, int64_t now_ms)
{
	a->err = *why;
	ask_leave(a, now_ms);
}

/* All the time there was is over. */
static void
give_up(struct ask *a, int64_t now_ms)
{
	const struct err *why = &a->follow.err;
	bool is_away = !a->is_open && why->code != 0;

	/* Soon enough is soon enough: what came meanwhile still counts. */
	a->looks_last = a->is_asked;
	if (is_away && now_ms < a->end_ms)
		a->err = *why;
	else if (is_away)
		err_set(&a->err, STATUS_TIMEOUT, "out of reach: %s", why->text);
	else if (a->is_asked)
		err_set(&a->err, STATUS_TIMEOUT, "nobody confirmed in time");
	else
		err_set(&a->err, STATUS_TIMEOUT, "no %s in time",
		    a->may_be_asked ? "answer" : "stream of a hub");
	ask_leave(a, now_ms);
}

/* Begins what is due; returns when there is more of that. */
static int64_t
turn_self(struct ask *a, int64_t now_ms)
{
	bool is_free = a->doing == ASK_NOTHING || a->call.state == CALL_RESTING;

	if (a->wants_look)
		a->look_ms = least(a->look_ms, a->looked_ms + LOOK_LEAST_MS);
	a->wants_look = false;
	if (a->state == ASK_OPENING && a->is_open)
		ask_post(a, now_ms);
	if (a->state != ASK_WAITING || !is_free)
		return INT64_MAX;
	if (now_ms >= a->look_ms)
		look(a, now_ms);
	return a->look_ms;
}

static int64_t
turn_call(struct ask *a, int64_t now_ms)
{
	int64_t due_ms = call_turn(&a->call, now_ms);

	/* The hub may have it all the same. */
	if (a->state == ASK_LEAVING && a->doing == ASK_SENDING &&
	    a->call.state == CALL_RESTING)
		ask_call(a, ASK_WITHDRAWING, now_ms);
	if (a->doing == ASK_NOTHING || !call_is_over(&a->call))
		return due_ms;
	ask_take(a, now_ms);
	return now_ms; /* for what comes of it */
}

int64_t
ask_turn(struct ask *a, int64_t now_ms)
{
	int64_t due_ms = INT64_MAX;

	if (a->state < ASK_LEAVING)
		due_ms = ask_stream_turn(a, now_ms);
	if (a->state < ASK_LEAVING)
		due_ms = least(due_ms, turn_self(a, now_ms));
	if (a->state != ASK_OVER)
		due_ms = least(due_ms, turn_call(a, now_ms));
	if (now_ms >= a->until_ms) {
		if (a->state < ASK_LEAVING)
			give_up(a, now_ms);
		else
			a->state = ASK_OVER;
	}
	return least(due_ms, a->until_ms);
}

void
ask_withdraw(struct ask *a, int64_t now_ms)
{
	if (a->state >= ASK_LEAVING)
		return;
	a->looks_last = false;
	ask_leave(a, now_ms);
}

static bool
add_urls(struct ask *a)
{
	return buf_add(&a->stream_url, url_hub(a->how->hub)) &&
	       question_add_stream(&a->stream_url, a->topic, a->user) &&
	       question_add_path(&a->ask_path, "/H", NULL, a->user) &&
	       question_add_path(
		   &a->message_path, "/messages/", a->id, a->user);
}

void
ask_init(struct ask *a, struct multi *multi, int64_t now_ms)
{
	buf_init(&a->stream_url, URL_BYTES_MAX);
	buf_init(&a->ask_path, URL_BYTES_MAX);
	buf_init(&a->message_path, URL_BYTES_MAX);
	buf_init(&a->lines, 2 * CALL_ANSWER_BYTES_MAX);
	ledger_init(&a->ledger);
	a->state = ASK_OPENING;
	a->err.code = 0;
	a->look_ms = INT64_MAX;
	a->end_ms = now_ms + a->wait_ms;
	a->until_ms = least(now_ms + a->how->timeout_ms, a->end_ms);
	if (!add_urls(a)) {
		err_set(
		    &a->err, STATUS_USAGE, "the names are too long for a URL");
		a->state = ASK_OVER;
		buf_add(&a->stream_url, (struct slice){ "", 1 });
	}
	a->multi = multi;
	ask_stream_open(a, slice_empty());
	call_init(&a->call, a->how, multi, CALL_ANSWER_BYTES_MAX);
}

void
ask_clear(struct ask *a)
{
	follow_clear(&a->follow);
	call_clear(&a->call);
	ledger_clear(&a->ledger);
	buf_clear(&a->stream_url);
	buf_clear(&a->ask_path);
	buf_clear(&a->message_path);
	buf_clear(&a->lines);
}
