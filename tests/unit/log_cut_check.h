/*
 * log_cut_check.h - whether a file that is left has what was answered, and is
 * whole.
 */
#ifndef LOG_CUT_CHECK_H
#define LOG_CUT_CHECK_H

#include "log/sqlite/schema.h"
#include "log_audit.h"
#include "log_cut.h"

/* How a row of entries, and the file, may not be. */
static const char *
check_kept(const struct event *e, int i, int count, int kept, bool is_gone)
{
	bool held = e->p.message.extra.hold;

	if (e->removed_at < count ||
	    (e->removed_at == count && e->removal_answer <= answers_then &&
		!is_normal))
		return is_gone ? NULL : "what was removed is there";
	if (is_gone && e->removed_at > count && held && e->released_at > count)
		return "what is held is gone";
	if (held && e->released_at < count && (kept & SCHEMA_HELD) != 0)
		return "what was released is held";
	if (e->removed_at <= count)
		return NULL;
	for (int n = i + 1, newer = 0; n < count; n++) {
		const struct event *other = &events[n];

		if (strcmp(other->topic, e->topic) != 0)
			continue;
		if (++newer >= keep_count)
			return NULL;
	}
	return is_gone ? "what is new is gone" : NULL;
}

static const char *
check_retained(const struct event *e, int i, int count, int kept)
{
	bool is = e->p.message.extra.retain && e->removed_at > count;

	for (int n = i + 1; is && n < count; n++)
		is = !events[n].p.message.extra.retain ||
		     strcmp(events[n].topic, e->topic) != 0;
	if (e->removed_at == count)
		return NULL;
	return is == ((kept & SCHEMA_RETAINED) != 0) ? NULL : "retained is not";
}

static const char *
check_row(sqlite3_stmt *st, int i, int count)
{
	const struct event *e = &events[i];
	const char *data = (const char *)sqlite3_column_text(st, 3);
	bool is_gone = sqlite3_column_type(st, 6) != SQLITE_NULL;
	bool is_ledger = sqlite3_column_type(st, 5) != SQLITE_NULL;
	int kept = sqlite3_column_int(st, 4);
	bool is_prompt = e->p.message.type.len > 0;
	const char *wrong;

	if (sqlite3_column_int(st, 0) != i + 1)
		return "a place is not there, or twice";
	if ((e->is_ours || e->answer <= answers_then) &&
	    strcmp(e->id, (const char *)sqlite3_column_text(st, 1)) != 0)
		return "it has another id";
	if (strcmp(e->topic, (const char *)sqlite3_column_text(st, 2)) != 0)
		return "it has another topic";
	if ((!is_gone || is_ledger) &&
	    (data == NULL || strcmp(e->data, data) != 0))
		return "it says something else";
	if (is_prompt && e->forgotten_at != count &&
	    is_ledger != (e->forgotten_at > count))
		return "the ledger is wrong";
	wrong = check_kept(e, i, count, kept, is_gone);
	return wrong != NULL ? wrong : check_retained(e, i, count, kept);
}

/* Compares the file with what was appended; count: what it has of it. */
static const char *
check_rows(sqlite3 *sqlite, int *count)
{
	const char *wrong = NULL;
	sqlite3_stmt *st;
	int i = 0;

	*count = (int)audit_ask(sqlite, "SELECT last FROM state");
	if (*count < 0 || *count > posted)
		return "the file cannot be read";
	if (sqlite3_prepare_v2(sqlite,
		"SELECT pos, id, topic, data, kept, ledger, n FROM entries"
		" ORDER BY pos",
		-1, &st, NULL) != SQLITE_OK)
		return "the file cannot be read";
	while (wrong == NULL && sqlite3_step(st) == SQLITE_ROW)
		wrong = i < *count ? check_row(st, i++, *count) : "more";
	sqlite3_finalize(st);
	return wrong == NULL && i < *count ? "rows are not there" : wrong;
}

/* What was not taken did not happen; nor what was asked for behind it. */
static void
go_back(int count)
{
	posted = answered = count;
	for (int i = 0; i < count; i++) {
		struct event *e = &events[i];

		e->answer = 0;
		if (e->released_at > count)
			e->released_at = NEVER;
		if (e->forgotten_at > count)
			e->forgotten_at = NEVER;
		if (e->removed_at > count)
			e->removed_at = NEVER;
	}
}

/* Returns how many answers were given for what is not there. */
static int
lost_of(int count)
{
	int lost = 0;

	for (int i = count; i < posted; i++)
		lost += events[i].answer <= answers_then;
	return lost;
}

/* Opens what was left.  To sync it takes long, and the power stays. */
static sqlite3 *
open_left(void)
{
	sqlite3 *sqlite;

	assert_int_equal(sqlite3_open(file_in(folder, ""), &sqlite), SQLITE_OK);
	sqlite3_exec(sqlite, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
	return sqlite;
}

/* Returns NULL, or what is wrong with it. */
static const char *
check_file(int *count)
{
	sqlite3 *sqlite = open_left();
	const char *wrong = check_rows(sqlite, count);

	if (wrong == NULL)
		wrong = audit(sqlite);
	sqlite3_close(sqlite);
	return wrong;
}

#endif
