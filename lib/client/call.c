#include "client/call.h"

#include "base/clock.h"
#include "client/status.h"

static void
try(struct call *c, int64_t now_ms)
{
	int64_t try_until_ms = now_ms + c->attempt.how->timeout_ms;

	c->state = CALL_ASKING;
	c->due_ms = try_until_ms < c->until_ms ? try_until_ms : c->until_ms;
	if (attempt_start(&c->attempt, c->path))
		return;
	err_set(&c->err, STATUS_USAGE, "the names are too long for a URL");
	c->state = CALL_FAILED;
}

/* Another try, if it may fare better, and there is time for one. */
static void
rest(struct call *c, int64_t now_ms)
{
	if (!c->attempt.is_passing)
		return;
	c->due_ms = attempt_rest(&c->attempt, c->until_ms, now_ms, c->err.text);
	if (c->due_ms != INT64_MAX)
		c->state = CALL_RESTING;
}

static void
ask(struct call *c, int64_t now_ms)
{
	enum attempt_end end =
	    attempt_turn(&c->attempt, c->due_ms, now_ms, &c->err);

	c->due_ms = attempt_due_ms(&c->attempt, c->due_ms);
	if (end == ATTEMPT_BUSY)
		return;
	c->state = CALL_FAILED;
	if (end != ATTEMPT_ANSWERED) {
		rest(c, now_ms);
	} else if (c->attempt.is_cut) {
		err_set(&c->err, STATUS_HTTP, "the answer is over %zu bytes",
		    c->attempt.answer.max);
	} else {
		c->err.code = 0;
		c->state = CALL_ANSWERED;
	}
}

int64_t
call_turn(struct call *c, int64_t now_ms)
{
	if (c->state == CALL_RESTING && now_ms >= c->due_ms)
		try(c, now_ms);
	if (c->state == CALL_ASKING)
		ask(c, now_ms);
	return c->state == CALL_ASKING || c->state == CALL_RESTING ? c->due_ms
								   : INT64_MAX;
}

bool
call_wait(struct call *c)
{
	struct multi *multi = c->attempt.fetch.multi;
	struct multi_until until = { .in_fd = -1, .out_fd = -1 };

	for (;;) {
		int64_t due_ms;

		multi_perform(multi);
		due_ms = call_turn(c, clock_ms());
		if (call_is_over(c))
			return c->state == CALL_ANSWERED;
		until.ms = due_ms - clock_ms();
		multi_wait(multi, &until);
	}
}

void
call_start(struct call *c, const struct call_what *what, int64_t now_ms)
{
	struct fetch_request *r = &c->attempt.request;

	fetch_stop(&c->attempt.fetch);
	r->method = what->method;
	r->body = what->body;
	r->has_body = r->keeps_body = what->type != NULL;
	r->content_type = what->type;
	c->path = what->path;
	c->until_ms = what->until_ms;
	c->attempt.failures = 0;
	c->err.code = 0;
	try(c, now_ms);
}

void
call_init(struct call *c, struct attempt_how *how, struct multi *multi,
    size_t answer_bytes_max)
{
	attempt_init(&c->attempt, how, multi, answer_bytes_max);
	c->state = CALL_NONE;
}

void
call_clear(struct call *c)
{
	attempt_clear(&c->attempt);
}
