/*
 * log/sqlite/sqlite_page.c - a page of the SQLite log: of memory, or of the
 * file.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "log/page.h"
#include "log/sqlite/sqlite_inner.h"
#include "log/sqlite/sqlite_ops.h"

struct paging {
	struct sqlite_question question;
	struct hub_page *page;
	struct buf frames;
	char resumed_after[HUB_ID_BYTES_MAX];
};

static void
read_page(struct reader *r, struct sqlite_question *q)
{
	struct paging *paging = (struct paging *)q;
	struct hub_page *page = paging->page;

	reader_page(r, page, &paging->frames);
	page->resumed_after =
	    sqlite_keep_text(paging->resumed_after, page->resumed_after);
}

/* What came meanwhile is behind the page: memory has it. */
static void
settle_end(const struct sqlite_log *s, const struct sqlite_question *q,
    struct hub_page *page)
{
	if (page->failed || !page->at_end || page->source == HUB_PAGE_KEPT)
		return;
	if (page->after_pos < q->last)
		page->after_pos = q->last;
	page->at_end = q->last == s->log.newest_pos;
}

static void
answer_page(struct sqlite_log *s, struct sqlite_question *q)
{
	struct paging *paging = (struct paging *)q;
	struct hub_page *page = paging->page;
	struct hub_event *large = page->large;

	page->failed |= q->failed;
	settle_end(s, q, page);
	page->on_done(page);
	hub_event_unref(large);
	buf_clear(&paging->frames);
	free(paging);
}

static void
post_page(struct sqlite_log *s, struct hub_page *page)
{
	struct paging *paging = mem_new(sizeof(*paging));

	paging->page = page;
	buf_init(&paging->frames, PAGE_ROOM_MAX);
	paging->question.read = read_page;
	paging->question.answer = answer_page;
	sqlite_question_post(s, &paging->question);
}

/* Returns whether the reader of page gets item. */
static bool
is_wanted(const struct sqlite_log *s, const struct hub_page *page,
    const struct recent_item *item)
{
	const struct hub_event *ev = item->event;

	return recent_is_there(item, page->mark) &&
	       !hub_event_is_over(ev, s->now_ms) &&
	       hub_reader_wants(&page->reader, ev->topic, ev->type, ev->extra);
}

/*
 * Memory has all that is behind the page: also what was forgotten since its
 * reader began, so that nothing is missed.
 */
static void
page_here(struct sqlite_log *s, struct hub_page *page)
{
	const struct recent *r = &s->recent;
	size_t at = recent_after(r, page->after_pos);
	struct page p;

	if (page->mark > s->n)
		page->mark = s->n;
	page_begin(&p, page, &s->page);
	for (size_t look = PAGE_LOOK_MAX; look > 0 && at < r->count; look--) {
		const struct recent_item *item = recent_at(r, at);

		if (is_wanted(s, page, item) && !page_add(&p, item->event))
			break;
		page->after_pos = item->pos;
		at++;
	}
	page->at_end = at == r->count;
	if (page->at_end)
		page->after_pos = s->log.newest_pos;
	page_end(&p);
	page->on_done(page);
	if (s->page.cap > PAGE_ROOM_KEPT)
		buf_clear(&s->page);
}

void
sqlite_page(struct hub_log *log, struct hub_page *page)
{
	struct sqlite_log *s = (struct sqlite_log *)log;
	bool is_kept = page->source == HUB_PAGE_KEPT;

	page->failed = false;
	page->frames = page->resumed_after = slice_empty();
	page->large = NULL;
	page->count = page->missed = 0;
	if (is_kept && (page->resumes || log->kept_count == 0)) {
		page->at_end = true;
		page->on_done(page);
	} else if (!is_kept && recent_covers(&s->recent, page->after_pos)) {
		page_here(s, page);
	} else {
		page->at_end = false;
		post_page(s, page);
	}
}
