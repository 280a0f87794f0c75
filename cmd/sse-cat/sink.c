#include "sse-cat/sink.h"

#include <unistd.h>

#include "base/mem.h"
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
	return !list_has(&o->excluded, type);
}

bool
sink_is_control(const struct sink *s, struct slice type)
{
	return slice_starts(type, "ssed.") &&
	       !list_has(&s->options->events, type);
}

bool
sink_take(struct sink *s, struct slice url, const struct sse_event *ev)
{
	if (s->is_full || s->out.error != 0)
		return false;
	if (!is_wanted(s->options, ev->type))
		return true;
	s->print.url = url;
	if (!print_event(&s->print, ev, &s->out.buf))
		mem_fail();
	s->count++;
	s->is_full = s->count == s->options->count;
	return output_relax(&s->out, s->deadline_ms) && !s->is_full;
}

bool
sink_flush(struct sink *s)
{
	return output_flush(&s->out, s->deadline_ms);
}

void
sink_init(
    struct sink *s, const struct cat_options *options, int64_t deadline_ms)
{
	size_t event_max = (size_t)options->event_bytes_max;
	enum print_format format = (enum print_format)options->format;

	*s = (struct sink){ .options = options, .deadline_ms = deadline_ms };
	print_init(&s->print, options->raw ? PRINT_DATA : format, event_max);
	output_init(&s->out, STDOUT_FILENO,
	    OUTPUT_FLUSH_BYTES + GROWTH_MAX * event_max + URL_SHOWN_BYTES_MAX);
}

void
sink_clear(struct sink *s)
{
	output_clear(&s->out);
	print_clear(&s->print);
}
