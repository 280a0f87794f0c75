#include "log/sqlite/row.h"

#include "base/hash.h"
#include "log/keep.h"
#include "log/sqlite/schema.h"

enum column {
	POS,
	ID,
	TOPIC,
	TYPE,
	DATA,
	TIME,
	RETRY,
	EXPIRES,
	RECIPIENTS,
	COPY,
	SENDER,
	RE,
	ALSO,
	QUORUM,
	DENIES,
	KEPT,
	GONE,
	N,
	BYTES,
};

void
row_read(sqlite3_stmt *st, struct row *row)
{
	struct hub_extra *extra = &row->message.extra;
	bool has_retry = sqlite3_column_type(st, RETRY) != SQLITE_NULL;

	_Static_assert(BYTES + 1 == ROW_COLUMN_COUNT, "a column is not read");
	row->pos = (uint64_t)sqlite3_column_int64(st, POS);
	row->id = row->message.id = db_text(st, ID);
	row->time_ms = sqlite3_column_int64(st, TIME);
	row->expires_ms = sqlite3_column_int64(st, EXPIRES);
	row->kept = sqlite3_column_int(st, KEPT);
	row->gone = sqlite3_column_int(st, GONE);
	row->n = sqlite3_column_int64(st, N);
	row->bytes = sqlite3_column_int64(st, BYTES);
	row->message.topic = db_text(st, TOPIC);
	row->message.type = db_text(st, TYPE);
	if (slice_is(row->message.type, "message"))
		row->message.type = slice_empty();
	row->message.data = db_text(st, DATA);
	row->message.retry_ms =
	    has_retry ? sqlite3_column_int64(st, RETRY) : -1;
	extra->to = db_text(st, RECIPIENTS);
	extra->copy = db_text(st, COPY);
	extra->from = db_text(st, SENDER);
	extra->re = db_text(st, RE);
	extra->also = db_text(st, ALSO);
	extra->ttl_ms =
	    row->expires_ms > row->time_ms ? row->expires_ms - row->time_ms : 0;
	extra->quorum = (unsigned)sqlite3_column_int(st, QUORUM);
	extra->denies = sqlite3_column_int(st, DENIES) != 0;
	extra->retain = (row->kept & SCHEMA_RETAINED) != 0;
	extra->hold = (row->kept & SCHEMA_HELD) != 0;
}

struct hub_event *
row_event(const struct row *row)
{
	return hub_event_new(&row->message, row->id, row->pos, row->time_ms);
}

static void
bind_some(struct db *db, sqlite3_stmt *st, int at, struct slice text)
{
	if (text.len > 0)
		db_bind_text(db, st, at, text);
}

static void
bind_extra(struct db *db, sqlite3_stmt *st, int at, const struct hub_event *ev)
{
	const struct hub_extra *extra = ev->extra;
	int64_t over_ms = hub_event_over_ms(ev);

	if (over_ms != INT64_MAX)
		db_bind_int(db, st, at + 9, over_ms);
	bind_some(db, st, at + 10, extra->to);
	bind_some(db, st, at + 11, extra->copy);
	bind_some(db, st, at + 12, extra->from);
	bind_some(db, st, at + 13, extra->re);
	bind_some(db, st, at + 14, extra->also);
	if (extra->quorum > 0)
		db_bind_int(db, st, at + 15, extra->quorum);
	if (extra->denies)
		db_bind_int(db, st, at + 16, 1);
}

void
row_bind(struct db *db, sqlite3_stmt *st, int at, const struct row_new *row)
{
	const struct hub_event *ev = row->event;

	db_bind_int(db, st, at, (int64_t)ev->pos);
	db_bind_text(db, st, at + 1, ev->id);
	db_bind_text(db, st, at + 2, ev->topic);
	db_bind_text(db, st, at + 3, hub_type_of(ev->type));
	db_bind_text(db, st, at + 4, ev->data);
	db_bind_int(db, st, at + 5, ev->time_ms);
	db_bind_int(db, st, at + 6, keep_cost(ev));
	db_bind_int(db, st, at + 7, (int64_t)row->digest);
	if (row->retry_ms >= 0)
		db_bind_int(db, st, at + 8, row->retry_ms);
	if (ev->extra != NULL)
		bind_extra(db, st, at, ev);
	if (row->kept != 0)
		db_bind_int(db, st, at + 17, row->kept);
	if (row->is_ledger)
		db_bind_int(db, st, at + 18, 1);
}

uint64_t
row_digest(const uint64_t key[2], const struct hub_message *m)
{
	const struct slice parts[] = { m->topic, hub_type_of(m->type),
		m->extra.to, m->extra.re, m->extra.also, m->data };
	uint64_t k[2] = { key[0], key[1] };
	uint64_t sum = 0;

	/* Each is the key to the next, so none can stand for another. */
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		sum = hash_keyed(k, parts[i]);
		k[1] = sum;
	}
	return sum;
}
