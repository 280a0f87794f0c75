#include "sse-cat/cat.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "client/input.h"
#include "client/status.h"
#include "client/url.h"
#include "sse-cat/source.h"

struct cat {
	const struct cat_options *options;
	struct sink sink;
	struct multi multi;
	struct place place;     /* with --state */
	struct session session; /* of all sources */
	struct source *sources;
	size_t count; /* of sources */
	size_t ended; /* of these */
	int status;   /* the exit status of the first that failed */
	bool reader_left;
	bool place_failed;
};

/* Tells how a source ended. */
static void
retire(struct cat *c, struct source *s)
{
	const struct err *why = source_err(s);

	s->retired = true;
	c->ended++;
	if (why->code == 0)
		return;
	if (c->status == 0)
		c->status = why->code;
	if (why->code == STATUS_WRITE)
		c->place_failed = true;
	source_say(s, slice_of(why->text));
}

/* Turns every source; returns when they want it again at the latest. */
static int64_t
turn(struct cat *c, int64_t now_ms)
{
	int64_t until_ms = INT64_MAX;

	for (size_t i = 0; i < c->count; i++) {
		struct source *s = &c->sources[i];
		int64_t due_ms;

		if (s->retired)
			continue;
		due_ms = source_turn(s, now_ms);
		if (due_ms < until_ms)
			until_ms = due_ms;
		if (source_is_over(s))
			retire(c, s);
	}
	return until_ms;
}

/* Writes what came, and then keeps the places.  False: that is the end. */
static bool
write_out(struct cat *c)
{
	if (!sink_flush(&c->sink) || c->place_failed)
		return false;
	for (size_t i = 0; i < c->count; i++) {
		struct source *s = &c->sources[i];

		if (source_keep(s))
			continue;
		source_say(s, slice_of(source_err(s)->text));
		c->place_failed = true;
		return false;
	}
	return true;
}

/*
 * The clock of the sources.  It stands still while writing blocks: nothing
 * is read then, and that is no fault of a server.
 */
static int64_t
now_ms_of(const struct cat *c)
{
	return clock_ms() - c->sink.out.blocked_ms;
}

/* Returns how long to wait for something to happen. */
static int64_t
left_ms(const struct cat *c, int64_t until_ms)
{
	int64_t ms = until_ms - now_ms_of(c);
	int64_t deadline_ms = c->sink.deadline_ms - clock_ms();

	return ms < deadline_ms ? ms : deadline_ms;
}

/* Returns standard input, if a source still reads it; else -1. */
static int
input_fd(const struct cat *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->sources[i].is_input && !c->sources[i].retired)
			return STDIN_FILENO;
	return -1;
}

/* Turns until all are over, or there is no use in going on. */
static void
run(struct cat *c)
{
	struct sink *sink = &c->sink;

	for (;;) {
		struct multi_until until = { .out_fd = STDOUT_FILENO };
		int64_t until_ms;

		multi_perform(&c->multi);
		until_ms = turn(c, now_ms_of(c));
		if (!write_out(c) || sink->is_full || c->ended == c->count ||
		    clock_ms() >= sink->deadline_ms)
			return;
		until.ms = left_ms(c, until_ms);
		until.in_fd = input_fd(c);
		c->reader_left = !multi_wait(&c->multi, &until);
		if (c->reader_left)
			return;
	}
}

/* Says words of the only source, or of all of them. */
static int
fail(const struct cat *c, struct err *err, int code, const char *words)
{
	if (c->count > 1)
		return err_set(err, code, "%s", words);
	return err_set(err, code, "%.*s: %s",
	    SLICE_ARGS(buf_slice(&c->sources[0].url)), words);
}

/* Returns whether every server said that there will be no more. */
static bool
is_finished(const struct cat *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->sources[i].is_input ||
		    c->sources[i].follow.fetch.status != 204)
			return false;
	return true;
}

/* Fewer events came than were asked for. */
static int
fail_count(const struct cat *c, struct err *err)
{
	char words[128];

	snprintf(words, sizeof(words),
	    "the stream%s ended after %lld of %lld events",
	    c->count > 1 ? "s" : "", (long long)c->sink.count,
	    (long long)c->options->count);
	return fail(c, err, STATUS_RECEIVE, words);
}

/* What --until waits for did not come. */
static int
fail_end(const struct cat *c, struct err *err)
{
	return fail(c, err, STATUS_RECEIVE,
	    c->count > 1 ? "the streams ended before the awaited event"
			 : "the stream ended before the awaited event");
}

