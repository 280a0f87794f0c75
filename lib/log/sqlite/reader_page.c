/* log/sqlite/reader_page.c - a page of a SQLite log. */
#include "log/page.h"
#include "log/sqlite/reader_lost.h"
#include "log/sqlite/reader_walk.h"
#include "log/sqlite/schema.h"

/* Returns the event that the walk is at; NULL: an error. */
static struct hub_event *
event_of(const struct reader_walk *w)
{
	const struct reader_look *look = &w->look;
	bool has_retry = sqlite3_column_type(w->row, WALK_RETRY) != SQLITE_NULL;
	struct row row = {
		.pos = look->pos,
		.id = db_text(w->row, WALK_ID),
		.message = {
			.topic = look->topic,
			.type = look->type,
			.data = db_text(w->row, WALK_DATA),
			.retry_ms = -1,
		},
	};

	if (sqlite3_column_type(w->row, WALK_DATA) == SQLITE_NULL)
		return reader_event_at(w->r, look->pos);
	if (has_retry)
		row.message.retry_ms = sqlite3_column_int64(w->row, WALK_RETRY);
	if (slice_is(look->type, "message"))
		row.message.type = slice_empty();
	return reader_event(w->r, &row);
}

/* Adds what the walk is at; false if it is for the next page, or an error. */
static bool
add(struct page *p, const struct reader_walk *w)
{
	struct hub_event *ev;
	bool is_added;

	if (page_is_full(p))
		return false;
	ev = event_of(w);
	is_added = ev != NULL && page_add(p, ev);
	if (p->to->large != ev)
		hub_event_unref(ev);
	return is_added;
}

/* Reads what w walks through, until the page is full. */
static void
read_rows(struct reader_walk *w, struct hub_page *page, struct buf *frames)
{
	struct page p;

	page_begin(&p, page, frames);
	page->at_end = false;
	for (size_t look = PAGE_LOOK_MAX; look > 0; look--) {
		page->at_end = !reader_walk_next(w);
		if (page->at_end)
			break;
		if (reader_walk_wants(w) && !add(&p, w))
			break;
		page->after_pos = w->look.pos;
	}
	page_end(&p);
}

/* What its follower wanted to read was forgotten since the last page. */
static void
tell_missed(
    struct reader *r, const struct reader_state *state, struct hub_page *page)
{
	uint64_t since = page->mark;
	struct reader_loss loss;

	page->mark = state->n;
	if (since >= state->n || page->after_pos >= state->missed)
		return;
	loss = reader_lost_since(r, &page->reader, page->after_pos, since);
	page->missed = loss.count;
	if (state->n - since > SCHEMA_FORGOTTEN_MAX)
		page->missed = -1;
	page->resumed_after = buf_slice(&r->text);
}

static void
read_page(struct reader *r, const struct reader_state *state,
    struct hub_page *page, struct buf *frames)
{
	struct reader_way way = { page->after_pos, UINT64_MAX, false, false };
	struct reader_walk w = { .count = 0 };

	if (page->source == HUB_PAGE_KEPT) {
		way.last_pos = page->start_pos;
		way.is_kept = true;
	} else {
		tell_missed(r, state, page);
	}
	reader_walk_start(&w, r, &page->reader, &way);
	read_rows(&w, page, frames);
}

static void
clear(struct hub_page *page, struct buf *frames)
{
	buf_reset(frames);
	page->frames = slice_empty();
	page->large = NULL;
	page->count = 0;
	page->missed = 0;
	page->resumed_after = slice_empty();
}

void
reader_page(struct reader *r, struct hub_page *page, struct buf *frames)
{
	uint64_t after_pos = page->after_pos, mark = page->mark;
	struct reader_state state;

	clear(page, frames);
	page->failed = false;
	page->at_end = true;
	/* Who resumes has had what is kept. */
	if (page->source == HUB_PAGE_KEPT && page->resumes)
		return;
	if (reader_begin(r, &state))
		read_page(r, &state, page, frames);
	if (reader_end(r))
		return;
	hub_event_unref(page->large);
	clear(page, frames);
	page->failed = true;
	page->at_end = false;
	page->after_pos = after_pos;
	page->mark = mark;
}
