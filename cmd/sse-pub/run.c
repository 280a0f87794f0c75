/* A command: its lines as they come, and how it ended. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/list.h"
#include "client/chop.h"
#include "client/command.h"
#include "client/status.h"
#include "sse-pub/modes.h"
#include "sse-pub/run_queue.h"
#include "sse-pub/spooled.h"

/* Of a pipe, before the other one: what they tell is read in turns. */
#define READ_BYTES 4096
#define READS 16

static const char *const types[COMMAND_PIPES] = { "stdout", "stderr" };

struct run {
	struct pub *pub;
	struct command command;
	struct chop chops[COMMAND_PIPES];
	struct run_queue queue;
	struct outbox outbox;
	struct spooled spooled;
	bool told_loss, told_refusal;
};

/* A hub that takes none of them would fill the terminal. */
static void
on_refused(struct outbox *o, int64_t number, const char *why)
{
	struct run *r = LIST_ITEM(o, struct run, outbox);

	spooled_refuse(&r->spooled, number,
	    !r->told_refusal || r->pub->options->verbose ? why : NULL);
	r->told_refusal = true;
}

static void
publish(struct run *r, size_t pipe, struct slice bytes)
{
	struct chop *chop = &r->chops[pipe];
	struct slice line;

	while (chop_next(chop, &bytes, &line))
		run_queue_add_line(&r->queue, types[pipe], line, chop->is_more);
}

/* Reads what the command wrote; where there is no room, it waits. */
static void
read_pipe(struct run *r, size_t pipe)
{
	char bytes[READ_BYTES];

	for (int i = 0; i < READS; i++) {
		struct slice in = { bytes, 0 };

		run_queue_turn(&r->queue, clock_ms());
		if (!run_queue_takes(&r->queue))
			return;
		in.len = command_read(&r->command, pipe, bytes, sizeof(bytes));
		if (in.len == 0)
			return;
		publish(r, pipe, in);
	}
}

