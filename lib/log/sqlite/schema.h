/*
 * log/sqlite/schema.h - what the tables of a SQLite log are, and whether a file
 * has them.
 *
 * entries has a row for each event that is kept, and for the newest
 * SCHEMA_FORGOTTEN_MAX of those that are not: such a row has no data any more
 * (unless a ledger needs it), but keeps its id known, and tells who was away
 * what they missed.  topics has a row for each topic, state just one, which
 * says how far the log is.  The view events is for others: ssed(8).
 *
 * A topic's history is what it has behind topics.base: what is kept beside
 * (retained, held) and stands before that is not counted in it.
 *
 * Not for others: they have log/sqlite/sqlite.h.
 */
#ifndef LOG_SCHEMA_H
#define LOG_SCHEMA_H

#include "log/sqlite/db.h"

#define SCHEMA_ID 0x73736564 /* application_id: "ssed" */
#define SCHEMA_VERSION 1     /* user_version */
#define SCHEMA_FORGOTTEN_MAX 65536

/* Why a file that is opened again is not gone on with. */
#define SCHEMA_OTHER_FILE "it is not the file that it was"

/* entries.kept, as bits: not forgotten with its topic's history. */
#define SCHEMA_RETAINED 1
#define SCHEMA_HELD 2

/* entries.gone of one that is forgotten; NULL while it is kept. */
enum schema_gone {
	SCHEMA_LOST = 1, /* who had not read it has missed it */
	SCHEMA_OVER,     /* its ttl had passed */
	SCHEMA_REMOVED,
};

/*
 * Makes the tables in an empty file, brings older ones up to date, and sets
 * the connection up to write.  Fails on a file that is another program's, of a
 * newer ssed, or damaged.
 */
bool schema_prepare(struct db *db, bool is_full);

/* The same for a connection that only reads. */
bool schema_check(struct db *db);

#endif
