/* log/memory/memory_read.c - a page of the memory log. */
#include "log/memory/memory_inner.h"
#include "log/memory/walk.h"
#include "log/page.h"

/* What its follower wanted to read was forgotten since the last page. */
static void
tell_missed(const struct memory_log *m, struct hub_page *page)
{
	const struct seen *seen = &m->store.seen;
	uint64_t newest = seen->total - page->mark;
	struct seen_loss loss = seen_count_newest(
	    seen, &page->reader, page->after_pos, (size_t)newest);

	page->mark = seen->total;
	page->missed = newest > seen->count ? -1 : loss.count;
	page->resumed_after = loss.last_id;
}

/* Reads what w walks through, up to last_pos, or until the page is full. */
static void
read_page(struct memory_log *m, struct hub_page *page, struct walk *w,
    uint64_t last_pos)
{
	struct queue_slot slot;
	struct page p;

	page_begin(&p, page, &m->page);
	page->at_end = false;
	for (size_t look = PAGE_LOOK_MAX; look > 0; look--) {
		page->at_end = !walk_next(w, &slot) || slot.pos > last_pos;
		if (page->at_end)
			break;
		if (walk_wants(w, slot.event) && !page_add(&p, slot.event))
			break;
		page->after_pos = slot.pos;
	}
	page_end(&p);
}

/*
 * Here an event that is kept stands in its place, whether its topic's history
 * has it or not.  So what is kept comes apart only up to where a stream
 * starts; and one that resumes has had it.
 */
static void
read_kept(struct memory_log *m, struct hub_page *page)
{
	struct walk w;

	page->missed = 0;
	page->resumed_after = slice_empty();
	page->at_end = true;
	if (page->resumes || m->store.kept_count == 0)
		return;
	walk_start_kept(&w, &m->store, &page->reader, page->after_pos);
	read_page(m, page, &w, page->start_pos);
}

static void
read_events(struct memory_log *m, struct hub_page *page)
{
	struct walk w;

	tell_missed(m, page);
	walk_start(&w, &m->store, &page->reader, page->after_pos);
	read_page(m, page, &w, UINT64_MAX);
}

void
memory_read(struct hub_log *log, struct hub_page *page)
{
	struct memory_log *m = (struct memory_log *)log;

	page->frames = slice_empty();
	page->large = NULL;
	page->count = 0;
	if (page->source == HUB_PAGE_KEPT)
		read_kept(m, page);
	else
		read_events(m, page);
	page->on_done(page);
	if (m->page.cap > PAGE_ROOM_KEPT)
		buf_clear(&m->page);
}