static bool
is_read(const struct run *r)
{
	return r->command.is_over && r->command.pipes[0] < 0 &&
	       r->command.pipes[1] < 0;
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void
wait_for(struct run *r)
{
	struct multi_until until = { .in_fd = -1, .out_fd = -1 };

	until.ms = least(outbox_wait_ms(&r->outbox),
	    least(run_queue_wait_ms(&r->queue, clock_ms()),
		command_wait_ms(&r->command)));
	if (!r->command.is_over)
		until.in_fd = r->command.end_fd;
	if (run_queue_takes(&r->queue)) {
		until.more_fds = r->command.pipes;
		until.more_count = COMMAND_PIPES;
	}
	multi_wait(&r->outbox.multi, &until);
}

/* Sends what there is.  False: the hub takes nothing more. */
static bool
turn_outbox(struct run *r)
{
	int64_t before = r->queue.moved;
	bool goes_on = outbox_turn(&r->outbox);

	run_queue_turn(&r->queue, clock_ms());
	if (goes_on && r->queue.moved > before)
		goes_on = outbox_turn(&r->outbox);
	return goes_on;
}

/* The command goes on, whatever becomes of its lines. */
static void
tell_loss(struct run *r)
{
	if (r->told_loss)
		return;
	if (r->outbox.state == OUTBOX_OVER)
		fprintf(stderr, "sse-pub: %s: %s; nothing more is published\n",
		    r->pub->shown, r->outbox.err.text);
	else if (r->queue.dropped > 0)
		fprintf(stderr,
		    "sse-pub: %s: takes nothing, and %zu MiB wait for it: "
		    "lines are dropped\n",
		    r->pub->shown, QUEUE_BYTES_MAX >> 20);
	else
		return;
	r->told_loss = true;
}

static void
follow_command(struct run *r)
{
	for (;;) {
		for (size_t pipe = 0; pipe < COMMAND_PIPES; pipe++)
			read_pipe(r, pipe);
		turn_outbox(r);
		tell_loss(r);
		command_turn(&r->command);
		if (is_read(r))
			return;
		wait_for(r);
	}
}

/* Adds what did not end in LF, and how the command ended. */
static void
add_end(struct run *r)
{
	const struct command *c = &r->command;
	struct buf data = BUF(256);
	struct slice line;

	for (size_t pipe = 0; pipe < COMMAND_PIPES; pipe++)
		if (chop_rest(&r->chops[pipe], &line))
			run_queue_add_line(&r->queue, types[pipe], line,
			    r->chops[pipe].is_more);
	if (c->signal != 0)
		buf_addf(&data, "{\"signal\":\"%s\"", sigabbrev_np(c->signal));
	else
		buf_addf(&data, "{\"code\":%d", c->code);
	buf_addf(&data, ",\"duration\":%lld.%03d",
	    (long long)c->duration_ms / 1000, (int)(c->duration_ms % 1000));
	if (r->queue.dropped > 0)
		buf_addf(
		    &data, ",\"dropped\":%lld", (long long)r->queue.dropped);
	buf_add_char(&data, '}');
	run_queue_add_exit(&r->queue, buf_slice(&data));
	buf_clear(&data);
}

/* Sends the rest, as long as the hub takes it; with a spool it is there. */
static void
finish(struct run *r)
{
	add_end(r);
	while (r->spooled.is_on && turn_outbox(r) && !r->outbox.is_short &&
	       !run_queue_is_empty(&r->queue))
		wait_for(r);
	outbox_end(&r->outbox);
	while (turn_outbox(r) &&
	       !(run_queue_is_empty(&r->queue) && outbox_is_idle(&r->outbox)))
		wait_for(r);
}

/* Where it ended too soon, the last of them is the exit. */
static void
tell_unsent(const struct run *r, int64_t events)
{
	bool is_over = r->outbox.state == OUTBOX_OVER;
	int64_t lines = events - is_over;

	fprintf(stderr, "sse-pub: %s: %lld line%s%s could not be sent%s%s\n",
	    r->pub->shown, (long long)lines, lines == 1 ? "" : "s",
	    is_over ? " and the exit" : "", is_over ? ": " : "",
	    is_over ? r->outbox.err.text : "");
}

/* What others left in the spool is counted, too. */
static void
tell_spooled(struct run *r)
{
	struct err err;

	if (spooled_conclude(&r->spooled, &err) != 0)
		fprintf(stderr, "sse-pub: %s\n", err.text);
	if (pub_print_counts(r->pub, &r->outbox, &err) != 0)
		fprintf(stderr, "sse-pub: %s\n", err.text);
}

static void
tell_result(struct run *r)
{
	const struct outbox *o = &r->outbox;
	int64_t unsent = r->queue.added + r->queue.dropped - o->accepted -
			 o->duplicates - o->refused;
	struct buf receipt = BUF(256);
	struct err err;

	if (unsent > 0)
		tell_unsent(r, unsent);
	buf_addf(&receipt,
	    "{\"accepted\":%lld,\"duplicates\":%lld,\"refused\":%lld,"
	    "\"unsent\":%lld}\n",
	    (long long)o->accepted, (long long)o->duplicates,
	    (long long)o->refused, (long long)unsent);
	if (pub_print_receipt(r->pub, buf_slice(&receipt), &err) != 0)
		fprintf(stderr, "sse-pub: %s\n", err.text);
	buf_clear(&receipt);
}

static void
set_outbox(struct run *r)
{
	r->outbox.how = &r->pub->how;
	r->outbox.is_patient = true;
	r->outbox.on_refused = on_refused;
}

static void
init(struct run *r)
{
	r->queue = (struct run_queue){
		.id = r->pub->id,
		.outbox = &r->outbox,
	};
	pub_set_draft(r->pub, &r->queue.draft);
	outbox_init(&r->outbox);
	run_queue_init(&r->queue);
	for (size_t pipe = 0; pipe < COMMAND_PIPES; pipe++)
		chop_init(&r->chops[pipe], CHOP_BYTES_MAX);
}

static void
clear(struct run *r)
{
	for (size_t pipe = 0; pipe < COMMAND_PIPES; pipe++)
		chop_clear(&r->chops[pipe]);
	run_queue_clear(&r->queue);
	outbox_clear(&r->outbox);
}

/* First the command, then what libcurl opens: that shall not come to it. */
static void
run_command(struct run *r)
{
	struct err err;

	if (command_start(&r->command, r->pub->options->operands.items, &err) !=
	    0)
		fprintf(stderr, "sse-pub: %s\n", err.text);
	init(r);
	follow_command(r);
	finish(r);
	if (r->spooled.is_on)
		tell_spooled(r);
	else
		tell_result(r);
	clear(r);
}

static int
run(struct pub *p, struct err *err)
{
	struct run r = { .pub = p };
	int status;

	set_outbox(&r);
	status = spooled_open(&r.spooled, p, &r.outbox, err);
	if (status == 0)
		run_command(&r);
	spooled_close(&r.spooled);
	if (status != 0)
		return -1;
	command_die_like(&r.command);
	return r.command.code == 0 ? 0 : err_set(err, r.command.code, "%s", "");
}

static bool
is_meant(const struct pub_options *o)
{
	return o->run;
}

/* A command's own options must not be taken for ours. */
static int
check(const struct pub_options *o, struct err *err)
{
	if (o->operands.count == 0)
		return err_set(
		    err, STATUS_USAGE, "--run: the command is missing");
	if (o->operands.loose > 0)
		return err_set(err, STATUS_USAGE,
		    "--run: the command stands behind '--': --run -- %s",
		    o->operands.items[0]);
	if (o->type != NULL || o->id != NULL || o->fail_if_nobody)
		return err_set(err, STATUS_USAGE,
		    "%s is one event's: it does not go with --run",
		    o->type != NULL ? "-e"
		    : o->id != NULL ? "--id"
				    : "--fail-if-nobody");
	return 0;
}

const struct pub_mode pub_command = {
	.is_meant = is_meant,
	.check = check,
	.run = run,
	.takes_operands = true,
};
