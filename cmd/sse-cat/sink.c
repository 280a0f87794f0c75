#include "sse-cat/sink.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "client/exec.h"
#include "client/url.h"

/* A byte may become six (\u001b), and an event has four texts. */
#define GROWTH_MAX ((size_t)6 * 4)

static bool
list_has(const struct opt_list *list, struct slice text)
{
	for (size_t i = 0; i < list->count; i++)
		if (slice_is(text, list->items[i]))
			return true;
	return false;
}

static bool
is_wanted(const struct cat_options *o, struct slice type)
{
	if (o->events.count > 0 && !list_has(&o->events, type))
		return false;
	return o->excluded.count == 0 || !list_has(&o->excluded, type);
}

/* Returns whether ev is what --until or --until-event waits for. */
static bool
is_end(const struct cat_options *o, const struct sse_event *ev)
{
	if (o->until != NULL && slice_is(ev->data, o->until))
		return true;
	return o->until_event != NULL && slice_is(ev->type, o->until_event);
}

bool
sink_awaits_end(const struct sink *s)
{
	const struct cat_options *o = s->options;

	return !s->is_full && (o->until != NULL || o->until_event != NULL);
}

bool
sink_is_control(const struct sink *s, struct slice type)
{
	const struct cat_options *o = s->options;

	if (!slice_starts(type, "ssed.") || list_has(&o->events, type))
		return false;
	return o->until_event == NULL || !slice_is(type, o->until_event);
}

/* Says what became of a command; returns whether to go on. */
static bool
command_failed(struct sink *s, struct slice url, const struct err *err)
{
	if (!s->options->silent)
		fprintf(
		    stderr, "sse-cat: %.*s: %s\n", SLICE_ARGS(url), err->text);
	if (s->options->exec_fail == CAT_EXEC_GO)
		return true;
	s->code = err->code;
	s->is_full = true;
	return false;
}

/* A command may take its time; that over, it was the last. */
static bool
hand_on(struct sink *s, struct slice url, const struct sse_event *ev)
{
	const struct exec_event e = { ev, url };
	struct err err;
	int64_t from_ms;
	int status;

	if (clock_ms() >= s->deadline_ms)
		s->out.error = ETIMEDOUT;
	/* What was printed before it stands before what it prints. */
	if (s->out.error != 0 || !sink_flush(s))
		return false;
	from_ms = clock_ms();
	status = exec_run(s->options->exec, &e, &err);
	/* Nothing was read meanwhile: it is as if a pipe had been full. */
	s->out.blocked_ms += clock_ms() - from_ms;
	return status == 0 || command_failed(s, url, &err);
}

static void
prepare(struct sink *s, struct slice url)
{
	s->print.url = url;
	if (s->options->tells_time)
		s->print.time_ms = clock_unix_ms();
}

static bool
print(struct sink *s, struct slice url, const struct sse_event *ev)
{
	prepare(s, url);
	if (!print_event(&s->print, ev, &s->out.buf))
		mem_fail();
	return output_relax(&s->out, s->deadline_ms);
}

bool
sink_take(struct sink *s, struct slice url, const struct sse_event *ev)
{
	const struct cat_options *o = s->options;

	if (s->is_full || s->out.error != 0)
		return false;
	s->is_full = is_end(o, ev);
	if (s->is_full)
		return false;
	if (!is_wanted(o, ev->type))
		return true;
	if (o->exec != NULL ? !hand_on(s, url, ev) : !print(s, url, ev))
		return false;
	s->count++;
	s->is_full = s->count == o->count;
	return !s->is_full;
}

void
sink_comment(struct sink *s, struct slice url, struct slice text)
{
	if (s->is_full || s->out.error != 0)
		return;
	prepare(s, url);
	if (!print_comment(&s->print, text, &s->out.buf))
		mem_fail();
	output_relax(&s->out, s->deadline_ms);
}

bool
sink_flush(struct sink *s)
{
	return output_flush(&s->out, s->deadline_ms);
}

/* See no-color.org. */
static bool
wants_color(const struct cat_options *o)
{
	const char *none = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (o->color != CAT_COLOR_AUTO)
		return o->color == CAT_COLOR_ALWAYS;
	return isatty(STDOUT_FILENO) == 1 && (none == NULL || *none == '\0') &&
	       term != NULL && strcmp(term, "dumb") != 0;
}

void
sink_init(
    struct sink *s, const struct cat_options *options, int64_t deadline_ms)
{
	size_t event_max = (size_t)options->event_bytes_max;
	enum print_format format = (enum print_format)options->format;

	*s = (struct sink){ .options = options, .deadline_ms = deadline_ms };
	print_init(&s->print, options->raw ? PRINT_DATA : format, event_max);
	s->print.end = options->null_ends ? '\0' : '\n';
	s->print.embeds_json = options->json_data;
	s->print.color = wants_color(options);
	s->print.harmless = isatty(STDOUT_FILENO) == 1;
	output_init(&s->out, STDOUT_FILENO,
	    OUTPUT_FLUSH_BYTES + GROWTH_MAX * event_max + URL_SHOWN_BYTES_MAX);
}

void
sink_clear(struct sink *s)
{
	output_clear(&s->out);
	print_clear(&s->print);
}
