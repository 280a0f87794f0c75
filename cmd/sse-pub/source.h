/*
 * sse-pub/source.h - standard input, line by line, on its way to the outbox.
 *
 * Never waits.  Reads only while the outbox has room, a chunk at a time.
 */
#ifndef SSE_PUB_SOURCE_H
#define SSE_PUB_SOURCE_H

#include "base/lines.h"
#include "base/num.h"
#include "client/outbox.h"
#include "client/post.h"

/* What a hub takes as data; a longer line need not be kept to be refused. */
#define SOURCE_LINE_BYTES_MAX ((size_t)1 << 20)
#define SOURCE_CHUNK_BYTES ((size_t)64 << 10)

/* Lines in a row that are no objects: what is written over several lines. */
struct source_misfits {
	bool is_first_told;
	int64_t first, last, count; /* of the others */
};

struct source {
	/* Set by the caller. */
	struct outbox *outbox;
	struct draft draft; /* what each event is, but for its data and id */
	const char *id;     /* of each, with the number of its line behind */
	bool is_json;       /* a line is an object, not data */
	bool mends;         /* what is not UTF-8, instead of refusing it */
	/* The end of a row, of which only the first was told; or NULL. */
	void (*on_misfits)(struct source *s, const struct source_misfits *m);

	int error; /* to be read: errno of what failed; 0: nothing did */

	/* Its own. */
	char chunk[SOURCE_CHUNK_BYTES];
	struct slice rest; /* of the chunk */
	struct lines lines;
	struct slice line; /* the outbox has no room for it yet */
	bool has_line;
	bool at_end;
	struct source_misfits misfits;
	struct buf text; /* a line, mended or completed */
	char line_id[POST_ID_SIZE + 1 + NUM_TEXT_MAX];
};

void source_init(struct source *s);
void source_clear(struct source *s);

/*
 * Moves what was read to the outbox, as far as that has room, and ends it once
 * that is all.
 */
void source_turn(struct source *s);

/* Returns whether there is nothing to do until more is read. */
bool source_wants_input(const struct source *s);

/* Reads what is there. */
void source_read(struct source *s);

#endif
