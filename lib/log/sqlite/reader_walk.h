/*
 * log/sqlite/reader_walk.h - the rows that one reader has to look at, in the
 * log's order: see log/memory/walk.h, which is the same in memory.
 *
 * Not for others: they have log/sqlite/reader.h.
 */
#ifndef LOG_READER_WALK_H
#define LOG_READER_WALK_H

#include "log/sqlite/reader_inner.h"

/* What a row says first of all: who is to have it. */
#define LOOK_COLUMNS "pos, n, topic, type, expires, recipients, copy, also"
#define LOOK_COLUMN_COUNT 8

struct reader_look {
	uint64_t pos;
	bool is_gone;
	struct slice topic, type; /* borrowed until the statement goes on */
	int64_t expires_ms;       /* 0: never */
	struct hub_extra extra;   /* of it to, copy, also */
};

void reader_look(sqlite3_stmt *st, struct reader_look *look);

/* Returns whether reader is to have it, if it is neither over nor gone. */
bool reader_look_is_for(
    const struct reader_look *look, const struct hub_reader *reader);

bool reader_look_is_over(const struct reader_look *look, int64_t now_ms);

/* Names that hold a wildcard need all there is. */
bool reader_is_narrow(const struct hub_reader *reader);

/* The rows that one reader has to look at, in order. */
struct reader_walk {
	struct reader *r;
	const struct hub_reader *reader;
	bool is_narrow, is_back;
	uint64_t after_pos, last_pos;
	sqlite3_stmt *row; /* on which look is */
	struct reader_look look;
	size_t count;
	struct {
		sqlite3_stmt *st;
		uint64_t pos; /* of its row; 0: it is at its end */
	} parts[2 * HUB_PATTERNS_MAX + 2];
};

/*
 * Where it goes: behind after_pos, up to last_pos.  is_kept: only through what
 * is kept; is_back: from its end.
 */
struct reader_way {
	uint64_t after_pos, last_pos;
	bool is_kept, is_back;
};

void reader_walk_start(struct reader_walk *w, struct reader *r,
    const struct hub_reader *reader, const struct reader_way *way);

/* Goes to the next row; false: there is none, or an error. */
bool reader_walk_next(struct reader_walk *w);

/* Returns whether the reader gets it. */
bool reader_walk_wants(const struct reader_walk *w);

/* What a walk that is not back has behind LOOK_COLUMNS. */
enum { WALK_ID = LOOK_COLUMN_COUNT, WALK_RETRY, WALK_DATA };

#endif
