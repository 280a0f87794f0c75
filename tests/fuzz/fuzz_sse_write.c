/* Any event is written in the size told, and parses back to the same. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "sse/sse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* Returns what data comes back as: each line end is LF. */
static void
add_with_lf(struct buf *b, struct slice data)
{
	for (size_t i = 0; i < data.len; i++) {
		char c = data.ptr[i];

		if (c == '\n' && i > 0 && data.ptr[i - 1] == '\r')
			continue;
		if (c == '\r')
			c = '\n';
		must(buf_add_char(b, c));
	}
}

/* Returns the type that an event of that type comes back with. */
static struct slice
type_back(struct slice type)
{
	return type.len > 0 ? type : slice_of("message");
}

static void
check(const struct sse_event *ev, int64_t retry_ms)
{
	size_t size = sse_event_size(ev, retry_ms);
	char *stream = malloc(size);
	struct slice in = { stream, size };
	struct sse_parser *p = sse_parser_new(size);
	struct buf want = BUF(SIZE_MAX);
	struct sse_event got;

	must(sse_event_write(ev, retry_ms, stream) == size);
	must(sse_parser_next(p, &in, &got) == SSE_EVENT && in.len == 0);
	add_with_lf(&want, ev->data);
	must(slice_equals(got.data, buf_slice(&want)));
	must(slice_equals(got.type, type_back(ev->type)));
	must(slice_equals(got.id, ev->id));
	must(slice_equals(got.topic, ev->topic));
	must(got.id_is_own == (ev->id.len > 0));
	must(sse_parser_retry_ms(p) == retry_ms);
	sse_parser_free(p);
	buf_clear(&want);
	free(stream);
}

/* The input: type, id and topic end in LF; the rest is data. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = { (const char *)data, size };
	struct sse_event ev = { 0 };

	if (size == 0 || !utf8_is_valid(rest))
		return 0;
	slice_cut(rest, '\n', &ev.type, &rest);
	slice_cut(rest, '\n', &ev.id, &rest);
	slice_cut(rest, '\n', &ev.topic, &ev.data);
	if (!sse_is_field_value(ev.type) || !sse_is_field_value(ev.id) ||
	    !sse_is_field_value(ev.topic))
		return 0;
	check(&ev, (int64_t)size - 2);
	return 0;
}
