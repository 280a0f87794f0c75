/*
 * log_script.h - all that one can ask of a SQLite log, once each, while any
 * of it may fail: whether it is answered, and once, and what was promised is
 * kept.
 */
#ifndef LOG_SCRIPT_H
#define LOG_SCRIPT_H

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "log/sqlite/sqlite.h"
#include "log_audit.h"

#define SCRIPT_KEEP 4

/* What is appended; those of a round together, in one transaction. */
struct script_line {
	int round;
	const char *topic, *id, *type, *data, *re;
	bool retain, hold;
};

static const struct script_line script[] = {
	{ 0, "a", "a1", "", "1", "", false, false },
	{ 0, "a", "a2", "", "2", "", true, false },
	{ 0, "a", "h1", "H", "?", "", false, true },
	{ 0, "b", "b1", "", "1", "", false, false },
	{ 0, "b", "", "", "ours", "", false, false },
	{ 1, "a", "a1", "", "1", "", false, false },
	{ 1, "a", "a2", "", "3", "", false, false },
	{ 1, "a", "c1", "C", "!", "h1", false, false },
	{ 1, "a", "a3", "", "3", "", true, false },
	{ 2, "b", "b2", "", "2", "", false, false },
	{ 2, "b", "b3", "", "3", "", false, false },
	{ 2, "b", "b4", "", "4", "", false, false },
	{ 2, "b", "b5", "", "5", "", false, false },
	{ 2, "a", "a4", "", "4", "", false, false },
	{ 2, "a", "a5", "", "5", "", false, false },
	{ 3, "b", "b6", "", "6", "", false, false },
	{ 4, "b", "b6", "", "6", "", false, false },
	{ 5, "b", "b7", "", "7", "", false, false },
};

#define SCRIPT_LINES (sizeof(script) / sizeof(script[0]))
#define SCRIPT_ROUNDS 3 /* and some for afterwards */

/* What became of a line. */
struct script_item {
	struct hub_publish p;
	bool is_asked, is_answered;
	enum hub_outcome outcome;
	char id[32];
	uint64_t pos; /* of what was taken */
};

static struct script_item script_items[SCRIPT_LINES];
static size_t script_waits; /* for so many answers */
static uint64_t script_pos; /* of what was taken last */
static bool script_failed;  /* the last question was not answered */
static int script_troubles; /* told; even: it is well */
static bool script_removed; /* "a4" is, for certain */

static char script_path[80];

/* ---- what comes back ---- */

static inline void
script_on_trouble(const char *why)
{
	/* Told in turns. */
	assert_true((why != NULL) == (script_troubles % 2 == 0));
	if (why != NULL)
		assert_non_null(strstr(why, "log.db: "));
	script_troubles++;
}

static inline void
script_on_taken(struct hub_log_sink *sink, struct hub_publish *p)
{
	struct script_item *item = (struct script_item *)p;

	(void)sink;
	assert_true(item->is_asked && !item->is_answered);
	item->is_answered = true;
	item->outcome = p->outcome;
	snprintf(item->id, sizeof(item->id), "%.*s", SLICE_ARGS(p->id));
	if (p->outcome == HUB_TAKEN) {
		assert_true(p->event->pos > script_pos);
		script_pos = item->pos = p->event->pos;
	} else if (p->outcome == HUB_FAILED) {
		assert_non_null(strstr(p->err.text, "log.db: "));
	}
	script_waits--;
}

static inline void
script_wait(struct hub_log *log)
{
	int ticks = 0;

	while (script_waits > 0) {
		struct pollfd p = { log->ops->fd(log), POLLIN, 0 };

		/* A commit that is said to have failed is found by a tick. */
		if (poll(&p, 1, 250) == 0) {
			assert_true(ticks++ < 120);
			log->ops->tick(log, 2000);
		}
		log->ops->run(log);
	}
	assert_int_equal(log->waiting_bytes, 0);
}

static inline void
script_on_sought(struct hub_seek *s)
{
	script_failed = s->failed;
	script_waits--;
}

