/*
 * writer_fixture.h - a writer on a file of its own, and whether the numbers in
 * that file are those of its rows.
 */
#ifndef WRITER_FIXTURE_H
#define WRITER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "log/sqlite/schema.h"
#include "log/sqlite/writer.h"

struct box {
	struct writer w;
	struct writer_options options;
	char dir[256], path[300];
	sqlite3 *other; /* another program's connection */
	char text[65536];
};

static inline void
box_open_again(struct box *b)
{
	struct err err;

	if (writer_open(&b->w, &b->options, &err) != 0)
		fail_msg("%s", err.text);
}

static inline struct box *
box_open(struct writer_options options)
{
	const char *tmp = getenv("TMPDIR");
	struct box *b = calloc(1, sizeof(*b));

	assert_non_null(b);
	/* Six of them, as mkdtemp(3) wants; not a note to ourselves. */
	snprintf(b->dir, sizeof(b->dir), "%s/writer.%s",
	    tmp != NULL ? tmp : "/tmp",
	    "XX"
	    "XX"
	    "XX");
	assert_non_null(mkdtemp(b->dir));
	snprintf(b->path, sizeof(b->path), "%s/log.db", b->dir);
	b->options = options;
	b->options.path = b->path;
	box_open_again(b);
	assert_int_equal(sqlite3_open(b->path, &b->other), SQLITE_OK);
	return b;
}

/* Runs SQL as another program; returns its rows, each ended by a blank. */
static const char *
ask(struct box *b, const char *sql)
{
	sqlite3_stmt *st = NULL;
	size_t len = 0;

	b->text[0] = '\0';
	if (sqlite3_prepare_v2(b->other, sql, -1, &st, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(b->other));
	while (sqlite3_step(st) == SQLITE_ROW)
		len += (size_t)snprintf(b->text + len, sizeof(b->text) - len,
		    "%s ", (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	return b->text;
}

/* What all must be 0, whatever was done. */
static const char *const checks[] = {
	"SELECT events - (SELECT count(*) FROM entries WHERE n IS NULL)"
	" FROM state",
	"SELECT bytes - (SELECT total(bytes) FROM entries) FROM state",
	"SELECT kept - (SELECT count(*) FROM entries WHERE kept IS NOT NULL)"
	" FROM state",
	"SELECT forgotten - (SELECT count(*) FROM entries WHERE n IS NOT NULL"
	" AND ledger IS NULL) FROM state",
	"SELECT topics - (SELECT count(*) FROM topics) FROM state",
	"SELECT count(*) FROM entries, state WHERE pos > last OR"
	" entries.time > state.time OR entries.n > state.n",
	"SELECT count(*) FROM entries WHERE (n IS NULL) != (gone IS NULL) OR"
	" (data IS NULL) != (n IS NOT NULL AND ledger IS NULL) OR"
	" (n IS NOT NULL AND (bytes > 0 OR kept IS NOT NULL))",
	"SELECT count(*) FROM entries WHERE n IS NULL AND kept IS NULL AND pos"
	" <= ifnull((SELECT base FROM topics WHERE name = topic), pos)",
	"SELECT count(*) FROM topics WHERE count != (SELECT count(*) FROM"
	" entries WHERE topic = name AND pos > base AND n IS NULL)",
	"SELECT count(*) FROM topics WHERE bytes != (SELECT total(bytes) FROM"
	" entries WHERE topic = name AND pos > base AND n IS NULL)",
	"SELECT count(*) FROM topics WHERE held != (SELECT count(*) FROM"
	" entries WHERE topic = name AND kept & 2)",
	"SELECT count(*) FROM topics WHERE ifnull(retained, 0) != (SELECT"
	" total(pos) FROM entries WHERE topic = name AND kept & 1)",
	"SELECT count(*) - count(DISTINCT n) FROM entries WHERE n IS NOT NULL",
};

static inline void
check_numbers(struct box *b)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		const char *got = ask(b, checks[i]);

		if (strcmp(got, "0 ") != 0 && strcmp(got, "0.0 ") != 0)
			fail_msg("%s: %s", checks[i], got);
	}
}

static inline void
box_restart(struct box *b)
{
	writer_close(&b->w);
	box_open_again(b);
	check_numbers(b);
}

static inline void
box_close(struct box *b)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char path[320];

	check_numbers(b);
	writer_close(&b->w);
	writer_close(&b->w);
	sqlite3_close(b->other);
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s%s", b->path, ends[i]);
		unlink(path);
	}
	assert_int_equal(rmdir(b->dir), 0);
	free(b);
}

