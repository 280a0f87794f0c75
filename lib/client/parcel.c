#include "client/parcel.h"

#include <stdlib.h>

#include "base/mem.h"
#include "client/url.h"

static bool
is_empty(const struct parcel *p)
{
	return p->count == 0;
}

/* What was added to the text is a line. */
static enum parcel_status
close_line(struct parcel *p, int64_t number)
{
	p->lines[p->count++] = (struct parcel_line){ p->text.len, number };
	p->is_full = p->text.len >= PARCEL_BYTES_FULL ||
		     p->count == PARCEL_LINES_MAX || p->target.len > 0;
	return PARCEL_ADDED;
}

/* It does not go in: it may where there is nothing else. */
static enum parcel_status
refuse(struct parcel *p)
{
	if (is_empty(p))
		return PARCEL_TOO_LONG;
	p->is_full = true;
	return PARCEL_FULL;
}

/* Data has all the room for itself where it need not be written as JSON. */
static enum parcel_status
add_alone(struct parcel *p, const struct draft *d, int64_t number)
{
	if (!is_empty(p) || d->topic.len == 0 ||
	    d->data.len > PARCEL_BYTES_MAX || !draft_add_target(&p->target, d))
		return refuse(p);
	buf_add(&p->text, d->data);
	buf_add_char(&p->text, '\n');
	return close_line(p, number);
}

enum parcel_status
parcel_add(struct parcel *p, const struct draft *d, int64_t number)
{
	size_t before = p->text.len;

	if (p->is_full)
		return PARCEL_FULL;
	if (draft_add_json(&p->text, d) && buf_add_char(&p->text, '\n'))
		return close_line(p, number);
	p->text.len = before;
	return add_alone(p, d, number);
}

enum parcel_status
parcel_add_alone(
    struct parcel *p, struct slice target, struct slice data, int64_t number)
{
	if (!is_empty(p))
		return refuse(p);
	if (buf_add(&p->target, target) && buf_add(&p->text, data))
		return close_line(p, number);
	buf_reset(&p->target);
	return refuse(p);
}

enum parcel_status
parcel_add_line(struct parcel *p, struct slice line, int64_t number)
{
	size_t before = p->text.len;

	if (p->is_full)
		return PARCEL_FULL;
	if (buf_add(&p->text, line) && buf_add_char(&p->text, '\n'))
		return close_line(p, number);
	p->text.len = before;
	return refuse(p);
}

/* Of the last line the end need not be sent: a hub counts its bytes, too. */
struct slice
parcel_body(const struct parcel *p, size_t n)
{
	if (n == 0)
		return slice_empty();
	return (struct slice){ p->text.ptr + p->at,
		p->lines[p->from + n - 1].end - 1 - p->at };
}

static size_t
begin_of(const struct parcel *p, size_t line)
{
	return line == p->from ? p->at : p->lines[line - 1].end;
}

struct slice
parcel_line(const struct parcel *p, size_t i)
{
	size_t begin = begin_of(p, p->from + i);

	return (struct slice){ p->text.ptr + begin,
		p->lines[p->from + i].end - 1 - begin };
}

/* Moves what is kept, the last of it first, to where the others begin. */
void
parcel_drop(struct parcel *p, size_t n, const size_t *kept, size_t kept_count)
{
	size_t to = p->from + n, end = p->at;

	if (n > 0)
		end = p->lines[to - 1].end;
	while (kept_count > 0) {
		size_t line = p->from + kept[--kept_count];
		size_t begin = begin_of(p, line);
		size_t len = p->lines[line].end - begin;

		memmove(p->text.ptr + end - len, p->text.ptr + begin, len);
		p->lines[--to] =
		    (struct parcel_line){ end, p->lines[line].number };
		end -= len;
	}
	p->from = to;
	p->at = end;
}

void
parcel_reset(struct parcel *p)
{
	buf_reset(&p->text);
	buf_reset(&p->target);
	p->count = p->from = p->at = 0;
	p->is_full = false;
}

void
parcel_init(struct parcel *p)
{
	*p = (struct parcel){ .count = 0 };
	buf_init(&p->text, PARCEL_BYTES_MAX + 1);
	buf_init(&p->target, URL_BYTES_MAX);
	p->lines = mem_grow(NULL, PARCEL_LINES_MAX, sizeof(p->lines[0]));
}

void
parcel_clear(struct parcel *p)
{
	buf_clear(&p->text);
	buf_clear(&p->target);
	free(p->lines);
	p->lines = NULL;
	p->count = p->from = p->at = 0;
}