static inline void
script_on_page(struct hub_page *page)
{
	script_failed = page->failed;
	script_waits--;
}

static inline void
script_on_found(struct hub_find *f)
{
	script_failed = f->failed;
	script_waits--;
}

static inline void
script_on_removed(struct hub_removal *r)
{
	script_removed |= r->count == 1;
	script_failed = r->count < 0;
	script_waits--;
}

static inline bool
script_on_topic(struct hub_topic_query *q, const struct hub_topic_info *info)
{
	(void)q;
	assert_true(info->count > 0);
	return true;
}

static inline void
script_on_topics(struct hub_topic_query *q)
{
	script_failed = q->failed;
	script_waits--;
}

/* ---- what is asked ---- */

/* So few in memory that the file is asked. */
static inline struct hub_log *
script_open(const char *vfs, struct err *err)
{
	static struct hub_log_sink sink = { .on_taken = script_on_taken };
	const struct sqlite_log_options options = {
		.path = script_path,
		.vfs = vfs,
		.recent_max = 2,
		.keep = { .count = SCRIPT_KEEP, .age_ms = 100000 },
		.on_trouble = script_on_trouble,
	};
	struct hub_log *log = sqlite_log_new(&options, err);

	if (log != NULL)
		log->sink = &sink;
	return log;
}

static inline void
script_append(struct hub_log *log, int round)
{
	for (size_t i = 0; i < SCRIPT_LINES; i++) {
		const struct script_line *line = &script[i];
		struct script_item *item = &script_items[i];

		/* What failed can be said again. */
		if (line->round != round ||
		    (item->is_answered && item->outcome != HUB_FAILED))
			continue;
		item->is_asked = true;
		item->is_answered = false;
		item->p = (struct hub_publish){
			.message = { .id = slice_of(line->id),
			    .topic = slice_of(line->topic),
			    .type = slice_of(line->type),
			    .data = slice_of(line->data),
			    .retry_ms = -1,
			    .extra = { .re = slice_of(line->re),
				.retain = line->retain,
				.hold = line->hold } },
			.wall_ms = 1000 + round,
		};
		script_waits++;
		log->ops->append(log, &item->p);
	}
	script_wait(log);
}

static inline void
script_change(struct hub_log *log)
{
	struct hub_removal r = { .id = slice_of("a4"),
		.on_done = script_on_removed };
	const struct hub_keep fewer = { .count = 3, .age_ms = 100000 };

	log->ops->release(log, slice_of("h1"));
	log->ops->forget(log, slice_of("h1"));
	log->ops->set_keep(log, &fewer, NULL, 0);
	log->ops->tick(log, 2000);
	script_waits++;
	log->ops->remove(log, &r);
	script_wait(log);
}

static inline bool
script_seek(
    struct hub_log *log, const struct hub_select *select, struct hub_page *page)
{
	struct hub_seek s = { .reader = { .select = select },
		.kind = HUB_CURSOR_ID,
		.id = slice_of("b2"),
		.on_done = script_on_sought };

	script_waits++;
	log->ops->seek(log, &s);
	script_wait(log);
	*page = (struct hub_page){ .reader = { .select = select },
		.mark = s.mark,
		.on_done = script_on_page };
	return !script_failed;
}

/* Reads on to the end; false: a page could not be read. */
static inline bool
script_read(struct hub_log *log)
{
	const struct slice patterns[] = { slice_of("**") };
	struct hub_select select;
	struct hub_page page;
	bool ok;

	hub_select_init(&select, patterns, 1);
	ok = script_seek(log, &select, &page);
	while (ok && !page.at_end) {
		script_waits++;
		log->ops->read(log, &page);
		script_wait(log);
		ok = !script_failed;
	}
	hub_select_clear(&select);
	return ok;
}

