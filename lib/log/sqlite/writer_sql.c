/* log/sqlite/writer_sql.c - the statements of the writer. */
#include "log/sqlite/schema.h"
#include "log/sqlite/writer_inner.h"

#define ROW                                                                    \
	"SELECT pos, bytes, time, expires, kept, ledger, "                     \
	"recipients IS NOT NULL"

#define TOPIC "SELECT name, count, bytes, base, last, lost, retained, held"

/* What few are is not touched in all: indexes hang on it. */
#define TOMB_SET                                                               \
	" SET data = CASE WHEN ledger IS NOT NULL THEN data END,"              \
	" bytes = 0, gone = ?2, n = "
#define TOMB "UPDATE entries" TOMB_SET "?3"

#define FORGOTTEN                                                              \
	" INDEXED BY entries_forgotten WHERE n IS NOT NULL AND ledger IS NULL"

/* Those of a tombstone tell who missed what: its data is for nobody. */
#define UNLEDGER                                                               \
	"UPDATE entries SET ledger = NULL,"                                    \
	" data = CASE WHEN n IS NULL THEN data END"

/* ROW_NEW_COUNT parameters, and whether there is such a row: NULL, if not. */
#define ROW_NEW                                                                \
	"SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"      \
	" NULL, NULL WHERE ?"
#define AND " UNION ALL "
#define ROW_NEW_4 ROW_NEW AND ROW_NEW AND ROW_NEW AND ROW_NEW
#define ROW_NEW_16 ROW_NEW_4 AND ROW_NEW_4 AND ROW_NEW_4 AND ROW_NEW_4

/* Else SQLite would note what it changes, to undo no more than that. */
#define INSERT "INSERT OR ROLLBACK INTO entries "
#define UNLESS_KNOWN " ON CONFLICT(id) DO NOTHING"

const char *const writer_sql[WRITER_SQL_COUNT] = {
	/* At once: a lock that is taken later may be had by another. */
	[WRITER_BEGIN] = "BEGIN IMMEDIATE",
	[WRITER_COMMIT] = "COMMIT",
	[WRITER_STATE] = "SELECT last, time, first_ms, first_seq, last_ms,"
			 " last_seq, n, forgotten, events, bytes, kept, topics,"
			 " missed, lost, lost_to, lost_also, lost_topic, key_0,"
			 " key_1 FROM state",
	[WRITER_STATE_PUT] =
	    "UPDATE state SET last = ?1, time = ?2, first_ms = ?3,"
	    " first_seq = ?4, last_ms = ?5, last_seq = ?6, n = ?7,"
	    " forgotten = ?8, events = ?9, bytes = ?10, kept = ?11,"
	    " topics = ?12, missed = ?13, lost = ?14, lost_to = ?15,"
	    " lost_also = ?16, lost_topic = ?17",
	[WRITER_NEWEST] =
	    "SELECT pos, time FROM entries ORDER BY pos DESC LIMIT 1",
	[WRITER_INSERT] = INSERT ROW_NEW UNLESS_KNOWN,
	[WRITER_INSERT_16] = INSERT ROW_NEW_16 UNLESS_KNOWN,
	[WRITER_UNDO] = "DELETE FROM entries WHERE pos > ?1",
	[WRITER_DIGEST] = "SELECT digest FROM entries WHERE id = ?1",
	[WRITER_BY_ID] = ROW ", topic FROM entries WHERE id = ?1 AND n IS NULL",
	[WRITER_BY_POS] =
	    ROW ", topic FROM entries WHERE pos = ?1 AND n IS NULL",
	[WRITER_HISTORY] =
	    ROW " FROM entries INDEXED BY entries_topic WHERE topic = ?1"
		" AND pos > ?2 AND n IS NULL ORDER BY pos LIMIT ?3",
	[WRITER_KEPT_OF] =
	    ROW " FROM entries INDEXED BY entries_kept_of WHERE topic = ?1"
		" AND kept IS NOT NULL ORDER BY pos LIMIT ?3",
	[WRITER_OVER] = ROW ", topic FROM entries INDEXED BY entries_expires"
			    " WHERE expires <= ?1 AND expires IS NOT NULL"
			    " AND n IS NULL ORDER BY expires LIMIT 1",
	[WRITER_TOMB] = TOMB " WHERE pos = ?1",
	[WRITER_TOMB_KEPT] = TOMB ", kept = NULL WHERE pos = ?1",
	[WRITER_TOMBS] =
	    "UPDATE OR ROLLBACK entries INDEXED BY entries_topic" TOMB_SET
	    "next_n() WHERE topic = ?1 AND pos BETWEEN ?3 AND ?4"
	    " AND n IS NULL AND kept IS NULL",
	[WRITER_KEEP] = "UPDATE entries SET kept = ?2 WHERE pos = ?1",
	[WRITER_PRUNE_LOOK] =
	    "SELECT n, pos, gone, expires, recipients IS NOT NULL,"
	    " copy IS NOT NULL, also IS NOT NULL FROM entries" FORGOTTEN
	    " ORDER BY n LIMIT ?1",
	[WRITER_PRUNE] = "DELETE FROM entries" FORGOTTEN " AND n <= ?1",
	[WRITER_UNLEDGER_H] =
	    UNLEDGER " WHERE id = ?1 AND type = 'H' AND ledger IS NOT NULL"
		     " RETURNING n",
	[WRITER_UNLEDGER_C] =
	    UNLEDGER " WHERE re = ?1 AND type = 'C' AND ledger IS NOT NULL"
		     " RETURNING n",
	[WRITER_TOPIC] = TOPIC " FROM topics WHERE name = ?1",
	[WRITER_TOPIC_PUT] =
	    "INSERT INTO topics VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
	    " ON CONFLICT(name) DO UPDATE SET count = ?2, bytes = ?3,"
	    " base = ?4, last = ?5, lost = ?6, retained = ?7, held = ?8",
	[WRITER_TOPIC_DELETE] = "DELETE FROM topics WHERE name = ?1",
	[WRITER_TOPIC_NEXT] =
	    TOPIC " FROM topics WHERE name > ?1 ORDER BY name LIMIT 1",
	[WRITER_TOPIC_OLDEST] =
	    TOPIC " FROM topics INDEXED BY topics_last WHERE held = 0"
		  " ORDER BY last LIMIT 1",
	[WRITER_TOPIC_OLDEST_HELD] = TOPIC " FROM topics ORDER BY last LIMIT 1",
	[WRITER_FREE_PAGES] = "PRAGMA freelist_count",
	[WRITER_PAGES] = "PRAGMA page_count",
};
