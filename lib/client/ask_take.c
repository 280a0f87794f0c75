/* client/ask_take.c - what follows from what the hub says. */
#include "client/ask_inner.h"
#include "client/receipt.h"
#include "client/status.h"

#define LOOK_EVERY_MS 30000
#define LOOK_ALONE_MS 2000 /* where no stream brings the answers */
#define LOOK_LATE_MS 1000  /* once the question should be over ... */
#define LATE_MS 10000      /* ... as it is, that much later */

static void
close_with(struct ask *a, int code, const char *words)
{
	err_set(&a->err, code, "%s", words);
	a->state = ASK_OVER;
}

static void
fail_with(struct ask *a, const char *words, int64_t now_ms)
{
	struct err err;

	err_set(&err, STATUS_HTTP, "%d, but %s", a->call.attempt.fetch.status,
	    words);
	a->looks_last = false;
	ask_fail(a, &err, now_ms);
}

/* It is as it was: looks again some time, in case nobody tells of a change. */
static void
look_later(struct ask *a, int64_t now_ms)
{
	int64_t ms = LOOK_EVERY_MS;

	if (a->is_closed)
		ms = LOOK_ALONE_MS;
	else if (now_ms >= a->expires_ms)
		ms = LOOK_LATE_MS;
	else if (a->expires_ms - now_ms < ms)
		ms = a->expires_ms - now_ms;
	if (now_ms + ms < a->look_ms)
		a->look_ms = now_ms + ms;
}

/*
 * The hub has no such question.  One that was started again forgot it, if it
 * has no log on disk; it was there all the time, if the stream was.
 */
static void
miss(struct ask *a, int64_t now_ms)
{
	if (a->state == ASK_LEAVING)
		a->state = ASK_OVER;
	else if (a->is_closed)
		close_with(a, STATUS_TIMEOUT,
		    "the question was removed with its topic");
	else if (!a->was_away)
		close_with(a, STATUS_TIMEOUT,
		    "the question was taken back by somebody");
	else if (a->is_open)
		ask_post(a, now_ms);
	else
		a->state = ASK_OPENING;
}

static void
stay_open(struct ask *a, int64_t now_ms)
{
	if (a->state == ASK_LEAVING)
		ask_call(a, ASK_WITHDRAWING, now_ms);
	else if (a->err.code != 0)
		ask_leave(a, now_ms);
	else
		look_later(a, now_ms);
}

/* Passes on what the ledger has of answers; what fails there is the end. */
static enum ledger_state
read_ledger(struct ask *a)
{
	enum ledger_state state;

	buf_reset(&a->lines);
	state = ledger_read(
	    &a->ledger, a->id, buf_slice(&a->call.attempt.answer), &a->lines);
	if (a->lines.len > 0 && !a->on_answers(a, buf_slice(&a->lines))) {
		a->looks_last = false;
		err_set(&a->err, STATUS_WRITE, "%s", "");
	}
	return state;
}

static void
take_ledger(struct ask *a, int64_t now_ms)
{
	enum ledger_state state = read_ledger(a);

	if (state == LEDGER_BAD && a->state == ASK_LEAVING)
		ask_call(a, ASK_WITHDRAWING, now_ms);
	else if (state == LEDGER_BAD)
		fail_with(a, "no ledger of the question", now_ms);
	else if (state == LEDGER_OPEN)
		stay_open(a, now_ms);
	else if (a->err.code == STATUS_WRITE)
		a->state = ASK_OVER;
	else if (state == LEDGER_CONFIRMED)
		close_with(a, STATUS_OK, "");
	else if (state == LEDGER_DENIED)
		close_with(a, STATUS_NO, "denied");
	else if (state == LEDGER_EXPIRED)
		close_with(a, STATUS_TIMEOUT, "nobody confirmed in time");
	else
		close_with(a, STATUS_TIMEOUT,
		    "the question was taken back by somebody");
}

static void
take_receipt(struct ask *a, int64_t now_ms)
{
	const struct receipt_of of = { .id = slice_of(a->id) };
	struct receipt receipt;

	if (!receipt_read(
		&receipt, &of, buf_slice(&a->call.attempt.answer), NULL)) {
		fail_with(a, "no receipt", now_ms);
		return;
	}
	a->expires_ms = now_ms + a->life_ms;
	/* Where the hub stays away, nobody tells that it is over. */
	if (!a->is_asked && a->expires_ms + LATE_MS < a->end_ms)
		a->end_ms = a->expires_ms + LATE_MS;
	if (!a->is_asked)
		a->on_asked(a);
	a->is_asked = true;
	a->state = ASK_WAITING;
	if (a->is_closed)
		ask_stream_reopen(a);
	a->until_ms = a->end_ms;
	a->look_ms = now_ms; /* it may have been asked before */
}

/* A hub that is away while people think is no failure, it is waited for. */
static void
take_failure(struct ask *a, enum ask_doing doing, int64_t now_ms)
{
	const struct fetch *fetch = &a->call.attempt.fetch;
	struct err why = a->call.err;

	/* What it refused is not asked; of that id may be another's question. */
	if (doing == ASK_SENDING && !a->is_asked && why.code == STATUS_HTTP &&
	    !status_is_passing(fetch->status))
		a->may_be_asked = false;
	if (doing == ASK_LOOKING && fetch->status == 404 && !fetch->by_proxy)
		miss(a, now_ms);
	else if (a->state == ASK_LEAVING)
		ask_call(a, ASK_WITHDRAWING, now_ms);
	else if (!a->is_asked || !a->call.attempt.is_passing)
		ask_fail(a, &why, now_ms);
	else if (doing == ASK_LOOKING)
		look_later(a, now_ms);
}

void
ask_take(struct ask *a, int64_t now_ms)
{
	enum ask_doing doing = a->doing;

	a->doing = ASK_NOTHING;
	if (doing == ASK_WITHDRAWING)
		a->state = ASK_OVER;
	else if (doing == ASK_SENDING && a->state == ASK_LEAVING)
		ask_call(a, ASK_WITHDRAWING, now_ms);
	else if (a->call.state != CALL_ANSWERED)
		take_failure(a, doing, now_ms);
	else if (doing == ASK_SENDING)
		take_receipt(a, now_ms);
	else
		take_ledger(a, now_ms);
}
