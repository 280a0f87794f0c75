#include "log/sqlite/dump.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/utf8.h"
#include "base/when.h"
#include "hub/audience.h"
#include "log/sqlite/row.h"
#include "log/sqlite/schema.h"

static const char *const sql[] = {
	"SELECT " ROW_COLUMNS " FROM entries"
	" WHERE n IS NULL OR ledger IS NOT NULL ORDER BY pos",
};

/* What a damaged file has instead of UTF-8 is mended, as anywhere. */
static void
add_text(struct buf *b, struct slice text)
{
	struct buf mended = BUF(DUMP_LINE_BYTES_MAX);

	if (utf8_is_valid(text)) {
		json_add_string(b, text);
		return;
	}
	utf8_add_mended(&mended, text);
	json_add_string(b, buf_slice(&mended));
	buf_clear(&mended);
}

static void
add_string(struct buf *b, const char *name, struct slice text)
{
	buf_addf(b, ",\"%s\":", name);
	add_text(b, text);
}

static void
add_some(struct buf *b, const char *name, struct slice text)
{
	if (text.len > 0)
		add_string(b, name, text);
}

static void
add_number(struct buf *b, const char *name, int64_t number)
{
	buf_addf(b, ",\"%s\":%" PRId64, name, number);
}

static void
add_bool(struct buf *b, const char *name, bool value)
{
	buf_addf(b, ",\"%s\":%s", name, value ? "true" : "false");
}

static void
add_time(struct buf *b, const char *name, int64_t unix_ms)
{
	char text[WHEN_TEXT_MAX];

	add_string(b, name, when_format(unix_ms, text));
}

static void
add_set(struct buf *b, const char *name, struct slice set)
{
	struct slice one;
	char before = '[';

	if (set.len == 0)
		return;
	buf_addf(b, ",\"%s\":", name);
	while (hub_to_next(&set, &one)) {
		buf_add_char(b, before);
		add_text(b, one);
		before = ',';
	}
	buf_add_char(b, ']');
}

static void
add_extra(struct buf *b, const struct row *row)
{
	const struct hub_extra *extra = &row->message.extra;

	add_set(b, "to", extra->to);
	add_some(b, "copy", extra->copy);
	add_some(b, "from", extra->from);
	add_some(b, "re", extra->re);
	add_set(b, "also", extra->also);
	if (extra->retain)
		add_bool(b, "retain", true);
	if (extra->hold)
		add_bool(b, "hold", true);
	if (extra->quorum > 0)
		add_number(b, "quorum", extra->quorum);
	if (slice_is(row->message.type, "C"))
		add_bool(b, "ok", !extra->denies);
	if (row->gone == SCHEMA_REMOVED)
		add_bool(b, "removed", true);
}

static void
write_line(struct buf *b, const struct row *row)
{
	const struct hub_message *m = &row->message;

	buf_reset(b);
	buf_add(b, slice_of("{\"id\":"));
	add_text(b, row->id);
	add_string(b, "topic", m->topic);
	add_some(b, "event", m->type);
	add_string(b, "data", m->data);
	add_time(b, "time", row->time_ms);
	if (row->expires_ms != 0)
		add_time(b, "expires", row->expires_ms);
	if (m->retry_ms >= 0)
		add_number(b, "retry", m->retry_ms);
	add_extra(b, row);
	buf_add(b, slice_of("}\n"));
}

static void
write_all(struct dump *d, struct db *db)
{
	/* Nothing but an end of it fills the line: the row is too large. */
	struct buf line = BUF(DUMP_LINE_BYTES_MAX);
	sqlite3_stmt *st = db_statement(db, 0);
	bool is_wanted = true;
	struct row row;

	while (is_wanted && db_next(db, st)) {
		row_read(st, &row);
		write_line(&line, &row);
		if (line.len == 0 || line.ptr[line.len - 1] != '\n')
			db_fail(db, SQLITE_CORRUPT, "it is damaged");
		else
			is_wanted = d->on_line(d, buf_slice(&line));
	}
	buf_clear(&line);
}

int
dump_run(struct dump *d, struct err *err)
{
	const struct db_options options = {
		.path = d->path,
		.is_read_only = true,
		.sql = sql,
		.sql_count = 1,
	};
	struct db db;
	int status = 0;

	if (db_open(&db, &options, err) != 0)
		return -1;
	if (schema_check(&db))
		write_all(d, &db);
	if (db.code != 0) {
		*err = db.err;
		status = -1;
	}
	db_close(&db);
	return status;
}
