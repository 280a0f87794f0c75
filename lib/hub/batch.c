#include "hub/batch.h"

#include <stdlib.h>

#include "base/mem.h"
#include "hub/feed.h"
#include "hub/state.h"
#include "sse/json.h"

/* A batch is not made longer than this, however many are wanted. */
#define BATCH_BYTES ((size_t)1 << 20)
#define BATCH_BYTES_MAX (BATCH_BYTES + HUB_FORMAT_BYTES_MAX + 1024)

static bool
is_array(const struct hub_select *sel)
{
	return sel->format != HUB_FORMAT_TEXT;
}

static bool
add_element(struct hub_batch *b, const struct hub_event *ev)
{
	const struct sse_event sse = {
		.type = hub_type_of(ev->type),
		.id = ev->id,
		.topic = ev->topic,
		.data = ev->data,
	};
	bool is_stream = b->select->format == HUB_FORMAT_STREAM;
	const char *before = is_stream ? "data: [" : "[";

	if (!buf_add(b->out, slice_of(b->count > 0 ? "," : before)) ||
	    !sse_json_add(b->out, &sse))
		return false;
	b->out->len--; /* the LF */
	if (ev->id.len > 0)
		b->last_id = ev->id;
	return true;
}

bool
hub_batch_add(struct hub_batch *b, const struct hub_event *ev)
{
	if (b->select->batch_count == 0)
		return hub_format_event(b->out, b->select->format, ev);
	if (is_array(b->select)
		? !add_element(b, ev)
		: !hub_format_event(b->out, b->select->format, ev))
		return false;
	b->count++;
	if (b->count >= b->select->batch_count || b->out->len >= BATCH_BYTES)
		hub_batch_end(b);
	return true;
}

void
hub_batch_end(struct hub_batch *b)
{
	if (b->count > 0 && is_array(b->select))
		buf_add(b->out, slice_of("]\n"));
	if (b->count > 0 && b->select->format == HUB_FORMAT_STREAM) {
		if (b->last_id.len > 0) {
			buf_add(b->out, slice_of("id: "));
			buf_add(b->out, b->last_id);
			buf_add_char(b->out, '\n');
		}
		buf_add_char(b->out, '\n');
	}
	b->count = 0;
	b->last_id = slice_empty();
}

struct hub_event *
hub_batch_of_one(const struct hub_select *sel, const struct hub_event *ev)
{
	struct buf out = BUF(BATCH_BYTES_MAX);
	struct hub_batch b = { .select = sel, .out = &out };
	struct hub_event *as;

	if (!hub_batch_add(&b, ev))
		mem_fail();
	hub_batch_end(&b);
	as = hub_event_raw(buf_slice(&out));
	buf_clear(&out);
	return as;
}

struct hub_collector *
hub_collector_new(struct hub_feed *feed)
{
	struct hub_collector *c = mem_new(sizeof(*c));

	buf_init(&c->out, BATCH_BYTES_MAX);
	c->feed = feed;
	c->batch.select = &feed->select;
	c->batch.out = &c->out;
	list_init(&c->link);
	return c;
}

void
hub_collector_free(struct hub_collector *c)
{
	if (c == NULL)
		return;
	list_del(&c->link);
	hub_event_unref(c->last);
	buf_clear(&c->out);
	free(c);
}

void
hub_collect_drop(struct hub_feed *feed)
{
	struct hub_collector *c = feed->collector;

	if (c == NULL || list_is_empty(&c->link))
		return;
	list_del(&c->link);
	c->batch.count = 0;
	c->batch.last_id = slice_empty();
	c->due_ms = 0;
	c->event_count = 0;
	hub_event_unref(c->last);
	c->last = NULL;
	buf_clear(&c->out);
}

void
hub_collect_flush(struct hub_feed *feed)
{
	struct hub_collector *c = feed->collector;
	struct hub_event *ev;

	if (c == NULL || list_is_empty(&c->link))
		return;
	hub_batch_end(&c->batch);
	ev = hub_event_raw_as(buf_slice(&c->out), c->last->id);
	ev->pos = c->event_count;
	hub_collect_drop(feed);
	hub_feed_send(feed, ev);
	hub_event_unref(ev);
}

void
hub_collect(struct hub_feed *feed, struct hub_event *ev)
{
	struct hub_collector *c = feed->collector;

	if (list_is_empty(&c->link))
		list_add(&feed->hub->collecting, &c->link);
	if (!hub_batch_add(&c->batch, ev))
		mem_fail();
	/* What has no id is not what the batch is to end with. */
	if (c->last == NULL || ev->id.len > 0) {
		hub_event_unref(c->last);
		c->last = hub_event_ref(ev);
	}
	c->event_count++;
	/* It is over, so it was full. */
	if (c->batch.count == 0)
		hub_collect_flush(feed);
}

void
hub_collect_due(struct hub *hub, int64_t now_ms)
{
	struct list *link = hub->collecting.next;

	while (link != &hub->collecting) {
		struct hub_collector *c =
		    LIST_ITEM(link, struct hub_collector, link);

		link = link->next;
		if (c->due_ms == 0)
			c->due_ms = now_ms + c->batch.select->batch_ms;
		if (c->due_ms <= now_ms)
			hub_collect_flush(c->feed);
	}
}
