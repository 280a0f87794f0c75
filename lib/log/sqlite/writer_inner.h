/*
 * log/sqlite/writer_inner.h - what the files of the writer share.  Not for
 * others: they have log/sqlite/writer.h.
 *
 * A row of entries that is to go is known by what its going changes; so no
 * text of it is read.
 */
#ifndef LOG_WRITER_INNER_H
#define LOG_WRITER_INNER_H

#include "log/sqlite/writer.h"
#include "log/sqlite/writer_topic.h"

#define WRITER_ROWS_MAX 64 /* read at once */

enum writer_sql {
	WRITER_BEGIN,
	WRITER_COMMIT,
	WRITER_STATE,
	WRITER_STATE_PUT,
	WRITER_NEWEST,
	WRITER_INSERT,
	WRITER_INSERT_16, /* WRITER_TOGETHER at most */
	WRITER_UNDO,
	WRITER_DIGEST,
	WRITER_BY_ID,
	WRITER_BY_POS,
	WRITER_HISTORY,
	WRITER_KEPT_OF,
	WRITER_OVER,
	WRITER_TOMB,
	WRITER_TOMB_KEPT,
	WRITER_TOMBS,
	WRITER_KEEP,
	WRITER_PRUNE_LOOK,
	WRITER_PRUNE,
	WRITER_UNLEDGER_H,
	WRITER_UNLEDGER_C,
	WRITER_TOPIC,
	WRITER_TOPIC_PUT,
	WRITER_TOPIC_DELETE,
	WRITER_TOPIC_NEXT,
	WRITER_TOPIC_OLDEST,
	WRITER_TOPIC_OLDEST_HELD,
	WRITER_FREE_PAGES,
	WRITER_PAGES,
	WRITER_SQL_COUNT,
};

extern const char *const writer_sql[WRITER_SQL_COUNT];

/* A row of entries that is not forgotten. */
struct writer_row {
	uint64_t pos;
	int64_t bytes, time_ms, over_ms; /* INT64_MAX: never over */
	int kept;
	bool is_ledger, has_recipients;
};

/* writer_rows.c */

/* Reads at most WRITER_ROWS_MAX rows, and ends the statement. */
size_t writer_rows(struct writer *w, sqlite3_stmt *st, struct writer_row *rows);

/* Reads the one row there is, and its topic; NULL: there is none. */
struct writer_topic *writer_row(
    struct writer *w, sqlite3_stmt *st, struct writer_row *row);

/* Forgets a row, wherever it is.  gone: log/sqlite/schema.h. */
void writer_row_forget(struct writer *w, struct writer_topic *topic,
    const struct writer_row *row, int gone);

/*
 * Forgets the first count rows of a topic's history, but for those that are
 * kept beside it: as many together as there are.
 */
void writer_rows_forget(struct writer *w, struct writer_topic *topic,
    const struct writer_row *rows, size_t count, int gone);

/* Makes known to a connection what the statements ask the writer. */
void writer_rows_functions(struct writer *w);

/* The row is not kept any more for one reason: a bit of log/sqlite/schema.h. */
void writer_row_leave(struct writer *w, struct writer_topic *topic,
    struct writer_row *row, int bit);

/* writer_remove.c */

/*
 * Forgets the row that the statement finds, as gone says; a topic that is left
 * with nothing goes too, unless it is known to have lost some.  False: it found
 * none.
 */
bool writer_row_end(
    struct writer *w, sqlite3_stmt *st, int gone, bool *was_over);

/* writer_trim.c */

/* All topics that were published to forget what is too much. */
void writer_trim(struct writer *w);

/*
 * One topic does, and by_age what is too old, as far as the transaction may;
 * true if nothing is left to forget.
 */
bool writer_trim_topic(
    struct writer *w, struct writer_topic *topic, bool by_age);

/* What all topics keep, and what is remembered, is brought in bounds. */
void writer_bound(struct writer *w);

#endif