/* Judges how it ended: what could not be written is worse than the rest. */
static int
judge(const struct cat *c, struct err *err)
{
	int error = c->sink.out.error;

	if (c->sink.code != 0)
		return err_set(err, c->sink.code, "%s", "");
	if (c->reader_left || error == EPIPE)
		return err_set(err, STATUS_WRITE, "%s", "");
	errno = error;
	if (error != 0 && error != ETIMEDOUT)
		return err_errno(err, STATUS_WRITE, "standard output");
	if (c->place_failed) /* that was said */
		return err_set(err, STATUS_WRITE, "%s", "");
	if (c->sink.is_full && error == 0)
		return 0;
	if (error == ETIMEDOUT || c->ended < c->count)
		return fail(c, err, STATUS_TIMEOUT, "the time is over");
	if (c->status != 0)
		return err_set(err, c->status, "%s", "");
	if (is_finished(c))
		return 0;
	if (c->options->count > 0)
		return fail_count(c, err);
	return sink_awaits_end(&c->sink) ? fail_end(c, err) : 0;
}

static struct slice
first_id(const struct cat *c)
{
	if (c->options->last_event_id != NULL)
		return slice_of(c->options->last_event_id);
	return c->options->state != NULL ? buf_slice(&c->place.id)
					 : slice_empty();
}

static void
init(struct cat *c, const struct opt_operands *operands, struct slice body)
{
	const struct cat_options *o = c->options;
	const struct fetch_request request = {
		.program = "sse-cat",
		.method = o->method,
		.unix_socket = o->unix_socket,
		.accept = "text/event-stream",
		.headers = &o->headers,
		.session = &c->session,
		.last_id = first_id(c),
		.body = body,
		.has_body = o->data != NULL,
		.insecure = o->insecure,
	};
	int64_t deadline_ms = INT64_MAX;

	if (o->max_time_ms > 0)
		deadline_ms = clock_ms() + o->max_time_ms;
	sink_init(&c->sink, o, deadline_ms);
	multi_init(&c->multi);
	c->count = operands->count;
	c->sink.print.tells_url = c->count > 1;
	c->sources = mem_new(c->count * sizeof(*c->sources));
	for (size_t i = 0; i < c->count; i++) {
		if (o->state != NULL && !source_is_input(operands->items[i]))
			c->sources[i].place = &c->place;
		source_init(&c->sources[i], &c->sink, &c->multi, &request,
		    operands->items[i]);
	}
}

static void
clear(struct cat *c)
{
	for (size_t i = 0; i < c->count; i++)
		source_clear(&c->sources[i]);
	free(c->sources);
	multi_clear(&c->multi);
	sink_clear(&c->sink);
}

static int
check(const struct cat_options *o, const struct opt_operands *operands,
    struct err *err)
{
	bool takes_body = o->data != NULL && strcmp(o->data, "@-") == 0;
	size_t inputs = 0;

	if (operands->count == 0)
		return err_set(err, STATUS_USAGE, "give a URL");
	if (operands->count > CAT_SOURCES_MAX)
		return err_set(
		    err, STATUS_USAGE, "give at most %d URLs", CAT_SOURCES_MAX);
	for (size_t i = 0; i < operands->count; i++)
		if (source_is_input(operands->items[i]))
			inputs++;
		else if (url_check(operands->items[i], err) != 0)
			return -1;
	if (o->state != NULL && operands->count - inputs != 1)
		return err_set(err, STATUS_USAGE,
		    "--state keeps the place of one URL: give one, and a file "
		    "to each process");
	if (inputs + takes_body > 1)
		return err_set(
		    err, STATUS_USAGE, "standard input is there only once");
	return 0;
}

/* The jar that cannot be written is worse than the rest, too. */
static int
keep_cookies(const struct cat *c, int status, struct err *err)
{
	struct err why;

	if ((status != 0 && err->code == STATUS_WRITE) ||
	    session_keep(&c->session, &why) == 0)
		return status;
	*err = why;
	return -1;
}

int
cat_run(const struct cat_options *o, const struct opt_operands *operands,
    struct err *err)
{
	struct cat c = { .options = o };
	struct buf body = BUF(INPUT_BYTES_MAX);
	bool has_place = o->state != NULL;
	int status = -1;

	if (check(o, operands, err) != 0)
		return -1;
	if ((!has_place || place_open(&c.place, o->state, err) == 0) &&
	    input_read_arg(&body, o->data, err) == 0 &&
	    session_init(&c.session, &o->request, err) == 0) {
		init(&c, operands, buf_slice(&body));
		run(&c);
		status = judge(&c, err);
		clear(&c);
		status = keep_cookies(&c, status, err);
	}
	if (has_place)
		place_close(&c.place);
	session_clear(&c.session);
	buf_clear(&body);
	return status;
}
