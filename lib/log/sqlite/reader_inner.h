/*
 * log/sqlite/reader_inner.h - what the files of the reader share.  Not for
 * others: they have log/sqlite/reader.h.
 */
#ifndef LOG_READER_INNER_H
#define LOG_READER_INNER_H

#include "hub/id.h"
#include "log/sqlite/reader.h"
#include "log/sqlite/row.h"

/*
 * The runs of rows that a walk may be made of, all in the order of places:
 * all there is, what went to several topics, what is addressed to users, and
 * that of one topic; of each also what of it is kept.  A walk through many
 * topics has a statement for each.
 */
enum reader_run {
	RUN_ALL,
	RUN_ALL_KEPT,
	RUN_ALSO,
	RUN_ALSO_KEPT,
	RUN_TO,
	RUN_TO_KEPT,
	RUN_OF,
	RUN_OF_KEPT = RUN_OF + HUB_PATTERNS_MAX,
	RUN_COUNT = RUN_OF_KEPT + HUB_PATTERNS_MAX,
};

/* The statements: reader_sql.c. */
enum reader_statement {
	READ_BEGIN,
	READ_COMMIT,
	READ_STATE,
	READ_ID,     /* an event, whole */
	READ_POS,    /* the same, by its place */
	READ_PLACE,  /* that of an id */
	READ_TIME,   /* of the first row that is there from a place on */
	LOST_SINCE,  /* what was forgotten since n */
	LOST_LEDGER, /* ... and is in a ledger */
	LOST_OF,     /* a topic's, in the order of places */
	LOST_ALSO,
	LOST_TO,
	LOST_TOPICS, /* names of topics that lost some */
	TOPIC_ONE,
	TOPIC_ALL,
	TOPIC_KEPT,   /* what it keeps before its history */
	TOPIC_NEWEST, /* its newest event */
	READ_LEDGER,
	READ_NEWEST,
	RUN_ON,                        /* each run ... */
	RUN_BACK = RUN_ON + RUN_COUNT, /* and back */
	READER_STATEMENTS = RUN_BACK + RUN_COUNT,
};

extern const char *const reader_sql[READER_STATEMENTS];

/* The row of the table state, as far as it is wanted: log/sqlite/schema.h. */
struct reader_state {
	uint64_t last, n;
	int64_t time_ms;
	struct hub_id first_id, last_id;
	uint64_t missed, lost, lost_to, lost_also, lost_topic;
};

/* Begins a snapshot, opening the file again if need be; false: an error. */
bool reader_begin(struct reader *r, struct reader_state *state);

/* Ends it, also after an error; returns whether there was none. */
bool reader_end(struct reader *r);

/* What the table topics has of one; all zero: it does not. */
struct reader_topic {
	bool is_there, has_kept;
	int64_t count, bytes;
	uint64_t base, lost;
};

/* Reads the row of TOPIC_ONE or TOPIC_ALL, whose last column is its name. */
#define TOPIC_NAME 5
void reader_topic_row(sqlite3_stmt *st, struct reader_topic *topic);

void reader_topic(
    struct reader *r, struct slice name, struct reader_topic *topic);

/* Returns the event at a place, whole; the caller's.  NULL: an error. */
struct hub_event *reader_event_at(struct reader *r, uint64_t pos);

/* Returns the event that row is; NULL, which is an error: it is damaged. */
struct hub_event *reader_event(struct reader *r, const struct row *row);

#endif
