/*
 * client/reader.h - an event stream that comes from a descriptor.
 *
 * Parses what can be read, and ends with it: there is nobody to come back to.
 * Never blocks: a turn reads once, and only what is there.
 */
#ifndef CLIENT_READER_H
#define CLIENT_READER_H

#include "base/err.h"
#include "sse/parse.h"

struct reader {
	/* Set by the caller.  False ends it: then err is the caller's. */
	int fd;
	size_t event_bytes_max;
	bool (*on_event)(struct reader *r, const struct sse_event *ev);
	/* A comment has come; NULL: they are skipped. */
	void (*on_comment)(struct reader *r, struct slice text);

	bool is_over;
	struct err err; /* how it ended; code 0: well */

	/* Its own. */
	struct sse_parser *parser;
	char *piece;
};

/* The caller has set the first part. */
void reader_init(struct reader *r);
void reader_clear(struct reader *r);

/* Does what can be done without waiting. */
void reader_turn(struct reader *r);

#endif
