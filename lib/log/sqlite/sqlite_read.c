/*
 * log/sqlite/sqlite_read.c - questions to the reader, and when they are
 * answered.
 */
#include "log/sqlite/sqlite_inner.h"

void
sqlite_read(struct worker *worker, struct list *jobs)
{
	struct sqlite_log *s = LIST_ITEM(worker, struct sqlite_log, reading);

	for (struct list *link = jobs->next; link != jobs; link = link->next) {
		struct sqlite_question *q = (struct sqlite_question *)LIST_ITEM(
		    link, struct worker_job, link);

		reader_now(&s->reader, q->now_ms);
		q->read(&s->reader, q);
		q->last = s->reader.last;
		q->n = s->reader.n;
	}
}

/*
 * The reader may know of commits before the loop does.  An answer waits until
 * it does, too: else it would get from memory what it has, or a follower what
 * was not delivered yet.
 */
static bool
is_early(const struct sqlite_log *s, const struct sqlite_question *q)
{
	return q->last > s->log.newest_pos || q->n > s->n;
}

static void
on_read(struct worker_job *job)
{
	struct sqlite_question *q = (struct sqlite_question *)job;
	struct sqlite_log *s = q->owner;

	if (!s->is_closing && is_early(s, q))
		list_add(&s->early, &job->link);
	else
		q->answer(s, q);
}

void
sqlite_question_catch_up(struct sqlite_log *s)
{
	struct list waiting, *link;

	list_init(&waiting);
	while ((link = list_take(&s->early)) != NULL)
		list_add(&waiting, link);
	while ((link = list_take(&waiting)) != NULL)
		on_read(LIST_ITEM(link, struct worker_job, link));
}

void
sqlite_question_post(struct sqlite_log *s, struct sqlite_question *q)
{
	q->owner = s;
	q->now_ms = s->now_ms;
	q->job.on_done = on_read;
	if (!s->is_closing) {
		worker_post(&s->reading, &q->job);
		return;
	}
	q->failed = true;
	q->answer(s, q);
}

struct slice
sqlite_keep_text(char own[HUB_ID_BYTES_MAX], struct slice text)
{
	size_t len = text.len < HUB_ID_BYTES_MAX ? text.len : HUB_ID_BYTES_MAX;

	memcpy(own, text.ptr, len);
	return (struct slice){ own, len };
}
