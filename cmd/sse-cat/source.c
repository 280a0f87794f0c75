#include "sse-cat/source.h"

#include <stdio.h>
#include <unistd.h>

#include "base/list.h"
#include "base/mem.h"
#include "client/status.h"
#include "client/url.h"

void
source_say(const struct source *s, struct slice text)
{
	if (!s->sink->options->silent)
		fprintf(stderr, "sse-cat: %.*s: %.*s\n",
		    SLICE_ARGS(buf_slice(&s->url)), SLICE_ARGS(text));
}

/* What the hub says about the stream itself is for whoever watches. */
static void
say_control(const struct source *s, const struct sse_event *ev)
{
	char type[REFUSAL_TEXT_MAX], data[REFUSAL_TEXT_MAX];
	char text[2 * REFUSAL_TEXT_MAX];

	refusal_clean(ev->type, type);
	refusal_clean(ev->data, data);
	snprintf(text, sizeof(text), "%s %s", type, data);
	source_say(s, slice_of(text));
}

static bool
take(struct source *s, const struct sse_event *ev, struct err *err)
{
	bool more = true;

	s->told[0] = '\0';
	if (sink_is_control(s->sink, ev->type))
		say_control(s, ev);
	else
		more = sink_take(s->sink, buf_slice(&s->url), ev);
	if (!s->sink->options->fail_on_gap || !slice_is(ev->type, "ssed.gap"))
		return more;
	err_set(err, STATUS_NO, "events were lost");
	return false;
}

static bool
on_reader_event(struct reader *r, const struct sse_event *ev)
{
	return take(LIST_ITEM(r, struct source, reader), ev, &r->err);
}

/* One by one: a kill repeats the last event, and no others. */
static bool
take_and_keep(struct source *s, const struct sse_event *ev, struct err *err)
{
	int64_t count = s->sink->count;
	bool more;

	/* Others filled it: this event is not seen, so it stays to come. */
	if (s->sink->is_full)
		s->place = NULL;
	more = take(s, ev, err);
	/* Neither is one that could not be written or handed on. */
	if (s->sink->code != 0 || s->sink->out.error != 0)
		s->place = NULL;
	if (s->place == NULL || s->sink->count == count)
		return more;
	if (!sink_flush(s->sink))
		return false;
	return place_keep(s->place, ev->id, err) == 0 && more;
}

static bool
on_follow_event(struct follow *f, const struct sse_event *ev)
{
	struct source *s = LIST_ITEM(f, struct source, follow);

	return s->place != NULL ? take_and_keep(s, ev, &f->err)
				: take(s, ev, &f->err);
}

bool
source_keep(struct source *s)
{
	struct slice id;

	if (s->place == NULL)
		return true;
	id = sse_parser_id(s->follow.parser);
	return place_keep(s->place, id, &s->follow.err) == 0 &&
	       place_sync(s->place, &s->follow.err) == 0;
}

static void
on_follow_comment(struct follow *f, struct slice text)
{
	struct source *s = LIST_ITEM(f, struct source, follow);

	sink_comment(s->sink, buf_slice(&s->url), text);
}

static void
on_reader_comment(struct reader *r, struct slice text)
{
	struct source *s = LIST_ITEM(r, struct source, reader);

	sink_comment(s->sink, buf_slice(&s->url), text);
}

/* A failure is told once, until something else happens. */
static void
on_note(
    struct follow *f, enum follow_note note, const char *what, int64_t again_ms)
{
	struct source *s = LIST_ITEM(f, struct source, follow);
	char text[DELAY_TEXT_MAX];

	if (!s->sink->options->verbose &&
	    (note == FOLLOW_DETAIL || strcmp(what, s->told) == 0))
		return;
	if (note == FOLLOW_FAILED)
		snprintf(s->told, sizeof(s->told), "%s", what);
	delay_tell(text, what, again_ms);
	source_say(s, slice_of(text));
}

bool
source_is_input(const char *operand)
{
	return slice_is(slice_of(operand), "-");
}

static void
init_reader(struct source *s)
{
	s->reader = (struct reader){
		.fd = STDIN_FILENO,
		.event_bytes_max = (size_t)s->sink->options->event_bytes_max,
		.on_event = on_reader_event,
	};
	if (s->sink->options->comments)
		s->reader.on_comment = on_reader_comment;
	reader_init(&s->reader);
}

static void
init_follow(struct source *s, struct multi *multi,
    const struct fetch_request *request, const char *url)
{
	const struct cat_options *o = s->sink->options;

	s->follow = (struct follow){
		.request = *request,
		.delay = { o->retry_delay_ms, o->retry_max_ms },
		.failures_max = o->retry_count,
		.event_bytes_max = (size_t)o->event_bytes_max,
		.connect_timeout_ms = o->connect_timeout_ms,
		.idle_timeout_ms = o->idle_timeout_ms,
		.since = o->since,
		.is_strict = o->strict,
		.then_get = o->then_get,
		.on_event = on_follow_event,
		.on_note = on_note,
	};
	if (o->comments)
		s->follow.on_comment = on_follow_comment;
	s->follow.request.url = url;
	follow_init(&s->follow, multi);
}

void
source_init(struct source *s, struct sink *sink, struct multi *multi,
    const struct fetch_request *request, const char *operand)
{
	s->sink = sink;
	s->told[0] = '\0';
	s->is_input = source_is_input(operand);
	buf_init(&s->url, URL_SHOWN_BYTES_MAX);
	if (s->is_input ? !buf_add(&s->url, slice_of(operand))
			: !url_add_shown(&s->url, operand))
		mem_fail();
	if (s->is_input)
		init_reader(s);
	else
		init_follow(s, multi, request, operand);
}

void
source_clear(struct source *s)
{
	buf_clear(&s->url);
	if (s->is_input)
		reader_clear(&s->reader);
	else
		follow_clear(&s->follow);
}

int64_t
source_turn(struct source *s, int64_t now_ms)
{
	if (!s->is_input)
		return follow_turn(&s->follow, now_ms);
	reader_turn(&s->reader);
	return INT64_MAX;
}

bool
source_is_over(const struct source *s)
{
	return s->is_input ? s->reader.is_over : s->follow.state == FOLLOW_OVER;
}

const struct err *
source_err(const struct source *s)
{
	return s->is_input ? &s->reader.err : &s->follow.err;
}
