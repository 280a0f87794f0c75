#include "log/sqlite/check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "log/sqlite/row.h"
#include "log/sqlite/schema.h"

#define TEXT_OF(x) #x
#define NUMBER_OF(x) TEXT_OF(x)

enum sql {
	BEGIN,
	INTEGRITY,
	KEYS,
	SUMMARY,
	NEWEST,
	STATE,
	TOPICS,
	ENTRIES,
	SQL_COUNT,
};

/* What stands in state, and what it should be, in pairs: see state_names. */
static const char *const sql[SQL_COUNT] = {
	[BEGIN] = "BEGIN",
	[INTEGRITY] =
	    "PRAGMA integrity_check(" NUMBER_OF(CHECK_FINDINGS_MAX) ")",
	[KEYS] = "SELECT key_0, key_1 FROM state",
	[SUMMARY] = "SELECT count(*) FILTER (WHERE n IS NULL),"
		    " count(*) FILTER (WHERE n IS NOT NULL),"
		    " (SELECT count(*) FROM topics),"
		    " coalesce(sum(bytes) FILTER (WHERE n IS NULL), 0)"
		    " FROM entries",
	[NEWEST] = "SELECT id FROM entries WHERE n IS NULL"
		   " ORDER BY pos DESC LIMIT 1",
	[STATE] =
	    "SELECT events,"
	    " (SELECT count(*) FROM entries WHERE n IS NULL), bytes,"
	    " (SELECT coalesce(sum(bytes), 0) FROM entries WHERE n IS NULL),"
	    " kept,"
	    " (SELECT count(*) FROM entries WHERE kept != 0 AND n IS NULL),"
	    " topics, (SELECT count(*) FROM topics), forgotten,"
	    " (SELECT count(*) FROM entries"
	    "   WHERE n IS NOT NULL AND ledger IS NULL),"
	    " last, (SELECT coalesce(max(last, max(pos)), last) FROM entries),"
	    " state.time,"
	    " (SELECT coalesce(max(state.time, max(entries.time)), state.time)"
	    "   FROM entries)"
	    " FROM state",
	[TOPICS] = "SELECT name, count,"
		   " (SELECT count(*) FROM entries"
		   "   WHERE topic = name AND n IS NULL AND pos > base),"
		   " topics.bytes,"
		   " (SELECT coalesce(sum(bytes), 0) FROM entries"
		   "   WHERE topic = name AND n IS NULL AND pos > base),"
		   " held,"
		   " (SELECT count(*) FROM entries"
		   "   WHERE topic = name AND kept & 2 AND n IS NULL)"
		   " FROM topics",
	[ENTRIES] = "SELECT " ROW_COLUMNS ", digest FROM entries ORDER BY pos",
};

static const char *const state_names[] = { "events", "bytes", "kept", "topics",
	"forgotten", "last", "time" };
