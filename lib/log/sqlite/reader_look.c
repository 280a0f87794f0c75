/* log/sqlite/reader_look.c - whether a row is for a reader. */
#include "hub/pattern.h"
#include "log/sqlite/reader_walk.h"

enum { POS, N, TOPIC, TYPE, EXPIRES, RECIPIENTS, COPY, ALSO };

void
reader_look(sqlite3_stmt *st, struct reader_look *look)
{
	look->pos = (uint64_t)sqlite3_column_int64(st, POS);
	look->is_gone = sqlite3_column_type(st, N) != SQLITE_NULL;
	look->topic = db_text(st, TOPIC);
	look->type = db_text(st, TYPE);
	look->expires_ms = sqlite3_column_int64(st, EXPIRES);
	look->extra.to = db_text(st, RECIPIENTS);
	look->extra.copy = db_text(st, COPY);
	look->extra.also = db_text(st, ALSO);
}

bool
reader_look_is_for(
    const struct reader_look *look, const struct hub_reader *reader)
{
	return hub_reader_wants(reader, look->topic, look->type, &look->extra);
}

bool
reader_look_is_over(const struct reader_look *look, int64_t now_ms)
{
	return look->expires_ms != 0 && now_ms >= look->expires_ms;
}

bool
reader_is_narrow(const struct hub_reader *reader)
{
	const struct hub_select *sel = reader->select;

	for (size_t i = 0; i < sel->count; i++)
		if (hub_pattern_is_wild(sel->patterns[i]))
			return false;
	return true;
}
