#include "log/page.h"

#include "base/mem.h"

void
page_begin(struct page *p, struct hub_page *to, struct buf *frames)
{
	p->to = to;
	p->batch = (struct hub_batch){
		.select = to->reader.select,
		.out = frames,
		.last_id = slice_empty(),
	};
	buf_reset(frames);
	to->frames = slice_empty();
	to->large = NULL;
	to->count = 0;
}

bool
page_is_full(const struct page *p)
{
	const struct hub_page *to = p->to;

	return to->large != NULL || p->batch.out->len >= HUB_PAGE_BYTES ||
	       (to->count_max > 0 && to->count == to->count_max);
}

/* Returns whether ev goes out as it is, uncopied, in a page of its own. */
static bool
is_large(const struct hub_select *sel, const struct hub_event *ev)
{
	return ev->frame.len > HUB_LARGE_BYTES &&
	       sel->format == HUB_FORMAT_STREAM && sel->batch_count == 0;
}

/* The batch may outlive the event whose id it ends with. */
static void
own_last_id(struct page *p)
{
	struct slice id = p->batch.last_id;

	if (id.len == 0)
		return;
	memcpy(p->id, id.ptr, id.len);
	p->batch.last_id.ptr = p->id;
}

bool
page_add(struct page *p, struct hub_event *ev)
{
	struct hub_batch *b = &p->batch;

	if (page_is_full(p))
		return false;
	if (is_large(b->select, ev)) {
		if (b->out->len > 0)
			return false;
		p->to->large = ev;
	} else if (!hub_batch_add(b, ev)) {
		mem_fail();
	}
	own_last_id(p);
	p->to->count++;
	return true;
}

void
page_end(struct page *p)
{
	hub_batch_end(&p->batch);
	p->to->frames = buf_slice(p->batch.out);
}
