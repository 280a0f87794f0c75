/*
 * client/output.h - bytes gathered, then written to a descriptor at once.
 *
 * A burst of events leaves in one write, each line whole.  Writing blocks:
 * a slow reader slows the stream down, and nothing piles up.  Where there is
 * a deadline it blocks no longer than that, and then a burst leaves in parts.
 */
#ifndef CLIENT_OUTPUT_H
#define CLIENT_OUTPUT_H

#include <stdint.h>

#include "base/buf.h"

#define OUTPUT_FLUSH_BYTES (64 << 10)

struct output {
	int fd;
	struct buf buf;
	int error; /* errno of what failed, ETIMEDOUT too; 0: nothing did */
	int64_t blocked_ms; /* how long writing took, all in all */
};

void output_init(struct output *o, int fd, size_t max_bytes);
void output_clear(struct output *o);

/*
 * Writes what is there, until deadline_ms (monotonic; INT64_MAX: none).
 * False if it could not be: o->error tells why.
 */
bool output_flush(struct output *o, int64_t deadline_ms);

/* The same, once it is worth a write. */
bool output_relax(struct output *o, int64_t deadline_ms);

#endif
