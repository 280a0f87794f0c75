/* A request to the hub, and what it is about. */
#include "base/clock.h"
#include "client/status.h"
#include "sse-pub/ask.h"

static void
start(struct call *c, const struct pub_request *r)
{
	bool posts = r->body.len > 0;
	int64_t now_ms = clock_ms();
	const struct call_what what = {
		.method = posts ? "POST" : "GET",
		.path = slice_of(r->path),
		.body = r->body,
		.type = posts ? "application/json" : NULL,
		.until_ms = now_ms + c->attempt.how->timeout_ms,
	};

	call_start(c, &what, now_ms);
}

int
pub_request(struct pub *p, const struct pub_request *r, struct buf *answer,
    struct err *err)
{
	struct multi multi;
	struct call c;

	if (r->path == NULL)
		return err_set(
		    err, STATUS_USAGE, "the names are too long for a URL");
	multi_init(&multi);
	call_init(&c, &p->how, &multi, CALL_ANSWER_BYTES_MAX);
	start(&c, r);
	call_wait(&c);
	*err = c.err;
	if (err->code == 0 && !buf_add(answer, buf_slice(&c.attempt.answer)))
		err_set(err, STATUS_HTTP, "%d, and much too long an answer",
		    c.attempt.fetch.status);
	call_clear(&c);
	multi_clear(&multi);
	return err->code == 0 ? 0 : pub_blame_hub(p, err);
}

int
pub_send(struct pub *p, const struct pub_request *r, struct receipt *receipt,
    struct buf *line, struct err *err)
{
	struct buf answer = BUF(RECEIPT_BYTES_MAX);
	int status = pub_request(p, r, &answer, err);

	if (status == 0 &&
	    !receipt_read(receipt, &r->of, buf_slice(&answer), line))
		status = err_set(err, STATUS_HTTP,
		    "%s: the answer is no receipt of what was sent", p->shown);
	buf_clear(&answer);
	return status;
}
