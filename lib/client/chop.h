/*
 * client/chop.h - bytes in, lines of a bounded length out; nothing is lost.
 *
 * Pure.  A line ends at LF; a CR before it belongs to the end.  One that is
 * longer than CHOP_BYTES_MAX comes in pieces, none of which parts a
 * character.  (base/lines.h drops such a line: there it is refused input;
 * here it is what a command printed.)
 */
#ifndef CLIENT_CHOP_H
#define CLIENT_CHOP_H

#include <stdbool.h>

#include "base/buf.h"

/* In JSON a byte may become six: it still is within a parcel. */
#define CHOP_BYTES_MAX ((size_t)64 << 10)

struct chop {
	struct buf part;  /* of a line whose end is not here yet */
	size_t done;      /* of it, what was reported last */
	bool is_more;     /* what was reported is the next piece of its line */
	bool has_started; /* a piece of the line was reported */
};

void chop_init(struct chop *c, size_t max_bytes);
void chop_clear(struct chop *c);

/*
 * Consumes bytes from the front of *in up to the end of a line or piece.
 * False: *in is used up.  *line is borrowed until the next call.
 */
bool chop_next(struct chop *c, struct slice *in, struct slice *line);

/* At the end of input: the last line, if it did not end.  False if none. */
bool chop_rest(struct chop *c, struct slice *line);

#endif
