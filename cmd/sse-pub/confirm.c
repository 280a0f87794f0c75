/* C: an answer to a question. */
#include "client/ledger.h"
#include "client/status.h"
#include "sse-pub/ask.h"
#include "sse-pub/modes.h"

/*
 * The hub had an answer of this user already, or all was said: nothing more
 * was taken.  That is well if it is the same answer, as after an answer of the
 * hub that was lost.
 */
static int
check_repeat(struct pub *p, const struct reply *reply, struct err *err)
{
	const struct pub_options *o = p->options;
	struct buf path = BUF(ASK_PATH_BYTES_MAX);
	struct buf answer = BUF(CALL_ANSWER_BYTES_MAX);
	struct pub_request r = { .body = slice_empty() };
	const char *user = o->as != NULL ? o->as : "";
	int status;

	if (question_add_path(&path, "/messages/", reply->id, o->as))
		r.path = path.ptr;
	status = pub_request(p, &r, &answer, err);
	if (status == 0 &&
	    !ledger_has(reply->id, buf_slice(&answer), user, !reply->denies))
		status = err_set(err, STATUS_HTTP,
		    "%s: too late: it was answered already", p->shown);
	buf_clear(&path);
	buf_clear(&answer);
	return status;
}

static int
send_reply(struct pub *p, const struct reply *reply, struct slice body,
    struct err *err)
{
	struct buf path = BUF(ASK_PATH_BYTES_MAX);
	struct buf line = BUF(2 * RECEIPT_BYTES_MAX);
	struct pub_request r = {
		.body = body,
		.of.re = slice_of(reply->id),
	};
	struct receipt receipt;
	int status;

	if (question_add_path(&path, "/C", NULL, p->options->as))
		r.path = path.ptr;
	status = pub_send(p, &r, &receipt, &line, err);
	if (status == 0)
		status = pub_print_receipt(p, buf_slice(&line), err);
	if (status == 0 && receipt.is_duplicate)
		status = check_repeat(p, reply, err);
	buf_clear(&path);
	buf_clear(&line);
	return status;
}

static int
run(struct pub *p, struct err *err)
{
	const struct pub_options *o = p->options;
	struct reply reply = {
		.id = o->operands.items[1],
		.denies = o->deny,
	};
	struct buf data = BUF(INPUT_BYTES_MAX), body = BUF(ASK_BODY_BYTES_MAX);
	int status = pub_read_data(o, &data, &reply.has_data, err);

	reply.data = buf_slice(&data);
	if (status == 0 && !reply_add_json(&body, &reply))
		status = err_set(
		    err, STATUS_USAGE, "the id, or what is said, is not UTF-8");
	if (status == 0)
		status = send_reply(p, &reply, buf_slice(&body), err);
	buf_clear(&data);
	buf_clear(&body);
	return status;
}

static bool
is_meant(const struct pub_options *o)
{
	return pub_is_said(o, "C");
}

const struct pub_mode pub_confirm = {
	.is_meant = is_meant,
	.run = run,
	.takes_operands = true,
};