static const char *const topic_names[] = { "count", "bytes", "held" };

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static void find(struct check *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
find(struct check *c, const char *format, ...)
{
	char text[512];
	va_list args;

	if (c->finding_count++ >= CHECK_FINDINGS_MAX)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	c->on_finding(c, text);
}

/* SQLite says several in one, under a heading for which file they are. */
static void
find_each(struct check *c, struct slice text)
{
	struct slice line;

	while (text.len > 0) {
		slice_cut(text, '\n', &line, &text);
		if (line.len > 0 && !slice_starts(line, "***"))
			find(c, "%.*s", SLICE_ARGS(line));
	}
}

/* SQLite's own; false: what stands in there need not be looked at. */
static bool
check_pages(struct check *c, struct db *db)
{
	sqlite3_stmt *st = db_statement(db, INTEGRITY);
	int64_t before = c->finding_count;

	while (db_next(db, st)) {
		struct slice text = db_text(st, 0);

		if (!slice_is(text, "ok"))
			find_each(c, text);
	}
	return db->code == 0 && c->finding_count == before;
}

/* Columns are pairs, from first on: what is said, and what there is. */
static void
compare(struct check *c, sqlite3_stmt *st, int first, const char *const *names,
    size_t count)
{
	struct slice topic = first > 0 ? db_text(st, 0) : slice_empty();

	for (size_t i = 0; i < count; i++) {
		int64_t said = sqlite3_column_int64(st, first + 2 * (int)i);
		int64_t is = sqlite3_column_int64(st, first + 2 * (int)i + 1);

		if (said != is)
			find(c, "%s%.*s%s: %s is %" PRId64 ", not %" PRId64,
			    first > 0 ? "topic '" : "state", SLICE_ARGS(topic),
			    first > 0 ? "'" : "", names[i], said, is);
	}
}

static void
check_counts(struct check *c, struct db *db)
{
	sqlite3_stmt *st = db_statement(db, STATE);

	if (db_next(db, st))
		compare(c, st, 0, state_names, COUNT_OF(state_names));
	st = db_statement(db, TOPICS);
	while (db_next(db, st))
		compare(c, st, 1, topic_names, COUNT_OF(topic_names));
}

/* Returns what is wrong with a row, or NULL. */
static const char *
look_at(const struct row *row, uint64_t digest, bool has_data,
    const uint64_t key[2])
{
	const struct hub_message *m = &row->message;
	const struct slice texts[] = { m->id, m->topic, m->type, m->data,
		m->extra.to, m->extra.copy, m->extra.from, m->extra.re,
		m->extra.also };

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (!utf8_is_valid(texts[i]))
			return "not all of it is UTF-8";
	if (!has_data)
		return row->n == 0 ? "its data is gone" : NULL;
	if (row_digest(key, m) != digest)
		return "it is not what was published";
	return NULL;
}

static void
check_entries(struct check *c, struct db *db)
{
	sqlite3_stmt *st = db_statement(db, KEYS);
	uint64_t key[2] = { 0 };
	int64_t time_ms = INT64_MIN;
	struct row row;

	if (db_next(db, st))
		for (int i = 0; i < 2; i++)
			key[i] = (uint64_t)sqlite3_column_int64(st, i);
	st = db_statement(db, ENTRIES);
	while (db_next(db, st)) {
		bool has_data = sqlite3_column_type(st, 4) != SQLITE_NULL;
		const char *why;

		row_read(st, &row);
		why = look_at(&row,
		    (uint64_t)sqlite3_column_int64(st, ROW_COLUMN_COUNT),
		    has_data, key);
		if (why == NULL && row.time_ms < time_ms)
			why = "it is older than the one before it";
		if (why != NULL)
			find(c, "event '%.*s': %s", SLICE_ARGS(row.id), why);
		time_ms = row.time_ms;
	}
}

static void
sum_up(struct check *c, struct db *db)
{
	sqlite3_stmt *st = db_statement(db, SUMMARY);

	if (db_next(db, st)) {
		c->is_counted = true;
		c->events = sqlite3_column_int64(st, 0);
		c->forgotten = sqlite3_column_int64(st, 1);
		c->topics = sqlite3_column_int64(st, 2);
		c->bytes = sqlite3_column_int64(st, 3);
	}
	st = db_statement(db, NEWEST);
	if (db_next(db, st))
		snprintf(c->newest, sizeof(c->newest), "%.*s",
		    SLICE_ARGS(db_text(st, 0)));
}

static int
open_log(struct db *db, const char *path, struct err *err)
{
	const struct db_options options = {
		.path = path,
		.is_read_only = true,
		.may_be_still = true,
		.sql = sql,
		.sql_count = SQL_COUNT,
	};

	if (db_open(db, &options, err) != 0)
		return -1;
	if (schema_check(db))
		return 0;
	*err = db->err;
	db_close(db);
	return -1;
}

int
check_run(struct check *c, struct err *err)
{
	struct db db;

	c->finding_count = 0;
	c->is_counted = false;
	if (open_log(&db, c->path, err) != 0)
		return -1;
	db_run(&db, db_statement(&db, BEGIN));
	if (check_pages(c, &db)) {
		check_counts(c, &db);
		check_entries(c, &db);
	}
	sum_up(c, &db);
	if (db.code != 0)
		find(c, "%s", db.err.text);
	db_close(&db);
	return 0;
}

int
check_is_log(const char *path, struct err *err)
{
	struct db db;

	if (open_log(&db, path, err) != 0)
		return -1;
	db_close(&db);
	return 0;
}
