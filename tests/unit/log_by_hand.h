/* log_by_hand.h - a reader of tables that are filled by hand. */
#ifndef LOG_BY_HAND_H
#define LOG_BY_HAND_H

#include "log_fill.h"

/* Tables filled by hand, and a reader of them. */
struct by_hand {
	struct fill fill;
	struct reader reader;
	struct fill_state state;
	struct hub_select all; /* all public topics */
	struct buf frames;
};

static inline void
open_by_hand(struct by_hand *h)
{
	const struct slice patterns[] = { slice_of("**") };
	struct err err;

	*h = (struct by_hand){ .frames = BUF(10 << 20) };
	hub_select_init(&h->all, patterns, 1);
	fill_open(&h->fill);
	assert_int_equal(
	    reader_open(&h->reader,
		&(struct reader_options){ .path = h->fill.path }, &err),
	    0);
}

static inline void
close_by_hand(struct by_hand *h)
{
	hub_select_clear(&h->all);
	reader_close(&h->reader);
	fill_close(&h->fill);
	buf_clear(&h->frames);
}

/* Adds an event to the topic "a", whose row in topics is add_topic()'s. */
static inline void
add(struct by_hand *h, const struct hub_message *m, struct row_new row)
{
	struct hub_event *ev = hub_event_new(m, m->id, ++h->state.last, 1000);

	row.event = ev;
	row.retry_ms = m->retry_ms;
	fill_row(&h->fill, &row);
	fill_state(&h->fill, &h->state);
	hub_event_unref(ev);
}

static inline void
add_plain(struct by_hand *h, const char *id, const char *data)
{
	const struct hub_message m = {
		.id = slice_of(id),
		.topic = slice_of("a"),
		.type = slice_empty(),
		.data = slice_of(data),
		.retry_ms = -1,
	};

	add(h, &m, (struct row_new){ .is_ledger = false });
}

static inline void
add_topic(struct by_hand *h, int64_t events)
{
	fill_topic(&h->fill, &(struct fill_topic){ slice_of("a"), events,
				 events, 0, 0, 0, 0, 0 });
}

static inline struct hub_page
page_of(struct by_hand *h)
{
	return (struct hub_page){
		.reader = { .select = &h->all, .user = slice_empty() },
	};
}

/* Returns all that is read from the start, which is one page. */
static inline const char *
one_page(struct by_hand *h)
{
	struct hub_page page = page_of(h);

	reader_page(&h->reader, &page, &h->frames);
	assert_false(page.failed);
	buf_add_char(&h->frames, '\0');
	return h->frames.ptr;
}

#endif