/* Returns how many questions were not answered. */
static inline int
script_ask(struct hub_log *log)
{
	struct hub_find f = { .id = slice_of("a2"),
		.wall_ms = 2000,
		.on_done = script_on_found };
	struct hub_topic_query q = { .on_topic = script_on_topic,
		.on_done = script_on_topics };
	int failed = !script_read(log);

	script_waits++;
	log->ops->find(log, &f);
	script_wait(log);
	failed += script_failed;
	script_waits++;
	log->ops->topics(log, &q);
	script_wait(log);
	return failed + script_failed;
}

static inline bool
script_is_known(const struct script_item *item)
{
	return item->is_answered &&
	       (item->outcome == HUB_TAKEN || item->outcome == HUB_DUPLICATE);
}

/* Nothing is published, and yet the log finds out that the disk is well. */
static inline void
script_wait_for_the_end_of_trouble(struct hub_log *log)
{
	for (int i = 0; i < 3 && script_troubles % 2 != 0; i++) {
		struct hub_removal r = { .id = slice_of("none"),
			.on_done = script_on_removed };

		log->ops->tick(log, 3000 + i);
		script_waits++;
		log->ops->remove(log, &r);
		script_wait(log);
	}
	assert_int_equal(script_troubles % 2, 0);
}

/* All of it.  What failed once is well the next time, and the log says so. */
static inline void
script_run(struct hub_log *log)
{
	for (int round = 0; round < SCRIPT_ROUNDS; round++)
		script_append(log, round);
	script_change(log);
	if (script_ask(log) > 0)
		assert_int_equal(script_ask(log), 0);
	script_append(log, 3);
	script_append(log, 4);
	assert_true(script_is_known(&script_items[SCRIPT_LINES - 3]) ||
		    script_is_known(&script_items[SCRIPT_LINES - 2]));
	script_wait_for_the_end_of_trouble(log);
}

/* ---- what is looked at afterwards ---- */

static inline void
script_look_at(sqlite3 *sqlite, const struct script_item *item)
{
	char sql[200];

	snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM entries WHERE id = '%s'", item->id);
	assert_int_equal(audit_ask(sqlite, sql), 1);
	if (item->outcome != HUB_TAKEN)
		return;
	snprintf(sql, sizeof(sql), "SELECT pos FROM entries WHERE id = '%s'",
	    item->id);
	assert_int_equal(audit_ask(sqlite, sql), item->pos);
}

/* All that was answered is there, once, and at its place. */
static inline void
script_look(void)
{
	bool has_failed = false;
	const char *wrong;
	sqlite3 *sqlite;

	assert_int_equal(sqlite3_open(script_path, &sqlite), SQLITE_OK);
	sqlite3_exec(sqlite, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
	wrong = audit(sqlite);
	if (wrong != NULL)
		fail_msg("%s", wrong);
	for (size_t i = 0; i < SCRIPT_LINES; i++) {
		const struct script_item *item = &script_items[i];

		assert_true(item->is_asked == item->is_answered);
		if (script_is_known(item))
			script_look_at(sqlite, item);
		has_failed |= item->outcome == HUB_FAILED;
	}
	assert_true(!has_failed || script_troubles > 0);
	if (script_removed)
		assert_int_equal(
		    audit_ask(sqlite, "SELECT count(*) FROM entries WHERE"
				      " id = 'a4' AND n IS NULL"),
		    0);
	sqlite3_close(sqlite);
}

/* ---- the file ---- */

static inline void
script_remove_file(void)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	char path[100];

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", script_path, ends[i]);
		unlink(path);
	}
}

static inline void
script_start(void)
{
	script_remove_file();
	memset(script_items, 0, sizeof(script_items));
	script_waits = script_pos = 0;
	script_troubles = 0;
	script_failed = script_removed = false;
}

static inline int
script_make_folder(void **state)
{
	static char folder[64];

	snprintf(folder, sizeof(folder), "/tmp/ssed-fault-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(script_path, sizeof(script_path), "%s/log.db", folder);
	*state = folder;
	return 0;
}

static inline int
script_remove_folder(void **state)
{
	script_remove_file();
	return rmdir(*state);
}

#endif
