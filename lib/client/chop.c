#include "client/chop.h"

void
chop_init(struct chop *c, size_t max_bytes)
{
	*c = (struct chop){ 0 };
	buf_init(&c->part, max_bytes);
}

void
chop_clear(struct chop *c)
{
	buf_clear(&c->part);
}

/* How many bytes a sequence of UTF-8 has that begins so. */
static size_t
sequence_len(unsigned char lead)
{
	if (lead >= 0xF0)
		return 4;
	if (lead >= 0xE0)
		return 3;
	return lead >= 0xC0 ? 2 : 1;
}

/*
 * Returns where s, which goes on, may be parted: not within a character, nor
 * before what may be the LF of its last CR.
 */
static size_t
find_cut(struct slice s)
{
	size_t at = s.len - 1;

	if (s.ptr[at] == '\r')
		return at;
	while (at > 0 && s.len - at < 4 &&
	       ((unsigned char)s.ptr[at] & 0xC0) == 0x80)
		at--;
	if (at > 0 && sequence_len((unsigned char)s.ptr[at]) > s.len - at)
		return at;
	return s.len;
}

/* Hands out the first bytes of the part. */
static struct slice
report(struct chop *c, size_t len, bool is_end)
{
	c->done = is_end ? c->part.len : len;
	c->is_more = c->has_started;
	c->has_started = !is_end;
	return slice_take(buf_slice(&c->part), len);
}

/* The line ends here.  False if all of it has been reported in pieces. */
static bool
end_line(struct chop *c, struct slice *line)
{
	size_t len = c->part.len;

	if (len > 0 && c->part.ptr[len - 1] == '\r')
		len--;
	if (len == 0 && c->has_started) {
		c->done = c->part.len;
		c->has_started = false;
		return false;
	}
	*line = report(c, len, true);
	return true;
}

static void
drop_done(struct chop *c)
{
	buf_drop(&c->part, c->done);
	c->done = 0;
}

bool
chop_next(struct chop *c, struct slice *in, struct slice *line)
{
	drop_done(c);
	while (in->len > 0) {
		size_t room = c->part.max - c->part.len;
		struct slice piece =
		    slice_take(*in, in->len < room ? in->len : room);
		const char *end = memchr(piece.ptr, '\n', piece.len);

		if (end != NULL)
			piece.len = (size_t)(end - piece.ptr);
		buf_add(&c->part, piece);
		*in = slice_drop(*in, piece.len + (end != NULL));
		if (end != NULL) {
			if (end_line(c, line))
				return true;
			drop_done(c);
		} else if (c->part.len == c->part.max) {
			*line = report(c, find_cut(buf_slice(&c->part)), false);
			return true;
		}
	}
	return false;
}

bool
chop_rest(struct chop *c, struct slice *line)
{
	drop_done(c);
	return c->part.len > 0 && end_line(c, line);
}
