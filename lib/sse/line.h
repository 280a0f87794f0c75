/*
 * sse/line.h - bytes of a stream in, its lines out.
 *
 * Pure.  A line ends in LF, CR LF or CR; a CR ends it at once, and a LF that
 * follows belongs to it.  The BOM a stream may start with is dropped.
 *
 * A line that is whole in the input is not copied.  Of one that is not, at
 * most max_bytes are held; of a comment that nobody wants, none.
 *
 * Spec: WHATWG HTML 9.2.5 "Parsing an event stream".
 */
#ifndef SSE_LINE_H
#define SSE_LINE_H

#include "base/buf.h"

struct line_reader {
	size_t max_bytes;
	struct buf held; /* the line whose end is yet to come */
	size_t len;      /* its length, held or not */
	size_t bom_len;  /* bytes of a BOM that were seen */
	bool started;    /* no BOM can follow */
	bool skip_lf;    /* last byte was CR: a LF now belongs to it */
	bool skipping;   /* the line is a comment that nobody wants */
	bool taken;      /* the line was handed out: forget it */
	bool is_plain;   /* it is known to be ASCII */
	bool keep_comments;
};

enum line_status {
	LINE_MORE,    /* input used up: feed more */
	LINE_WHOLE,   /* *line is one line, without its end */
	LINE_TOO_BIG, /* a line passed max_bytes, or memory: give up */
};

/*
 * slack_bytes: what r->held takes over max_bytes, for a caller who swaps it
 * with a buf of the same maximum to keep a line without a copy.
 */
void line_reader_init(
    struct line_reader *r, size_t max_bytes, size_t slack_bytes);
void line_reader_clear(struct line_reader *r);

/* Starts a new stream: an unfinished line is dropped, a BOM may come. */
void line_reader_restart(struct line_reader *r);

/*
 * Consumes bytes from the front of *in, up to the end of one line or of *in.
 * *line is borrowed until the next call; it is in r->held if that is not
 * empty, else in the input.
 */
enum line_status line_next(
    struct line_reader *r, struct slice *in, struct slice *line);

/* Returns how many bytes of s stand before its first CR or LF; s.len: all. */
size_t line_span(struct slice s);

/* Returns s without the one line end that it starts with, if it does. */
struct slice line_drop_end(struct slice s);

#endif
