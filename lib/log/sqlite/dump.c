#include "log/sqlite/dump.h"

#include "base/json_member.h"
#include "base/utf8.h"
#include "hub/audience.h"
#include "log/sqlite/row.h"
#include "log/sqlite/schema.h"

static const char *const sql[] = {
	"SELECT " ROW_COLUMNS " FROM entries"
	" WHERE n IS NULL OR ledger IS NOT NULL ORDER BY pos",
};

static bool
add_extra(struct buf *b, const struct row *row)
{
	const struct hub_extra *extra = &row->message.extra;
	bool is_answer = slice_is(row->message.type, "C");
	bool is_removed = row->gone == SCHEMA_REMOVED;

	return hub_to_add_json(b, "to", extra->to) &&
	       json_member_some(b, "copy", extra->copy) &&
	       json_member_some(b, "from", extra->from) &&
	       json_member_some(b, "re", extra->re) &&
	       hub_to_add_json(b, "also", extra->also) &&
	       (!extra->retain || json_member_bool(b, "retain", true)) &&
	       (!extra->hold || json_member_bool(b, "hold", true)) &&
	       (extra->quorum == 0 ||
		   json_member_number(b, "quorum", extra->quorum)) &&
	       (!is_answer || json_member_bool(b, "ok", !extra->denies)) &&
	       (!is_removed || json_member_bool(b, "removed", true));
}

/* Returns whether all of it is there. */
static bool
write_line(struct buf *b, const struct row *row)
{
	const struct hub_message *m = &row->message;

	buf_reset(b);
	return buf_add_char(b, '{') && json_member_string(b, "id", row->id) &&
	       json_member_string(b, "topic", m->topic) &&
	       json_member_some(b, "event", m->type) &&
	       json_member_string(b, "data", m->data) &&
	       json_member_time(b, "time", row->time_ms) &&
	       (row->expires_ms == 0 ||
		   json_member_time(b, "expires", row->expires_ms)) &&
	       (m->retry_ms < 0 ||
		   json_member_number(b, "retry", m->retry_ms)) &&
	       add_extra(b, row) && buf_add(b, slice_of("}\n"));
}

/* What a damaged file has instead of UTF-8 is mended, as anywhere. */
static bool
mend_line(struct buf *b)
{
	struct buf mended = BUF(DUMP_LINE_BYTES_MAX);
	bool fits = true;

	if (!utf8_is_valid(buf_slice(b))) {
		fits = utf8_add_mended(&mended, buf_slice(b));
		buf_reset(b);
		buf_add(b, buf_slice(&mended));
	}
	buf_clear(&mended);
	return fits;
}

static void
write_all(struct dump *d, struct db *db)
{
	/* What any log takes fits in there. */
	struct buf line = BUF(DUMP_LINE_BYTES_MAX);
	sqlite3_stmt *st = db_statement(db, 0);
	bool is_wanted = true;
	struct row row;

	while (is_wanted && db_next(db, st)) {
		row_read(st, &row);
		if (!write_line(&line, &row) || !mend_line(&line))
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
		.may_be_still = true,
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
