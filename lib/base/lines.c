#include "base/lines.h"

void
lines_init(struct lines *l, size_t max_bytes)
{
	*l = (struct lines){ 0 };
	buf_init(&l->part, max_bytes + 1); /* the CR of its end */
}

void
lines_clear(struct lines *l)
{
	buf_clear(&l->part);
}

static struct slice
without_cr(struct slice line)
{
	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* Returns whether line, less the CR of its end, is within the maximum. */
static bool
is_short(const struct lines *l, struct slice line)
{
	return without_cr(line).len < l->part.max;
}

/* Adds to what is kept of a line; false if it is too long by now. */
static bool
add_part(struct lines *l, struct slice part)
{
	return buf_add(&l->part, part) && is_short(l, buf_slice(&l->part));
}

/* Keeps the start of a line whose end is not here yet. */
static enum lines_status
keep_part(struct lines *l, struct slice part)
{
	if (l->skip || add_part(l, part))
		return LINES_MORE;
	buf_clear(&l->part);
	l->skip = true;
	l->number++;
	return LINES_TOO_LONG;
}

enum lines_status
lines_next(struct lines *l, struct slice *in, struct slice *line)
{
	while (in->len > 0) {
		const char *end = memchr(in->ptr, '\n', in->len);
		struct slice part = *in;
		bool skipped = l->skip;

		if (end == NULL) {
			*in = slice_drop(*in, in->len);
			return keep_part(l, part);
		}
		part.len = (size_t)(end - in->ptr);
		*in = slice_drop(*in, part.len + 1);
		l->skip = false;
		if (skipped)
			continue;
		l->number++;
		if (l->part.len == 0 && is_short(l, part)) {
			*line = without_cr(part);
			return LINES_LINE;
		}
		if (!add_part(l, part)) {
			buf_clear(&l->part);
			return LINES_TOO_LONG;
		}
		*line = without_cr(buf_slice(&l->part));
		buf_reset(&l->part);
		return LINES_LINE;
	}
	return LINES_MORE;
}

bool
lines_rest(struct lines *l, struct slice *line)
{
	if (l->skip || l->part.len == 0)
		return false;
	*line = without_cr(buf_slice(&l->part));
	buf_reset(&l->part);
	l->number++;
	return true;
}
