/*
 * log/page.h - what a page is made of, whatever log it is read from: events,
 * as their reader wants them, until they are enough.
 *
 * Not for others: they have hub/log.h.
 */
#ifndef LOG_PAGE_H
#define LOG_PAGE_H

#include "hub/batch.h"
#include "hub/log.h"

/* How many events are looked at for one page. */
#define PAGE_LOOK_MAX 4096

/* A page, the event that makes it long enough, and the end of a batch. */
#define PAGE_ROOM_MAX (HUB_PAGE_BYTES + HUB_FORMAT_BYTES_MAX + 1024)

/* What a page leaves of its buffer for the next. */
#define PAGE_ROOM_KEPT (4 * HUB_PAGE_BYTES)

/* A page that is being made. */
struct page {
	struct hub_page *to;
	struct hub_batch batch;
	char id[HUB_ID_BYTES_MAX]; /* batch.last_id */
};

/* Begins a page without events; frames: where its bytes go. */
void page_begin(struct page *p, struct hub_page *to, struct buf *frames);

/* Returns whether what comes is for the next page. */
bool page_is_full(const struct page *p);

/*
 * Adds an event; false if it is for the next page.  What is large is
 * p->to->large then, without a reference of its own; of others nothing is
 * needed any more.
 */
bool page_add(struct page *p, struct hub_event *ev);

/* Says what the page has. */
void page_end(struct page *p);

#endif
