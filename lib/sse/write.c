#include "sse/write.h"

#include "base/num.h"
#include "base/utf8.h"
#include "sse/line.h"

/* Where bytes go.  Without room they are only counted. */
struct sink {
	char *room;
	size_t len;
};

static inline void
put(struct sink *to, struct slice s)
{
	if (to->room != NULL && s.len > 0)
		memcpy(to->room + to->len, s.ptr, s.len);
	to->len += s.len;
}

static inline void
put_field(struct sink *to, struct slice name, struct slice value)
{
	put(to, name);
	put(to, value);
	put(to, slice_of("\n"));
}

static void
put_retry(struct sink *to, int64_t ms)
{
	char digits[NUM_TEXT_MAX];

	put_field(to, slice_of("retry: "), num_format((uint64_t)ms, digits));
}

/* A field for each line; n line ends make n + 1 lines. */
static void
put_data(struct sink *to, struct slice data)
{
	size_t n;

	while ((n = line_span(data)) < data.len) {
		put_field(to, slice_of("data: "), slice_take(data, n));
		data = line_drop_end(slice_drop(data, n));
	}
	put_field(to, slice_of("data: "), data);
}

/* The size is counted by what writes, so they cannot differ. */
static size_t
put_event(const struct sse_event *ev, int64_t retry_ms, char *room)
{
	struct sink to = { room, 0 };

	if (ev->type.len > 0 && !slice_is(ev->type, "message"))
		put_field(&to, slice_of("event: "), ev->type);
	if (ev->id.len > 0)
		put_field(&to, slice_of("id: "), ev->id);
	if (ev->topic.len > 0)
		put_field(&to, slice_of("topic: "), ev->topic);
	if (retry_ms >= 0)
		put_retry(&to, retry_ms);
	put_data(&to, ev->data);
	put(&to, slice_of("\n"));
	return to.len;
}

bool
sse_is_field_value(struct slice s)
{
	return !slice_has(s, '\0') && !slice_has(s, '\r') &&
	       !slice_has(s, '\n');
}

bool
sse_is_id(struct slice s)
{
	if (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' '))
		return false;
	return !utf8_has_control(s);
}

size_t
sse_event_size(const struct sse_event *ev, int64_t retry_ms)
{
	return put_event(ev, retry_ms, NULL);
}

size_t
sse_event_write(const struct sse_event *ev, int64_t retry_ms, char *out)
{
	return put_event(ev, retry_ms, out);
}
