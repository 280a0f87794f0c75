#include "log/sqlite/schema.h"

#include <stdio.h>

/*
 * pos is the place in the log, digest stands for all that a repeat has to
 * say, too, and n counts what was forgotten.  entries_topic holds pos, too,
 * as every index does.  Freed pages are given back in small steps.
 */
static const char create[] =
    "CREATE TABLE entries("
    "  pos INTEGER PRIMARY KEY,"
    "  id TEXT NOT NULL UNIQUE,"
    "  topic TEXT NOT NULL,"
    "  type TEXT NOT NULL,"
    "  data TEXT,"
    "  time INTEGER NOT NULL,"
    "  bytes INTEGER NOT NULL,"
    "  digest INTEGER NOT NULL,"
    "  retry INTEGER,"
    "  expires INTEGER,"
    "  recipients TEXT,"
    "  copy TEXT,"
    "  sender TEXT,"
    "  re TEXT,"
    "  also TEXT,"
    "  quorum INTEGER,"
    "  denies INTEGER,"
    "  kept INTEGER,"
    "  ledger INTEGER,"
    "  gone INTEGER,"
    "  n INTEGER);"
    "CREATE INDEX entries_topic ON entries(topic);"
    "CREATE INDEX entries_forgotten ON entries(n)"
    "  WHERE n IS NOT NULL AND ledger IS NULL;"
    "CREATE INDEX entries_expires ON entries(expires)"
    "  WHERE expires IS NOT NULL AND n IS NULL;"
    "CREATE INDEX entries_kept ON entries(pos) WHERE kept IS NOT NULL;"
    "CREATE INDEX entries_kept_of ON entries(topic) WHERE kept IS NOT NULL;"
    "CREATE INDEX entries_to ON entries(pos)"
    "  WHERE recipients IS NOT NULL OR copy IS NOT NULL;"
    "CREATE INDEX entries_also ON entries(pos) WHERE also IS NOT NULL;"
    "CREATE INDEX entries_ledger ON entries(pos) WHERE ledger IS NOT NULL;"
    "CREATE INDEX entries_re ON entries(re) WHERE ledger IS NOT NULL;"
    "CREATE TABLE topics("
    "  name TEXT PRIMARY KEY,"
    "  count INTEGER NOT NULL,"
    "  bytes INTEGER NOT NULL,"
    "  base INTEGER NOT NULL,"
    "  last INTEGER NOT NULL,"
    "  lost INTEGER NOT NULL,"
    "  retained INTEGER,"
    "  held INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX topics_last ON topics(last) WHERE held = 0;"
    "CREATE TABLE state("
    "  last INTEGER NOT NULL,"
    "  time INTEGER NOT NULL,"
    "  first_ms INTEGER NOT NULL,"
    "  first_seq INTEGER NOT NULL,"
    "  last_ms INTEGER NOT NULL,"
    "  last_seq INTEGER NOT NULL,"
    "  n INTEGER NOT NULL,"
    "  forgotten INTEGER NOT NULL,"
    "  events INTEGER NOT NULL,"
    "  bytes INTEGER NOT NULL,"
    "  kept INTEGER NOT NULL,"
    "  topics INTEGER NOT NULL,"
    "  missed INTEGER NOT NULL,"
    "  lost INTEGER NOT NULL,"
    "  lost_to INTEGER NOT NULL,"
    "  lost_also INTEGER NOT NULL,"
    "  lost_topic INTEGER NOT NULL,"
    "  key_0 INTEGER NOT NULL,"
    "  key_1 INTEGER NOT NULL);"
    "INSERT INTO state VALUES(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,"
    "  0, random(), random());"
    "CREATE VIEW events AS SELECT id, topic, type, data, time, retry, expires,"
    "  recipients, sender, re, also, kept FROM entries WHERE n IS NULL"
    "  ORDER BY pos;"
    "PRAGMA application_id = 1936942436;"; /* SCHEMA_ID */

