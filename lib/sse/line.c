#include "sse/line.h"

#include <endian.h>
#include <stdint.h>

#define BOM "\xEF\xBB\xBF"
#define BOM_LEN (sizeof(BOM) - 1)

/*
 * Two line ends are searched, each by memchr.  A search over all of the input
 * would take quadratic time where one of them is rare, hence the window.
 */
#define WINDOW_BYTES ((size_t)512)

/* A byte that is plain is ASCII, and no line end: it is 0x0E to 0x7F. */
#define PLAIN_MIN 0x0E

#define EACH_BYTE(byte) (UINT64_MAX / 0xFF * (byte))

void
line_reader_init(struct line_reader *r, size_t max_bytes, size_t slack_bytes)
{
	*r = (struct line_reader){ .max_bytes = max_bytes };
	buf_init(&r->held, max_bytes + slack_bytes);
}

void
line_reader_clear(struct line_reader *r)
{
	buf_clear(&r->held);
}

/* Makes room for the next line. */
static void
forget_line(struct line_reader *r)
{
	buf_reset(&r->held);
	r->len = 0;
	r->skipping = false;
	r->taken = false;
}

void
line_reader_restart(struct line_reader *r)
{
	forget_line(r);
	r->bom_len = 0;
	r->started = false;
	r->skip_lf = false;
}

static bool
is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

static bool
is_plain(char c)
{
	return (unsigned char)c >= PLAIN_MIN && (unsigned char)c < 0x80;
}

/*
 * Sets the top bit of each of the eight bytes at from that is not plain: to
 * take 0x0E from a lower one borrows.  A borrow runs on into the bytes behind,
 * so only the first such bit counts; the bits below the top ones mean nothing.
 */
static uint64_t
mark_odd(const char *from)
{
	uint64_t eight;

	memcpy(&eight, from, sizeof(eight));
	eight = le64toh(eight);
	return (eight - EACH_BYTE(PLAIN_MIN)) | eight;
}

static bool
are_32_plain(const char *from)
{
	uint64_t marks = mark_odd(from) | mark_odd(from + 8) |
			 mark_odd(from + 16) | mark_odd(from + 24);

	return (marks & EACH_BYTE(0x80)) == 0;
}

/* Returns how many bytes s starts with that are plain, many at a time. */
static size_t
plain_len(struct slice s)
{
	size_t n = 0;

	while (s.len - n >= 32 && are_32_plain(s.ptr + n))
		n += 32;
	for (; s.len - n >= 8; n += 8) {
		uint64_t marks = mark_odd(s.ptr + n) & EACH_BYTE(0x80);

		if (marks != 0)
			return n + (size_t)__builtin_ctzll(marks) / 8;
	}
	while (n < s.len && is_plain(s.ptr[n]))
		n++;
	return n;
}

/* Returns where the first line end is, from at on, or s.len. */
static size_t
find_end(struct slice s, size_t at)
{
	while (at < s.len) {
		const char *from = s.ptr + at, *lf, *cr;
		size_t n = s.len - at;

		if (n > WINDOW_BYTES)
			n = WINDOW_BYTES;
		lf = memchr(from, '\n', n);
		if (lf != NULL)
			n = (size_t)(lf - from);
		cr = memchr(from, '\r', n);
		if (cr != NULL)
			return at + (size_t)(cr - from);
		at += n;
		if (lf != NULL)
			break;
	}
	return at;
}

/* Most lines are plain: one look at each byte then tells all. */
static size_t
span(struct slice s, bool *all_plain)
{
	size_t n = plain_len(s);

	*all_plain = n == s.len || is_line_end(s.ptr[n]);
	return *all_plain ? n : find_end(s, n);
}

size_t
line_span(struct slice s)
{
	bool all_plain;

	return span(s, &all_plain);
}

struct slice
line_drop_end(struct slice s)
{
	if (slice_starts(s, "\r\n"))
		return slice_drop(s, 2);
	if (slice_starts(s, "\n") || slice_starts(s, "\r"))
		return slice_drop(s, 1);
	return s;
}

/* Adds a piece to the line that is held; false if it is too long. */
static bool
hold(struct line_reader *r, struct slice piece)
{
	if (r->len == 0)
		r->skipping = slice_starts(piece, ":") && !r->keep_comments;
	if (piece.len > r->max_bytes - r->len)
		return false;
	r->len += piece.len;
	return r->skipping || buf_add(&r->held, piece);
}

/* Drops the BOM.  What only began like one is the start of the first line. */
static bool
skip_bom(struct line_reader *r, struct slice *in)
{
	while (r->bom_len < BOM_LEN && in->len > 0 &&
	       in->ptr[0] == BOM[r->bom_len]) {
		*in = slice_drop(*in, 1);
		r->bom_len++;
	}
	if (r->bom_len < BOM_LEN && in->len == 0)
		return true;
	r->started = true;
	return r->bom_len == BOM_LEN ||
	       hold(r, (struct slice){ BOM, r->bom_len });
}

/* Drops the LF of a CR LF whose CR ended the line before. */
static void
skip_lf(struct line_reader *r, struct slice *in)
{
	if (slice_starts(*in, "\n"))
		*in = slice_drop(*in, 1);
	r->skip_lf = false;
}

/* Takes the line whose last n bytes *in starts with, and its end. */
static enum line_status
take_line(struct line_reader *r, struct slice *in, size_t n, struct slice *line)
{
	*line = slice_take(*in, n);
	r->skip_lf = in->ptr[n] == '\r';
	*in = slice_drop(*in, n + 1);
	if (r->len > 0) {
		if (!hold(r, *line))
			return LINE_TOO_BIG;
		*line = buf_slice(&r->held);
		r->is_plain = false; /* who knows what is held */
	} else {
		r->skipping = slice_starts(*line, ":") && !r->keep_comments;
	}
	r->taken = true;
	return line->len > r->max_bytes ? LINE_TOO_BIG : LINE_WHOLE;
}

/* One step of line_next(), to the end of a line, wanted or not. */
static enum line_status
next_line(struct line_reader *r, struct slice *in, struct slice *line)
{
	struct slice piece;
	size_t n;

	if (r->taken)
		forget_line(r);
	if (!r->started && !skip_bom(r, in))
		return LINE_TOO_BIG;
	if (r->skip_lf && in->len > 0)
		skip_lf(r, in);
	if (in->len == 0)
		return LINE_MORE;

	n = span(*in, &r->is_plain);
	if (n < in->len)
		return take_line(r, in, n, line);
	piece = *in;
	*in = slice_drop(*in, n);
	return hold(r, piece) ? LINE_MORE : LINE_TOO_BIG;
}

enum line_status
line_next(struct line_reader *r, struct slice *in, struct slice *line)
{
	enum line_status status;

	do
		status = next_line(r, in, line);
	while (status == LINE_WHOLE && r->skipping);
	return status;
}
