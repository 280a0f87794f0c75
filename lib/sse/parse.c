#include "sse/parse.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "sse/line.h"
#include "sse/write.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define DATA_NAME "data: "
#define DATA_NAME_LEN (sizeof(DATA_NAME) - 1)

/*
 * Each buf may hold max_bytes.  The data may also hold its last '\n', and the
 * name in front of it where it is a held line: see keep_held().
 */
struct sse_parser {
	size_t max_bytes;
	struct line_reader lines;
	struct buf type; /* the event being built ... */
	struct buf data;
	struct buf topic;
	struct buf next_id;
	struct buf id; /* ... and the last id that a blank line committed */
	struct buf comment;
	size_t data_from; /* where in data the data begins */
	int64_t retry_ms;
	bool has_next_id;
	bool reported; /* the event was handed out: forget it */
	bool failed;   /* too big: nothing more comes out */
};

static void
swap(struct buf *a, struct buf *b)
{
	struct buf c = *a;

	*a = *b;
	*b = c;
}

/* Returns whether value, which is a part of the line at hand, is UTF-8. */
static bool
is_valid(const struct sse_parser *p, struct slice value)
{
	return p->lines.is_plain || utf8_is_valid(value);
}

/* Appends value with U+FFFD for what is not UTF-8. */
static void
add(struct sse_parser *p, struct buf *b, struct slice value)
{
	bool fits =
	    is_valid(p, value) ? buf_add(b, value) : utf8_add_mended(b, value);

	p->failed |= !fits;
}

static void
set(struct sse_parser *p, struct buf *b, struct slice value)
{
	buf_reset(b);
	add(p, b, value);
}

/*
 * Makes the held line, which ends in value, the data: a long line that came
 * in pieces is neither copied again nor in memory twice.
 */
static void
keep_held(struct sse_parser *p, struct slice value)
{
	p->data_from = (size_t)(value.ptr - p->lines.held.ptr);
	swap(&p->data, &p->lines.held);
}

static void
field_data(struct sse_parser *p, struct slice value)
{
	if (p->data.len == 0 && p->lines.held.len > 0 && is_valid(p, value))
		keep_held(p, value);
	else
		add(p, &p->data, value);
	p->failed |= !buf_add_char(&p->data, '\n') ||
		     p->data.len - p->data_from - 1 > p->max_bytes;
}

static void
field_event(struct sse_parser *p, struct slice value)
{
	set(p, &p->type, value);
}

/* An id holding a NUL could not be sent back in a header, so it is ignored. */
static void
field_id(struct sse_parser *p, struct slice value)
{
	if (slice_has(value, '\0'))
		return;
	set(p, &p->next_id, value);
	p->has_next_id = true;
}

static void
field_retry(struct sse_parser *p, struct slice value)
{
	int64_t ms = 0;

	for (size_t i = 0; i < value.len; i++) {
		if (value.ptr[i] < '0' || value.ptr[i] > '9')
			return;
		ms = ms * 10 + (value.ptr[i] - '0');
		if (ms > SSE_RETRY_MS_MAX)
			ms = SSE_RETRY_MS_MAX;
	}
	if (value.len > 0)
		p->retry_ms = ms;
}

static void
field_topic(struct sse_parser *p, struct slice value)
{
	set(p, &p->topic, value);
}

static const struct {
	const char *name;
	void (*apply)(struct sse_parser *p, struct slice value);
} fields[] = {
	{ "data", field_data },
	{ "event", field_event },
	{ "id", field_id },
	{ "retry", field_retry },
	{ "topic", field_topic },
};

/* Applies one line that is not blank.  Unknown fields are ignored. */
static void
apply_field(struct sse_parser *p, struct slice name, struct slice value)
{
	for (size_t i = 0; i < COUNT(fields); i++)
		if (slice_is(name, fields[i].name)) {
			fields[i].apply(p, value);
			return;
		}
}

static enum sse_status
report_comment(struct sse_parser *p, struct slice text, struct sse_event *ev)
{
	set(p, &p->comment, text);
	*ev = (struct sse_event){
		.type = slice_empty(),
		.data = buf_slice(&p->comment),
		.id = buf_slice(&p->id),
		.topic = slice_empty(),
	};
	return SSE_COMMENT;
}

static void
forget_event(struct sse_parser *p)
{
	buf_reset(&p->type);
	buf_reset(&p->data);
	buf_reset(&p->topic);
	p->data_from = 0;
	p->reported = false;
}

/* Commits the id of the event being built; returns whether it had one. */
static bool
commit_id(struct sse_parser *p)
{
	bool is_own = p->has_next_id;

	if (is_own)
		swap(&p->id, &p->next_id);
	p->has_next_id = false;
	return is_own;
}

