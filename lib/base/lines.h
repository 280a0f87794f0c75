/*
 * base/lines.h - bytes in, lines out.
 *
 * Pure.  A line ends at LF; a CR before it belongs to the end.  The last
 * line need not end (lines_rest).  A line longer than the maximum is
 * reported once and skipped to its end: nothing before or after it is lost.
 */
#ifndef BASE_LINES_H
#define BASE_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

enum lines_status {
	LINES_MORE,     /* input used up: feed more */
	LINES_LINE,     /* *line is filled: handle it, then call again */
	LINES_TOO_LONG, /* a line passed the maximum and is dropped */
};

struct lines {
	struct buf part; /* the start of a line that came in pieces */
	int64_t number;  /* of the line last reported, from 1 */
	bool skip;       /* in a line that was too long */
};

void lines_init(struct lines *l, size_t max_bytes);
void lines_clear(struct lines *l);

/*
 * Consumes bytes from the front of *in up to the end of a line.  *line is
 * borrowed until the next call, and until the bytes behind *in change.
 */
enum lines_status lines_next(
    struct lines *l, struct slice *in, struct slice *line);

/* At the end of input: the last line, if it did not end.  False if none. */
bool lines_rest(struct lines *l, struct slice *line);

#endif
