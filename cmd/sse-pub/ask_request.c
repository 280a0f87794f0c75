/* A request to the hub, and what it is about. */
#include "base/clock.h"
#include "base/list.h"
#include "client/call.h"
#include "client/ledger.h"
#include "client/status.h"
#include "sse-pub/ask.h"

struct request {
	struct pub *pub;
	struct multi multi;
	struct call call;
};

static void
on_retry(struct call *c, const char *why, int64_t again_ms)
{
	pub_tell_retry(LIST_ITEM(c, struct request, call)->pub, why, again_ms);
}

/* Turns until the hub answered, or there is no time left. */
static void
run(struct request *r)
{
	struct multi_until until = { .in_fd = -1, .out_fd = -1 };

	for (;;) {
		int64_t due_ms;

		multi_perform(&r->multi);
		due_ms = call_turn(&r->call, clock_ms());
		if (call_is_over(&r->call))
			return;
		until.ms = due_ms - clock_ms();
		multi_wait(&r->multi, &until);
	}
}

static int
start(struct request *r, const struct pub_request *asked, struct err *err)
{
	const struct pub_options *o = r->pub->options;
	int64_t now_ms = clock_ms();
	const struct call_what what = {
		.method = asked->body.len > 0 ? "POST" : "GET",
		.path = asked->path,
		.body = asked->body,
		.until_ms = now_ms + o->timeout_ms,
		.try_ms = o->timeout_ms,
	};

	if (what.path == NULL)
		return err_set(
		    err, STATUS_USAGE, "the names are too long for a URL");
	r->call.request = r->pub->request;
	r->call.hub = o->url;
	r->call.delay = r->pub->delay;
	r->call.on_retry = on_retry;
	multi_init(&r->multi);
	call_init(&r->call, &r->multi);
	call_start(&r->call, &what, now_ms);
	return 0;
}

int
pub_request(struct pub *p, const struct pub_request *asked, struct buf *answer,
    struct err *err)
{
	struct request r = { .pub = p };

	if (start(&r, asked, err) != 0)
		return -1;
	run(&r);
	*err = r.call.err;
	if (err->code == 0 && !buf_add(answer, buf_slice(&r.call.answer)))
		err_set(err, STATUS_HTTP, "%d, and much too long an answer",
		    r.call.status);
	call_clear(&r.call);
	multi_clear(&r.multi);
	return err->code == 0 ? 0 : pub_blame_hub(p, err);
}

int
pub_send(struct pub *p, const struct pub_request *r, const char *re,
    struct buf *line, struct err *err)
{
	struct buf answer = BUF(POST_ANSWER_BYTES_MAX);
	int status = pub_request(p, r, &answer, err);

	if (status == 0 && !ledger_read_receipt(re, buf_slice(&answer), line))
		status = err_set(
		    err, STATUS_HTTP, "%s: the answer is no receipt", p->shown);
	buf_clear(&answer);
	return status;
}
