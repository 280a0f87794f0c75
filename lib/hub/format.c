#include "hub/format.h"

#include <inttypes.h>

#include "base/mem.h"
#include "sse/json.h"

#define RETRY_BYTES_MAX 64

bool
hub_format_event(
    struct buf *b, enum hub_format format, const struct hub_event *ev)
{
	const struct sse_event sse = {
		.type = hub_type_of(ev->type),
		.id = ev->id,
		.topic = ev->topic,
		.data = ev->data,
	};

	switch (format) {
	case HUB_FORMAT_NDJSON:
		return sse_json_add(b, &sse);
	case HUB_FORMAT_TEXT:
		return buf_add(b, ev->data) && buf_add_char(b, '\n');
	default:
		return buf_add(b, ev->frame);
	}
}

struct hub_event *
hub_format_new(enum hub_format format, const struct hub_event *ev)
{
	struct buf b = BUF(HUB_FORMAT_BYTES_MAX);
	struct hub_event *as;

	if (!hub_format_event(&b, format, ev))
		mem_fail();
	as = hub_event_raw_as(buf_slice(&b), ev->id);
	buf_clear(&b);
	return as;
}

static void
add_stream_control(
    struct buf *b, const char *type, struct slice json, int64_t retry_ms)
{
	if (retry_ms >= 0)
		buf_addf(b, "retry: %" PRId64 "\n", retry_ms);
	buf_addf(b, "event: %s\ndata: ", type);
	buf_add(b, json);
	buf_add(b, slice_of("\n\n"));
}

static void
add_json_control(struct buf *b, const char *type, struct slice json)
{
	const struct sse_event sse = {
		.type = slice_of(type),
		.id = slice_empty(),
		.topic = slice_empty(),
		.data = json,
	};

	sse_json_add(b, &sse);
}

struct hub_event *
hub_format_control(enum hub_format format, const char *type, struct slice json,
    int64_t retry_ms)
{
	struct buf b = BUF(6 * json.len + 256);
	struct hub_event *f;

	if (format == HUB_FORMAT_TEXT)
		return NULL;
	if (format == HUB_FORMAT_NDJSON)
		add_json_control(&b, type, json);
	else
		add_stream_control(&b, type, json, retry_ms);
	f = hub_event_raw(buf_slice(&b));
	buf_clear(&b);
	return f;
}

struct hub_event *
hub_format_retry(enum hub_format format, int64_t retry_ms)
{
	struct buf b = BUF(RETRY_BYTES_MAX);
	struct hub_event *f;

	if (format != HUB_FORMAT_STREAM)
		return NULL;
	buf_addf(&b, "retry: %" PRId64 "\n\n", retry_ms);
	f = hub_event_raw(buf_slice(&b));
	buf_clear(&b);
	return f;
}

struct hub_event *
hub_format_beat(enum hub_format format)
{
	static const char *const beats[HUB_FORMAT_COUNT] = {
		[HUB_FORMAT_STREAM] = ":\n\n",
		[HUB_FORMAT_NDJSON] = "\n",
	};

	if (beats[format] == NULL)
		return NULL;
	return hub_event_raw(slice_of(beats[format]));
}
