#include "sse-cat/cat.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/list.h"
#include "base/mem.h"
#include "client/follow.h"
#include "client/input.h"
#include "client/output.h"
#include "client/print.h"
#include "client/status.h"
#include "client/url.h"

/* A byte may become six (\u001b), and an event has four texts. */
#define GROWTH_MAX ((size_t)6 * 4)

struct cat {
	const struct cat_options *options;
	struct follow follow;
	struct print print;
	struct output out;
	int64_t count;   /* events printed */
	char shown[512]; /* the URL, as it may be shown */
	char told[256];  /* the failure told last: once is enough */
};

static bool
list_has(const struct opt_list *list, struct slice text)
{
	for (size_t i = 0; i < list->count; i++)
		if (slice_is(text, list->items[i]))
			return true;
	return false;
}

static void
say(const struct cat *c, struct slice text)
{
	if (!c->options->silent)
		fprintf(
		    stderr, "sse-cat: %s: %.*s\n", c->shown, SLICE_ARGS(text));
}

/* What the hub says about the stream itself is for whoever watches. */
static void
say_control(const struct cat *c, const struct sse_event *ev)
{
	char type[REFUSAL_TEXT_MAX], data[REFUSAL_TEXT_MAX];
	char text[2 * REFUSAL_TEXT_MAX];

	refusal_clean(ev->type, type);
	refusal_clean(ev->data, data);
	snprintf(text, sizeof(text), "%s %s", type, data);
	say(c, slice_of(text));
}

static bool
is_wanted(const struct cat_options *o, struct slice type)
{
	if (o->events.count > 0 && !list_has(&o->events, type))
		return false;
	return !list_has(&o->excluded, type);
}

static bool
on_event(struct follow *f, const struct sse_event *ev)
{
	struct cat *c = LIST_ITEM(f, struct cat, follow);
	const struct cat_options *o = c->options;

	c->told[0] = '\0';
	if (slice_starts(ev->type, "ssed.") &&
	    !list_has(&o->events, ev->type)) {
		say_control(c, ev);
		return true;
	}
	if (!is_wanted(o, ev->type))
		return true;
	if (!print_event(&c->print, ev, &c->out.buf))
		mem_fail();
	c->count++;
	return output_relax(&c->out, f->deadline_ms) && c->count != o->count;
}

static bool
on_wait(struct follow *f)
{
	struct cat *c = LIST_ITEM(f, struct cat, follow);

	return output_flush(&c->out, f->deadline_ms);
}

/* A failure is told once, until something else happens. */
static void
on_note(
    struct follow *f, enum follow_note note, const char *what, int64_t again_ms)
{
	struct cat *c = LIST_ITEM(f, struct cat, follow);
	char text[DELAY_TEXT_MAX];

	if (!c->options->verbose &&
	    (note == FOLLOW_DETAIL || strcmp(what, c->told) == 0))
		return;
	if (note == FOLLOW_FAILED)
		snprintf(c->told, sizeof(c->told), "%s", what);
	delay_tell(text, what, again_ms);
	say(c, slice_of(text));
}

/* Judges how it ended: what could not be written is worse than the rest. */
static int
judge(const struct cat *c, int status, struct err *err)
{
	int64_t wanted = c->options->count;
	struct err why = *err;

	if (c->out.error == EPIPE)
		return err_set(err, STATUS_WRITE, "%s", "");
	if (c->out.error == ETIMEDOUT)
		return err_set(
		    err, STATUS_TIMEOUT, "%s: the time is over", c->shown);
	errno = c->out.error;
	if (c->out.error != 0)
		return err_errno(err, STATUS_WRITE, "standard output");
	if (status != 0 && why.text[0] != '\0')
		return err_set(err, why.code, "%s: %s", c->shown, why.text);
	if (status != 0 || wanted == 0 || c->count == wanted ||
	    c->follow.fetch.status == 204)
		return status;
	return err_set(err, STATUS_RECEIVE,
	    "%s: the stream ended after %lld of %lld events", c->shown,
	    (long long)c->count, (long long)wanted);
}

static void
set_follow(struct cat *c, const char *url, struct slice body)
{
	const struct cat_options *o = c->options;
	const char *last_id = o->last_event_id;

	c->follow = (struct follow){
		.request = {
			.program = "sse-cat",
			.url = url,
			.method = o->method,
			.unix_socket = o->unix_socket,
			.accept = "text/event-stream",
			.headers = &o->headers,
			.last_id = slice_of(last_id != NULL ? last_id : ""),
			.body = body,
			.has_body = o->data != NULL,
			.insecure = o->insecure,
			.connect_timeout_ms = o->connect_timeout_ms,
		},
		.delay = { o->retry_delay_ms, o->retry_max_ms },
		.failures_max = o->retry_count,
		.max_time_ms = o->max_time_ms,
		.event_bytes_max = (size_t)o->event_bytes_max,
		.out_fd = STDOUT_FILENO,
		.on_event = on_event,
		.on_wait = on_wait,
		.on_note = on_note,
	};
}

int
cat_run(const struct cat_options *o, const char *url, struct err *err)
{
	size_t event_max = (size_t)o->event_bytes_max;
	enum print_format format = (enum print_format)o->format;
	struct cat c = { .options = o };
	struct buf body = BUF(INPUT_BYTES_MAX);
	int status;

	if (url_check(url, err) != 0 ||
	    input_read_arg(&body, o->data, err) != 0)
		return -1;
	url_show(url, c.shown, sizeof(c.shown));
	set_follow(&c, url, buf_slice(&body));
	print_init(&c.print, o->raw ? PRINT_DATA : format, event_max);
	output_init(
	    &c.out, STDOUT_FILENO, OUTPUT_FLUSH_BYTES + GROWTH_MAX * event_max);
	status = follow_run(&c.follow, err);
	status = judge(&c, status, err);
	output_clear(&c.out);
	print_clear(&c.print);
	buf_clear(&body);
	return status;
}
