/*
 * log/sqlite/sqlite_seek.c - where in a SQLite log a stream starts, and what an
 * id is.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "log/sqlite/sqlite_inner.h"
#include "log/sqlite/sqlite_ops.h"

struct seeking {
	struct sqlite_question question;
	struct hub_seek *seek;
	char resumed_after[HUB_ID_BYTES_MAX];
};

static void
read_seek(struct reader *r, struct sqlite_question *q)
{
	struct seeking *seeking = (struct seeking *)q;
	struct hub_seek *s = seeking->seek;

	reader_seek(r, s);
	s->resumed_after =
	    sqlite_keep_text(seeking->resumed_after, s->resumed_after);
}

static void
answer_seek(struct sqlite_log *log, struct sqlite_question *q)
{
	struct seeking *seeking = (struct seeking *)q;
	struct hub_seek *s = seeking->seek;

	(void)log;
	s->failed |= q->failed;
	s->on_done(s);
	free(seeking);
}

/* Returns whether memory knows where s starts, and that nothing is lost. */
static bool
seek_here(const struct sqlite_log *log, struct hub_seek *s)
{
	const struct hub_event *ev;

	if (s->kind == HUB_CURSOR_LATEST) {
		s->after_pos = log->log.newest_pos;
		return true;
	}
	if (s->kind == HUB_CURSOR_EARLIEST) {
		/* What is forgotten before the first page, is not missed. */
		s->mark = UINT64_MAX;
		return true;
	}
	if (s->kind != HUB_CURSOR_ID)
		return false;
	ev = recent_find(&log->recent, s->id);
	if (ev == NULL || ev->pos < log->missed)
		return false;
	s->after_pos = ev->pos;
	return true;
}

void
sqlite_seek(struct hub_log *log, struct hub_seek *s)
{
	struct sqlite_log *owner = (struct sqlite_log *)log;
	struct seeking *seeking;

	sqlite_now(owner, s->wall_ms);
	s->failed = false;
	s->after_pos = 0;
	s->gap = HUB_GAP_NONE;
	s->missed = -1;
	s->resumed_after = slice_empty();
	s->mark = owner->n;
	if (seek_here(owner, s)) {
		s->on_done(s);
		return;
	}
	seeking = mem_new(sizeof(*seeking));
	seeking->seek = s;
	seeking->question.read = read_seek;
	seeking->question.answer = answer_seek;
	sqlite_question_post(owner, &seeking->question);
}

struct finding {
	struct sqlite_question question;
	struct hub_find *find;
};

static void
read_find(struct reader *r, struct sqlite_question *q)
{
	reader_find(r, ((struct finding *)q)->find);
}

static void
answer_find(struct sqlite_log *log, struct sqlite_question *q)
{
	struct finding *finding = (struct finding *)q;
	struct hub_find *f = finding->find;
	struct hub_event *ev = f->event;

	(void)log;
	f->failed |= q->failed;
	f->on_done(f);
	hub_event_unref(ev);
	free(finding);
}

void
sqlite_find(struct hub_log *log, struct hub_find *f)
{
	struct sqlite_log *s = (struct sqlite_log *)log;
	struct hub_event *ev = recent_find(&s->recent, f->id);
	struct finding *finding;

	sqlite_now(s, f->wall_ms);
	f->failed = false;
	f->event = NULL;
	if (ev != NULL) {
		/* It may be removed meanwhile. */
		hub_event_ref(ev);
		f->event = hub_event_is_over(ev, s->now_ms) ? NULL : ev;
		f->on_done(f);
		hub_event_unref(ev);
		return;
	}
	finding = mem_new(sizeof(*finding));
	finding->find = f;
	finding->question.read = read_find;
	finding->question.answer = answer_find;
	sqlite_question_post(s, &finding->question);
}