/*
 * What brings a file from one version to the next; the first makes it.  What
 * was released is not changed: a new version is one more.
 */
static const char *const steps[] = { create };

/* Asks for one number; -1 after an error. */
static int64_t
ask(struct db *db, const char *sql)
{
	sqlite3_stmt *st = NULL;
	int64_t number = -1;
	int code;

	if (db->code != 0)
		return -1;
	code = sqlite3_prepare_v2(db->sqlite, sql, -1, &st, NULL);
	if (code != SQLITE_OK)
		db_fail(db, code, NULL);
	else if (db_next(db, st))
		number = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return number;
}

/* Returns whether nobody has put anything into the file yet. */
static bool
is_empty(struct db *db)
{
	return ask(db, "SELECT count(*) FROM sqlite_schema") == 0 &&
	       ask(db, "PRAGMA application_id") == 0;
}

/* Returns whether the file is ours, of a version that we know. */
static bool
is_ours(struct db *db)
{
	int64_t id = ask(db, "PRAGMA application_id");
	int64_t version = ask(db, "PRAGMA user_version");

	if (db->code != 0)
		return false;
	if (id != SCHEMA_ID)
		return db_fail(db, SQLITE_NOTADB,
		    is_empty(db) ? "it is empty, there is no log in it"
				 : "it is another program's file");
	if (version > SCHEMA_VERSION)
		return db_fail(db, SQLITE_NOTADB, "a newer ssed made it");
	if (version > 0 && version < SCHEMA_VERSION)
		return db_fail(db, SQLITE_NOTADB,
		    "an older ssed made it; a hub brings it up to date");
	if (version < 1 || ask(db, "SELECT count(*) FROM state") != 1)
		return db_fail(db, SQLITE_CORRUPT, "it is damaged");
	return true;
}

bool
schema_check(struct db *db)
{
	return is_ours(db);
}

/* Returns whether it is a file of ours, but of an earlier version. */
static bool
is_older(struct db *db)
{
	int64_t version = ask(db, "PRAGMA user_version");

	return version > 0 && version < SCHEMA_VERSION;
}

/* Takes the steps that the file has not taken, all or none of them. */
static bool
migrate(struct db *db)
{
	int64_t version;

	_Static_assert(sizeof(steps) / sizeof(steps[0]) == SCHEMA_VERSION,
	    "a step for each version");
	db_exec(db, "BEGIN IMMEDIATE");
	/* Another process may have been quicker. */
	version = ask(db, "PRAGMA user_version");
	for (; version >= 0 && version < SCHEMA_VERSION; version++) {
		char done[64];

		snprintf(done, sizeof(done), "PRAGMA user_version = %d",
		    (int)version + 1);
		db_exec(db, steps[version]);
		db_exec(db, done);
	}
	return db_exec(db, "COMMIT");
}

/* Of an empty file, before there is anything. */
static void
begin_file(struct db *db)
{
	db_exec(db, "PRAGMA auto_vacuum = INCREMENTAL");
	db_exec(db, "PRAGMA journal_mode = WAL");
}

bool
schema_prepare(struct db *db, bool is_full)
{
	bool is_new = is_empty(db);

	if (is_new)
		begin_file(db);
	if (is_new ||
	    (ask(db, "PRAGMA application_id") == SCHEMA_ID && is_older(db)))
		migrate(db);
	if (!is_ours(db))
		return false;
	db_exec(db, "PRAGMA journal_mode = WAL");
	db_exec(db, "PRAGMA journal_size_limit = 16777216");
	/* What is forgotten with its page is not written once more for that. */
	db_exec(db, "PRAGMA secure_delete = FAST");
	/* Pages that many events share are written back once. */
	db_exec(db, "PRAGMA wal_autocheckpoint = 4000");
	/* Ids that publishers choose stand anywhere among all. */
	db_exec(db, "PRAGMA cache_size = -16384");
	return db_exec(db, is_full ? "PRAGMA synchronous = FULL"
				   : "PRAGMA synchronous = NORMAL");
}
