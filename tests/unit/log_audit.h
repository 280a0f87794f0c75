/*
 * log_audit.h - whether all that a SQLite log's file says of itself is so.
 */
#ifndef LOG_AUDIT_H
#define LOG_AUDIT_H

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* Each counts what is wrong. */
static const char *const audits[] = {
	"SELECT count(*) FROM state WHERE events !="
	" (SELECT count(*) FROM entries WHERE n IS NULL)",
	"SELECT count(*) FROM state WHERE bytes !="
	" (SELECT coalesce(sum(bytes), 0) FROM entries WHERE n IS NULL)",
	"SELECT count(*) FROM state WHERE kept !="
	" (SELECT count(*) FROM entries WHERE kept IS NOT NULL)",
	"SELECT count(*) FROM state WHERE topics !="
	" (SELECT count(*) FROM topics)",
	"SELECT count(*) FROM state WHERE forgotten !="
	" (SELECT count(*) FROM entries WHERE n IS NOT NULL"
	"  AND ledger IS NULL)",
	"SELECT count(*) FROM state WHERE last <"
	" (SELECT coalesce(max(pos), 0) FROM entries)",
	"SELECT count(*) FROM topics t WHERE count !="
	" (SELECT count(*) FROM entries e WHERE e.topic = t.name"
	"  AND e.pos > t.base AND e.n IS NULL)",
	"SELECT count(*) FROM topics t WHERE bytes !="
	" (SELECT coalesce(sum(e.bytes), 0) FROM entries e"
	"  WHERE e.topic = t.name AND e.pos > t.base AND e.n IS NULL)",
	"SELECT count(*) FROM topics t WHERE held !="
	" (SELECT count(*) FROM entries e WHERE e.topic = t.name"
	"  AND (e.kept & 2) != 0)",
	"SELECT count(*) FROM topics t WHERE coalesce(retained, 0) !="
	" (SELECT coalesce(max(e.pos), 0) FROM entries e"
	"  WHERE e.topic = t.name AND (e.kept & 1) != 0)",
	"SELECT count(*) FROM entries WHERE n IS NULL AND topic NOT IN"
	" (SELECT name FROM topics)",
	"SELECT count(*) FROM entries WHERE n IS NOT NULL"
	" AND (kept IS NOT NULL OR gone IS NULL)",
	"SELECT integrity_check != 'ok' FROM pragma_integrity_check",
};

/* Asks for one number; -1 after an error. */
static inline int64_t
audit_ask(sqlite3 *sqlite, const char *sql)
{
	sqlite3_stmt *st = NULL;
	int64_t number = -1;

	if (sqlite3_prepare_v2(sqlite, sql, -1, &st, NULL) == SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_ROW)
		number = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return number;
}

/* Returns NULL, or what is wrong: it asked, and the answer was not 0. */
static inline const char *
audit(sqlite3 *sqlite)
{
	for (size_t i = 0; i < sizeof(audits) / sizeof(audits[0]); i++)
		if (audit_ask(sqlite, audits[i]) != 0)
			return audits[i];
	return NULL;
}

#endif
