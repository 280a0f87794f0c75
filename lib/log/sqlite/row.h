/*
 * log/sqlite/row.h - an event as a row of the table entries, there and back.
 *
 * Not for others: they have log/sqlite/sqlite.h.
 */
#ifndef LOG_ROW_H
#define LOG_ROW_H

#include "hub/event.h"
#include "log/sqlite/db.h"

/* What row_read() reads, from the first column on. */
#define ROW_COLUMNS                                                            \
	"pos, id, topic, type, data, time, retry, expires, recipients, "       \
	"copy, sender, re, also, quorum, denies, kept, gone, n, bytes"
#define ROW_COLUMN_COUNT 19

/* A row; its texts are borrowed until the statement goes on. */
struct row {
	uint64_t pos;
	int64_t time_ms;
	struct slice id;
	struct hub_message message; /* id too; type is empty for "message" */
	int64_t expires_ms;         /* 0: never */
	int kept;                   /* bits: log/sqlite/schema.h */
	int gone;                   /* 0: it is not */
	int64_t n;                  /* of what is gone */
	int64_t bytes;
};

void row_read(sqlite3_stmt *st, struct row *row);

/* Returns the event that it is. */
struct hub_event *row_event(const struct row *row);

/* Of an event that is new: the table's first columns; the others are NULL. */
#define ROW_NEW_COUNT 19

/*
 * Binds an event that is new to ROW_NEW_COUNT parameters, of which "at" is the
 * first, in the table's order; retry_ms is told beside, as the event has it
 * only in its frame.  The event is borrowed until the statement ends.
 */
struct row_new {
	const struct hub_event *event;
	int64_t retry_ms;
	uint64_t digest;
	int kept;
	bool is_ledger;
};

void row_bind(
    struct db *db, sqlite3_stmt *st, int at, const struct row_new *row);

/*
 * Stands for all that a repeat of a message has to say, too: its topic, type,
 * data, to, re and also.  The key is of the file, so that it holds when the
 * hub starts again.
 */
uint64_t row_digest(const uint64_t key[2], const struct hub_message *m);

#endif