/* Hands out the event being built, with that data. */
static enum sse_status
report_event(struct sse_parser *p, struct slice data, struct sse_event *ev)
{
	ev->id_is_own = commit_id(p);
	ev->type = p->type.len > 0 ? buf_slice(&p->type) : slice_of("message");
	ev->data = data;
	ev->id = buf_slice(&p->id);
	ev->topic = buf_slice(&p->topic);
	p->reported = true;
	return SSE_EVENT;
}

/* Ends the event being built.  It is one if it had data, also empty data. */
static enum sse_status
finish_event(struct sse_parser *p, struct sse_event *ev)
{
	if (p->data.len == 0) {
		commit_id(p);
		forget_event(p);
		return SSE_MORE;
	}
	p->data.len--; /* the final '\n' */
	return report_event(
	    p, slice_drop(buf_slice(&p->data), p->data_from), ev);
}

/* Returns whether value is the one line of data, and rest ends the event. */
static bool
is_all_data(
    const struct sse_parser *p, struct slice value, const struct slice *rest)
{
	return p->data.len == 0 && slice_starts(*rest, "\n") &&
	       !p->lines.skip_lf && is_valid(p, value);
}

/* So are nearly all lines: no need to look for the name, nor to keep it. */
static enum sse_status
apply_data(struct sse_parser *p, struct slice value, struct slice *rest,
    struct sse_event *ev)
{
	if (is_all_data(p, value, rest)) {
		*rest = slice_drop(*rest, 1);
		return report_event(p, value, ev);
	}
	field_data(p, value);
	return SSE_MORE;
}

/* Applies a line.  Of the rest of the input it may take a line end. */
static enum sse_status
apply_line(struct sse_parser *p, struct slice line, struct slice *rest,
    struct sse_event *ev)
{
	struct slice name, value;

	if (line.len == 0)
		return finish_event(p, ev);
	if (slice_starts(line, DATA_NAME))
		return apply_data(p, slice_drop(line, DATA_NAME_LEN), rest, ev);
	slice_cut(line, ':', &name, &value);
	if (slice_starts(value, " "))
		value = slice_drop(value, 1);
	if (line.ptr[0] == ':')
		return report_comment(p, value, ev);
	apply_field(p, name, value);
	return SSE_MORE;
}

enum sse_status
sse_parser_next(struct sse_parser *p, struct slice *in, struct sse_event *ev)
{
	enum sse_status status = SSE_MORE;

	if (p->reported)
		forget_event(p);
	while (status == SSE_MORE && !p->failed) {
		struct slice line;
		enum line_status got = line_next(&p->lines, in, &line);

		if (got == LINE_MORE)
			return SSE_MORE;
		if (got == LINE_WHOLE)
			status = apply_line(p, line, in, ev);
		else
			p->failed = true;
	}
	return p->failed ? SSE_TOO_BIG : status;
}

struct sse_parser *
sse_parser_new(size_t max_bytes)
{
	struct sse_parser *p = calloc(1, sizeof(*p));
	size_t slack = sizeof(DATA_NAME);

	if (p == NULL)
		return NULL;
	if (max_bytes > SIZE_MAX - slack)
		max_bytes = SIZE_MAX - slack;
	p->max_bytes = max_bytes;
	p->retry_ms = -1;
	line_reader_init(&p->lines, max_bytes, slack);
	buf_init(&p->data, max_bytes + slack);
	buf_init(&p->type, max_bytes);
	buf_init(&p->topic, max_bytes);
	buf_init(&p->next_id, max_bytes);
	buf_init(&p->id, max_bytes);
	buf_init(&p->comment, max_bytes);
	return p;
}

void
sse_parser_free(struct sse_parser *p)
{
	if (p == NULL)
		return;
	line_reader_clear(&p->lines);
	buf_clear(&p->type);
	buf_clear(&p->data);
	buf_clear(&p->topic);
	buf_clear(&p->next_id);
	buf_clear(&p->id);
	buf_clear(&p->comment);
	free(p);
}

void
sse_parser_want_comments(struct sse_parser *p)
{
	p->lines.keep_comments = true;
}

void
sse_parser_restart(struct sse_parser *p)
{
	line_reader_restart(&p->lines);
	forget_event(p);
	p->has_next_id = false;
	p->failed = false;
}

struct slice
sse_parser_id(const struct sse_parser *p)
{
	return buf_slice(&p->id);
}

bool
sse_parser_set_id(struct sse_parser *p, struct slice id)
{
	/* A new buf, for id may be a part of the old one. */
	struct buf b = BUF(p->max_bytes);

	if (!sse_is_field_value(id) || !utf8_add_mended(&b, id)) {
		buf_clear(&b);
		return false;
	}
	swap(&p->id, &b);
	buf_clear(&b);
	return true;
}

int64_t
sse_parser_retry_ms(const struct sse_parser *p)
{
	return p->retry_ms;
}
