#include "log/sqlite/recent.h"

#include <stdlib.h>

#include "base/mem.h"

static struct slice
event_id(const void *item)
{
	return ((const struct hub_event *)item)->id;
}

void
recent_init(struct recent *r, size_t count_max, size_t bytes_max)
{
	*r = (struct recent){ .cap = count_max, .bytes_max = bytes_max };
	r->items = mem_new(count_max * sizeof(*r->items));
	map_init(&r->ids, event_id, count_max);
}

static struct recent_item *
item_at(struct recent *r, size_t index)
{
	return &r->items[(r->first + index) & (r->cap - 1)];
}

/* An event is not to be found, or not there at all, any more. */
static void
leave_ids(struct recent *r, const struct recent_item *item)
{
	if (item->event != NULL && item->gone == 0)
		map_take(&r->ids, item->event->id);
}

size_t
recent_cost(const struct hub_event *ev)
{
	const struct hub_extra *extra = ev->extra;
	size_t bytes = ev->frame.len;

	if (extra != NULL)
		bytes += extra->to.len + extra->copy.len + extra->from.len +
			 extra->re.len + extra->also.len;
	return bytes;
}

static void
drop_event(struct recent *r, struct recent_item *item)
{
	if (item->event == NULL)
		return;
	r->bytes -= recent_cost(item->event);
	hub_event_unref(item->event);
	item->event = NULL;
}

static void
drop_oldest(struct recent *r)
{
	struct recent_item *item = item_at(r, 0);

	r->floor_pos = item->pos;
	leave_ids(r, item);
	drop_event(r, item);
	r->first = (r->first + 1) & (r->cap - 1);
	r->count--;
}

void
recent_clear(struct recent *r)
{
	while (r->count > 0)
		drop_oldest(r);
	map_clear(&r->ids);
	free(r->items);
	r->items = NULL;
}

void
recent_add(struct recent *r, struct hub_event *ev)
{
	size_t bytes = recent_cost(ev);

	while (r->count == r->cap ||
	       (r->count > 0 && r->bytes + bytes > r->bytes_max))
		drop_oldest(r);
	*item_at(r, r->count) =
	    (struct recent_item){ .event = hub_event_ref(ev), .pos = ev->pos };
	r->count++;
	r->bytes += bytes;
	map_add(&r->ids, ev);
}

size_t
recent_after(const struct recent *r, uint64_t pos)
{
	size_t low = 0, high = r->count;

	while (low < high) {
		size_t at = low + (high - low) / 2;

		if (recent_at(r, at)->pos > pos)
			high = at;
		else
			low = at + 1;
	}
	return low;
}

void
recent_forget(struct recent *r, uint64_t pos, uint64_t n, bool is_lost)
{
	size_t at = recent_after(r, pos - 1);
	struct recent_item *item;

	if (at == r->count || recent_at(r, at)->pos != pos)
		return;
	item = item_at(r, at);
	leave_ids(r, item);
	if (item->gone == 0)
		item->gone = n;
	if (!is_lost)
		drop_event(r, item);
}

struct hub_event *
recent_find(const struct recent *r, struct slice id)
{
	return map_find(&r->ids, id);
}
