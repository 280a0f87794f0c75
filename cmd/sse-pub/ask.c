/* H: a question to people. */
#include "sse-pub/ask.h"

#include <stdio.h>

#include "client/status.h"
#include "sse-pub/modes.h"

#define USER_BYTES_MAX 200

/* Sends the question, and leaves. */
static int
ask_only(
    struct pub *p, const struct question *q, struct slice body, struct err *err)
{
	struct buf path = BUF(ASK_PATH_BYTES_MAX);
	struct buf line = BUF(2 * RECEIPT_BYTES_MAX);
	struct pub_request r = { .body = body, .of.id = slice_of(q->id) };
	struct receipt receipt;
	int status;

	if (question_add_path(&path, "/H", NULL, p->options->as))
		r.path = path.ptr;
	status = pub_send(p, &r, &receipt, &line, err);
	if (status == 0)
		status = pub_print_receipt(p, buf_slice(&line), err);
	buf_clear(&path);
	buf_clear(&line);
	return status;
}

/*
 * Who waits is somebody, so that the answers find this stream, and so that the
 * same question asked again finds them: its name follows from the id.
 */
static int
ask_and_wait(
    struct pub *p, const struct question *q, struct slice body, struct err *err)
{
	char name[sizeof("asker-of-") + USER_BYTES_MAX];
	const char *as = p->options->as;

	if (as == NULL) {
		as = strlen(q->id) <= USER_BYTES_MAX ? q->id : p->id;
		snprintf(name, sizeof(name), "asker-of-%s", as);
		as = name;
	}
	return pub_ask_wait(p, q, as, body, err);
}

static int
ask(struct pub *p, const struct question *q, struct err *err)
{
	struct buf body = BUF(ASK_BODY_BYTES_MAX);
	int status;

	if (!question_add_json(&body, q))
		status = err_set(err, STATUS_USAGE,
		    "the question, or a name in it, is not UTF-8");
	else if (p->options->wait_ms > 0)
		status = ask_and_wait(p, q, buf_slice(&body), err);
	else
		status = ask_only(p, q, buf_slice(&body), err);
	buf_clear(&body);
	return status;
}

static int
run(struct pub *p, struct err *err)
{
	const struct pub_options *o = p->options;
	struct question q = {
		.id = o->id != NULL ? o->id : p->id,
		.topic = o->topic,
		.to = &o->to,
		.ttl_ms = o->ttl_ms,
		.quorum = o->quorum,
	};
	struct buf data = BUF(INPUT_BYTES_MAX);
	int status = pub_read_data(o, &data, &q.has_data, err);

	q.data = buf_slice(&data);
	/* Nothing came in, where a question was to come: nobody shall say yes. */
	if (status == 0 && o->all && data.len == 0)
		status = err_set(err, STATUS_USAGE,
		    "standard input is empty: there is nothing to ask");
	if (status == 0)
		status = ask(p, &q, err);
	buf_clear(&data);
	return status;
}

static bool
is_meant(const struct pub_options *o)
{
	return pub_is_said(o, "H");
}

const struct pub_mode pub_ask = {
	.is_meant = is_meant,
	.run = run,
	.takes_operands = true,
};
