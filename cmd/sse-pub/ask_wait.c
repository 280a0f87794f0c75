/* H --wait: asks, and waits for what people say. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/list.h"
#include "client/ask.h"
#include "client/output.h"
#include "client/status.h"
#include "client/stop.h"
#include "sse-pub/ask.h"

#define LIFE_MS (INT64_C(24) * 60 * 60 * 1000) /* of an H without --ttl */

struct waiting {
	struct pub *pub;
	struct multi multi;
	struct ask ask;
	struct output out;
	struct stop stop;
};

/* A person who waits is told what for. */
static void
on_asked(struct ask *a)
{
	const struct pub *p = LIST_ITEM(a, struct waiting, ask)->pub;

	if (isatty(STDERR_FILENO) || p->options->verbose)
		fprintf(stderr, "sse-pub: %s: asked as %s\n", p->shown, a->id);
}

static bool
on_answers(struct ask *a, struct slice lines)
{
	struct waiting *w = LIST_ITEM(a, struct waiting, ask);

	if (w->pub->options->quiet)
		return true;
	buf_add(&w->out.buf, lines);
	return output_flush(&w->out, a->end_ms + ASK_LEAVE_MS);
}

static void
run(struct waiting *w)
{
	struct multi_until until = { .out_fd = -1 };

	for (;;) {
		int64_t due_ms;

		multi_perform(&w->multi);
		if (stop_came())
			ask_withdraw(&w->ask, clock_ms());
		due_ms = ask_turn(&w->ask, clock_ms());
		if (w->ask.state == ASK_OVER)
			return;
		until.in_fd = stop_came() ? -1 : w->stop.fd;
		until.ms = due_ms - clock_ms();
		multi_wait(&w->multi, &until);
	}
}

static int
judge(const struct waiting *w, struct err *err)
{
	*err = w->ask.err;
	errno = w->out.error;
	if (err->code == STATUS_WRITE)
		return err_errno(err, STATUS_WRITE, "standard output");
	return err->code == 0 ? 0 : pub_blame_hub(w->pub, err);
}

static void
init(struct waiting *w, const struct question *q, const char *user)
{
	const struct pub_options *o = w->pub->options;
	struct ask *a = &w->ask;

	a->how = &w->pub->how;
	a->id = q->id;
	a->user = user;
	a->topic = q->topic != NULL ? q->topic : "main";
	a->wait_ms = o->wait_ms;
	a->life_ms = q->ttl_ms > 0 ? q->ttl_ms : LIFE_MS;
	a->on_answers = on_answers;
	a->on_asked = on_asked;
	output_init(&w->out, STDOUT_FILENO, 2 * CALL_ANSWER_BYTES_MAX);
	multi_init(&w->multi);
	ask_init(a, &w->multi, clock_ms());
}

int
pub_ask_wait(struct pub *p, const struct question *q, const char *user,
    struct slice body, struct err *err)
{
	struct waiting w = { .pub = p };
	int status;

	if (stop_catch(&w.stop, err) != 0)
		return -1;
	w.ask.body = body;
	init(&w, q, user);
	run(&w);
	status = judge(&w, err);
	ask_clear(&w.ask);
	multi_clear(&w.multi);
	output_clear(&w.out);
	stop_release(&w.stop);
	return status;
}
