/*
 * Whatever a stream holds: printed as a stream it parses back to the same
 * events, and printed as JSON each line is an object that says the same, also
 * where data that is JSON is embedded.
 */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/json_value.h"
#include "client/print.h"

#define EVENT_BYTES_MAX ((size_t)4096)
#define LINE_BYTES_MAX (EVENT_BYTES_MAX * 6 * 4)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
must_say(const json_t *line, const char *name, struct slice value)
{
	const json_t *s = json_object_get(line, name);

	must(json_is_string(s) && json_string_length(s) == value.len &&
	     memcmp(json_string_value(s), value.ptr, value.len) == 0);
}

static void
check_json(const struct sse_event *ev)
{
	struct buf out = BUF(LINE_BYTES_MAX);
	struct print p;
	json_t *line;

	print_init(&p, PRINT_JSON, EVENT_BYTES_MAX);
	must(print_event(&p, ev, &out));
	must(memchr(out.ptr, '\n', out.len) == out.ptr + out.len - 1);
	line = json_loadb(out.ptr, out.len, JSON_ALLOW_NUL, NULL);
	must_say(line, "event", ev->type);
	must_say(line, "id", ev->id);
	must_say(line, "data", ev->data);
	if (ev->topic.len > 0)
		must_say(line, "topic", ev->topic);
	json_decref(line);
	print_clear(&p);
	buf_clear(&out);
}

/* What is embedded is read as it would be alone. */
static void
check_embedded(const struct sse_event *ev)
{
	const size_t flags =
	    JSON_ALLOW_NUL | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL;
	struct buf out = BUF(LINE_BYTES_MAX);
	json_t *line, *alone;
	json_error_t error;
	struct print p;

	print_init(&p, PRINT_JSON, EVENT_BYTES_MAX);
	p.embeds_json = true;
	must(print_event(&p, ev, &out));
	must(memchr(out.ptr, '\n', out.len) == out.ptr + out.len - 1);
	line = json_loadb(out.ptr, out.len, flags, &error);
	/* It knows no number that a double does not. */
	must(line != NULL ||
	     json_error_code(&error) == json_error_numeric_overflow);
	alone = json_loadb(ev->data.ptr, ev->data.len, flags, NULL);
	if (line != NULL && alone != NULL)
		must(json_equal(json_object_get(line, "data"), alone) ||
		     !json_is_valid(ev->data));
	if (line != NULL && alone == NULL)
		must_say(line, "data", ev->data);
	json_decref(line);
	json_decref(alone);
	print_clear(&p);
	buf_clear(&out);
}

/* Compares what was printed with the events of the stream it came from. */
static void
check_same(struct slice stream, struct slice printed)
{
	struct sse_parser *a = sse_parser_new(EVENT_BYTES_MAX);
	struct sse_parser *b = sse_parser_new(EVENT_BYTES_MAX);
	struct sse_event x, y;

	while (sse_parser_next(a, &stream, &x) == SSE_EVENT) {
		must(sse_parser_next(b, &printed, &y) == SSE_EVENT);
		must(slice_equals(x.type, y.type));
		must(slice_equals(x.id, y.id));
		must(slice_equals(x.topic, y.topic));
		must(slice_equals(x.data, y.data));
	}
	must(sse_parser_next(b, &printed, &y) == SSE_MORE);
	sse_parser_free(a);
	sse_parser_free(b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice stream = { (const char *)data, size };
	struct slice in = stream;
	struct sse_parser *parser = sse_parser_new(EVENT_BYTES_MAX);
	struct buf out = BUF(SIZE_MAX / 2);
	struct sse_event ev;
	struct print p;

	print_init(&p, PRINT_SSE, EVENT_BYTES_MAX);
	while (sse_parser_next(parser, &in, &ev) == SSE_EVENT) {
		check_json(&ev);
		check_embedded(&ev);
		must(print_event(&p, &ev, &out));
	}
	check_same(stream, buf_slice(&out));
	print_clear(&p);
	buf_clear(&out);
	sse_parser_free(parser);
	return 0;
}