static inline void
commit(struct box *b)
{
	struct err err;

	if (!writer_commit(&b->w, &err))
		fail_msg("%s", err.text);
}

/* An event that says its id, in a transaction that is begun. */
struct put {
	const char *topic, *id, *type, *data;
	struct hub_extra extra;
	int64_t wall_ms;
};

static const char *
add(struct box *b, const struct put *put)
{
	static const char *const names[] = { [HUB_TAKEN] = "taken",
		[HUB_DUPLICATE] = "duplicate",
		[HUB_CONFLICT] = "conflict",
		[HUB_FAILED] = "failed" };
	struct hub_message m = {
		.id = slice_of(put->id),
		.topic = slice_of(put->topic),
		.type = slice_of(put->type != NULL ? put->type : ""),
		.data = slice_of(put->data != NULL ? put->data : put->id),
		.retry_ms = -1,
		.extra = put->extra,
	};
	struct writer_append a = {
		.message = &m,
		.wall_ms = put->wall_ms > 0 ? put->wall_ms : 1000,
	};
	static char text[400];

	writer_append(&b->w, &a);
	snprintf(text, sizeof(text), "%s", names[a.outcome]);
	if (a.event != NULL)
		snprintf(text, sizeof(text), "%s %.*s at %d, %d", "taken",
		    SLICE_ARGS(a.event->id), (int)a.event->pos,
		    (int)a.event->time_ms);
	hub_event_unref(a.event);
	return text;
}

/* The same in a transaction of its own. */
static const char *
put(struct box *b, const struct put *put)
{
	const char *text;

	assert_true(writer_begin(&b->w));
	text = add(b, put);
	commit(b);
	return text;
}

static const char *
put_plain(struct box *b, const char *topic, const char *id)
{
	return put(b, &(struct put){ .topic = topic, .id = id });
}

static inline void
age(struct box *b, int64_t wall_ms)
{
	assert_true(writer_begin(&b->w));
	writer_age(&b->w, wall_ms);
	commit(b);
}

/* The same until nothing is left to forget; returns how often. */
static inline int
age_all(struct box *b, int64_t wall_ms)
{
	int count = 0;

	do {
		age(b, wall_ms);
		assert_true(++count < 1000);
	} while (b->w.is_behind);
	return count;
}

/* Removes in as many steps as it takes, all in one transaction. */
static inline int64_t
remove_all(struct writer *w, const char *id, const char *topic, int64_t wall_ms)
{
	struct writer_removal r = {
		.id = slice_of(id), .topic = slice_of(topic), .wall_ms = wall_ms
	};
	int64_t count = 0;

	do {
		writer_remove(w, &r);
		if (r.count < 0)
			return -1;
		count += r.count;
	} while (r.is_more);
	return count;
}

static inline int64_t
removal(struct box *b, const char *id, const char *topic, int64_t wall_ms)
{
	int64_t count;

	assert_true(writer_begin(&b->w));
	count = remove_all(&b->w, id, topic, wall_ms);
	commit(b);
	return count;
}

static inline void
release(struct box *b, const char *id)
{
	assert_true(writer_begin(&b->w));
	writer_release(&b->w, slice_of(id));
	commit(b);
}

/*
 * All rows: what is kept only beside in (), what is forgotten in [], with why
 * (l, o, m: removed); r and h: retained, held.
 */
static inline const char *
all(struct box *b)
{
	check_numbers(b);
	return ask(b,
	    "SELECT CASE WHEN n IS NOT NULL"
	    " THEN '[' || id || substr(':lom', gone + 1, 1) || ']'"
	    " ELSE CASE WHEN pos <= (SELECT base FROM topics WHERE name ="
	    " topic) THEN '(' || id || ')' ELSE id END ||"
	    " CASE WHEN kept & 1 THEN 'r' ELSE '' END ||"
	    " CASE WHEN kept & 2 THEN 'h' ELSE '' END END"
	    " FROM entries ORDER BY pos");
}

static inline int64_t
number(struct box *b, const char *sql)
{
	return strtoll(ask(b, sql), NULL, 10);
}

/* Puts so many events in one transaction: first, first + 1, ... */
static inline void
put_many(struct box *b, const char *topic, int first, int count)
{
	assert_true(writer_begin(&b->w));
	for (int i = first; i < first + count; i++) {
		char id[16];

		snprintf(id, sizeof(id), "%d", i);
		add(b, &(struct put){ .topic = topic, .id = id });
	}
	commit(b);
}

static inline int64_t
rows_there(struct box *b)
{
	return number(b, "SELECT count(*) FROM entries WHERE n IS NULL");
}

#endif
