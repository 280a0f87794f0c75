/*
 * log/sqlite/reader_lost.h - what a reader lost: the rows that are left of it,
 * and what is known of those that are not.
 *
 * Not for others: they have log/sqlite/reader.h.
 */
#ifndef LOG_READER_LOST_H
#define LOG_READER_LOST_H

#include "log/sqlite/reader_inner.h"

/* What a reader lost. */
struct reader_loss {
	int64_t count;
	uint64_t last_pos; /* its id is in r->text */
};

/* Counts what was lost behind after_pos and not before time_ms. */
struct reader_loss reader_lost(struct reader *r, const struct hub_seek *s,
    const struct reader_state *state, uint64_t after_pos, int64_t time_ms);

/*
 * Has the id of the newest event that was lost in r->text.  That may be long
 * ago: it is looked for among so many rows as a page is, and empty if it is
 * not there.
 */
void reader_lost_newest(struct reader *r, const struct hub_reader *reader,
    const struct reader_state *state);

/* Counts what was lost behind after_pos since n. */
struct reader_loss reader_lost_since(struct reader *r,
    const struct hub_reader *reader, uint64_t after_pos, uint64_t n);

/* Returns whether reader lost more than the rows that are still there. */
bool reader_lost_more(struct reader *r, const struct hub_reader *reader,
    const struct reader_state *state, uint64_t after_pos);

#endif
