#include "api/ingest.h"

#include <inttypes.h>
#include <stdlib.h>

#include "api/message.h"
#include "base/mem.h"
#include "base/utf8.h"

/* A line may be longer than its data, by what JSON escapes. */
#define LINE_BYTES_MAX (6 * HUB_DATA_BYTES_MAX + 4096)

static const char *const refusals[] = {
	[HUB_CONFLICT] = "its id was published before, with other content",
	[HUB_BAD_ID] = "its id is not one",
	[HUB_BAD_TOPIC] = "its topic is not one",
	[HUB_BAD_TYPE] = "its event type is not one",
	[HUB_BAD_DATA] = "its data is not UTF-8",
	[HUB_TOO_BIG] = "its data is over 1048576 bytes",
	[HUB_NO_PROMPT] = "it answers a prompt that is not known",
	[HUB_PROMPT_OVER] = "it answers a prompt that expired",
	[HUB_NOT_ASKED] = "it answers a prompt for other users",
	[HUB_PROMPTS_FULL] = "too many prompts are open",
	[HUB_FAILED] = "the log could not keep it",
	[HUB_BEHIND] = "too many events wait for the disk",
	[HUB_UNKNOWN_TOPIC] = "its topic is not registered",
	[HUB_UNKNOWN_USER] = "a user that it is for is not registered",
};

struct ingesting {
	struct hub_publish p;
	struct api_ingest *in;
	int64_t number;
};

static void
refuse(struct api_ingest *in, int64_t number, const char *why)
{
	const char *what = in->format == API_INGEST_SSE ? "event" : "line";
	struct err err;

	err_set(&err, 1, "%s %" PRId64 ": %s", what, number, why);
	in->on_refused(in, &err);
}

static void
on_done(struct hub_publish *p)
{
	struct ingesting *one = LIST_ITEM(p, struct ingesting, p);

	if (p->outcome == HUB_FAILED && p->err.text[0] != '\0')
		refuse(one->in, one->number, p->err.text);
	else if (p->outcome != HUB_TAKEN && p->outcome != HUB_DUPLICATE)
		refuse(one->in, one->number, refusals[p->outcome]);
	one->in->underway--;
	free(one);
}

static void
publish(struct api_ingest *in, const struct hub_message *m, int64_t number)
{
	struct ingesting *one = mem_new(sizeof(*one));

	one->in = in;
	one->number = number;
	one->p.message = *m;
	one->p.wall_ms = in->wall_ms();
	one->p.on_done = on_done;
	in->underway++;
	hub_publish(in->hub, &one->p);
}

static void
take_text(struct api_ingest *in, struct slice line)
{
	struct hub_message m = { .topic = in->topic, .retry_ms = -1 };

	m.id = m.type = slice_empty();
	m.data = line;
	if (!utf8_is_valid(line)) {
		buf_reset(&in->mended);
		utf8_add_mended(&in->mended, line);
		m.data = buf_slice(&in->mended);
	}
	publish(in, &m, in->lines.number);
}

static void
take_json(struct api_ingest *in, struct slice line)
{
	struct api_message m;
	struct err err;

	if (slice_trim(line).len == 0)
		return;
	if (api_message_parse(&m, line, &err) != 0) {
		refuse(in, in->lines.number, err.text);
		return;
	}
	if (m.is_main)
		m.message.topic = in->topic;
	publish(in, &m.message, in->lines.number);
	api_message_clear(&m);
}

static void
take_line(struct api_ingest *in, struct slice line)
{
	if (in->format == API_INGEST_NDJSON)
		take_json(in, line);
	else
		take_text(in, line);
}

static void
feed_lines(struct api_ingest *in, struct slice bytes)
{
	struct slice line;

	for (;;) {
		switch (lines_next(&in->lines, &bytes, &line)) {
		case LINES_MORE:
			return;
		case LINES_LINE:
			take_line(in, line);
			break;
		case LINES_TOO_LONG:
			refuse(in, in->lines.number, "it is too long");
			break;
		}
	}
}

/* An id stays in force in a stream, but names only the event that set it. */
static void
take_event(struct api_ingest *in, const struct sse_event *ev)
{
	struct hub_message m = {
		.id = ev->id_is_own ? ev->id : slice_empty(),
		.topic = ev->topic.len > 0 ? ev->topic : in->topic,
		.type = ev->type,
		.data = ev->data,
		.retry_ms = -1,
	};

	in->event_number++;
	if (slice_starts(ev->type, "ssed."))
		return;
	publish(in, &m, in->event_number);
}

static void
feed_stream(struct api_ingest *in, struct slice bytes)
{
	struct sse_event ev;

	while (!in->broken) {
		switch (sse_parser_next(in->parser, &bytes, &ev)) {
		case SSE_MORE:
			return;
		case SSE_EVENT:
			take_event(in, &ev);
			break;
		case SSE_COMMENT:
			break;
		case SSE_TOO_BIG:
			refuse(in, in->event_number + 1,
			    "it is too long; the stream is given up");
			in->broken = true;
			break;
		}
	}
}

void
api_ingest_init(struct api_ingest *in)
{
	lines_init(&in->lines, LINE_BYTES_MAX);
	buf_init(&in->mended, 3 * (size_t)LINE_BYTES_MAX);
	if (in->format == API_INGEST_SSE)
		in->parser = mem_check(sse_parser_new(LINE_BYTES_MAX));
}

void
api_ingest_clear(struct api_ingest *in)
{
	lines_clear(&in->lines);
	buf_clear(&in->mended);
	sse_parser_free(in->parser);
	in->parser = NULL;
}

void
api_ingest_feed(struct api_ingest *in, struct slice bytes)
{
	if (in->format == API_INGEST_SSE)
		feed_stream(in, bytes);
	else
		feed_lines(in, bytes);
}

void
api_ingest_end(struct api_ingest *in)
{
	struct slice line;

	if (in->format != API_INGEST_SSE && lines_rest(&in->lines, &line))
		take_line(in, line);
}
