/* log/sqlite/sqlite_write.c - the rounds of changes: one transaction each. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "log/sqlite/lock.h"
#include "log/sqlite/sqlite_inner.h"

#define LINGER_US_MAX 2000

/* What became of a transaction; it comes back behind all that it was of. */
struct report {
	struct worker_job job;
	struct sqlite_log *owner;
	struct err err;
	bool failed, is_behind, is_written;
	struct writer_state state;
	struct writer_gone *gone;
	size_t gone_count;
};

static void
tell_trouble(struct sqlite_log *s, const struct report *report)
{
	/* What had nothing to write has not found out. */
	if (report->failed == s->is_troubled ||
	    (!report->failed && !report->is_written))
		return;
	s->is_troubled = report->failed;
	if (s->options.on_trouble != NULL)
		s->options.on_trouble(report->failed ? report->err.text : NULL);
}

static void
on_report(struct worker_job *job)
{
	struct report *report = (struct report *)job;
	const struct writer_state *state = &report->state;
	struct sqlite_log *s = report->owner;

	tell_trouble(s, report);
	if (!report->failed) {
		for (size_t i = 0; i < report->gone_count; i++)
			recent_forget(&s->recent, report->gone[i].pos,
			    report->gone[i].n, report->gone[i].is_lost);
		s->log.newest_pos = state->last;
		s->log.kept_count = state->kept;
		s->n = state->n;
		s->missed = state->missed;
		s->size.events = state->events;
		s->size.bytes = (uint64_t)state->bytes;
		s->size.topics = state->topics;
		sqlite_question_catch_up(s);
		sqlite_change_again(s);
	}
	if (report->is_behind)
		sqlite_age(s);
	free(report->gone);
	free(report);
}

static struct sqlite_change *
change_of(struct list *link)
{
	return (struct sqlite_change *)LIST_ITEM(link, struct worker_job, link);
}

/* In their order; messages with nothing between them are taken together. */
static void
apply(struct writer *w, struct list *jobs)
{
	struct writer_append *all[WRITER_TOGETHER];
	size_t count = 0;

	for (struct list *link = jobs->next; link != jobs; link = link->next) {
		struct sqlite_change *c = change_of(link);

		if (c->append != NULL)
			all[count++] = c->append;
		if (c->append == NULL || count == WRITER_TOGETHER) {
			writer_append_all(w, all, count);
			count = 0;
		}
		if (c->append == NULL)
			c->apply(w, c);
	}
	writer_append_all(w, all, count);
}

/*
 * Begins, unless what would be written went nowhere.  A file that failed was
 * closed: SQLite removed its -wal then, unless it is open for the reader.
 */
static void
begin(struct sqlite_log *s)
{
	struct writer *w = &s->writer;
	bool is_open = w->db.sqlite != NULL;
	struct err err;

	s->wal.is_known = s->wal.is_known && is_open;
	if (lock_check(s->lock_fd, s->path, &err) != 0 ||
	    lock_check_wal(&s->wal, &err) != 0) {
		db_fail(&w->db, SQLITE_ERROR, err.text);
		return;
	}
	writer_begin(w);
	if (is_open)
		return;
	/* What is there now is what it opened. */
	s->wal.is_known = false;
	lock_check_wal(&s->wal, &err);
}

/* Does all of a round in one transaction. */
static void
transact(struct sqlite_log *s, struct list *jobs, struct report *report)
{
	struct writer *w = &s->writer;

	begin(s);
	/* Without a transaction, too: what topics keep is not of the file. */
	apply(w, jobs);
	report->is_written = w->is_changed;
	report->failed = !writer_commit(w, &report->err);
	if (report->failed)
		return;
	report->is_behind = w->is_behind;
	report->state = w->state;
	report->gone = w->gone;
	report->gone_count = w->gone_count;
	/* The list is the report's from here on. */
	w->gone = NULL;
	w->gone_count = w->gone_cap = 0;
}

/*
 * A commit costs much, however few are in it: that they are many is worth half
 * of what one takes.
 */
static void
set_linger(struct worker *worker, int64_t commit_us)
{
	int64_t us = commit_us / 2;

	worker->linger_us = us < LINGER_US_MAX ? us : LINGER_US_MAX;
}

void
sqlite_write(struct worker *worker, struct list *jobs)
{
	struct sqlite_log *s = LIST_ITEM(worker, struct sqlite_log, writing);
	struct report *report = mem_new(sizeof(*report));
	int64_t from_us = clock_us();

	report->job.on_done = on_report;
	report->owner = s;
	transact(s, jobs, report);
	set_linger(worker, clock_us() - from_us);
	for (struct list *link = jobs->next; report->failed && link != jobs;
	     link = link->next)
		change_of(link)->failure = &report->err;
	list_add(jobs, &report->job.link);
}

void
sqlite_change_post(struct sqlite_log *s, struct sqlite_change *c)
{
	static const struct err closing = { 1, "the hub ends" };

	c->owner = s;
	if (!s->is_closing) {
		worker_post(&s->writing, &c->job);
		return;
	}
	c->failure = &closing;
	c->job.on_done(&c->job);
}
