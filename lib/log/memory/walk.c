#include "log/memory/walk.h"

#include "hub/pattern.h"

static void
add(struct walk *w, const struct queue *q, uint64_t pos)
{
	if (q->count == 0)
		return;
	w->parts[w->count].queue = q;
	w->parts[w->count++].at = queue_after(q, pos);
}

/* Starts anew.  Names that hold a wildcard need all there is. */
static void
init(struct walk *w, const struct store *st, const struct hub_reader *r)
{
	w->reader = r;
	w->now_ms = st->seen.now_ms;
	w->count = 0;
	w->is_narrow = true;
	for (size_t i = 0; i < r->select->count; i++)
		if (hub_pattern_is_wild(r->select->patterns[i]))
			w->is_narrow = false;
}

void
walk_start(struct walk *w, const struct store *st, const struct hub_reader *r,
    uint64_t pos)
{
	init(w, st, r);
	if (!w->is_narrow) {
		add(w, &st->all, pos);
		return;
	}
	for (size_t i = 0; i < r->select->count; i++) {
		const struct store_topic *topic =
		    store_topic(st, r->select->patterns[i]);

		if (topic == NULL)
			continue;
		add(w, &topic->events, pos);
		add(w, &topic->kept, pos);
	}
	add(w, &st->spread, pos);
	if (r->user.len > 0)
		add(w, &st->addressed, pos);
}

void
walk_start_kept(struct walk *w, const struct store *st,
    const struct hub_reader *r, uint64_t pos)
{
	init(w, st, r);
	if (!w->is_narrow) {
		add(w, &st->retained, pos);
		add(w, &st->held, pos);
		return;
	}
	for (size_t i = 0; i < r->select->count; i++) {
		const struct store_topic *topic =
		    store_topic(st, r->select->patterns[i]);

		if (topic != NULL)
			add(w, &topic->kept, pos);
	}
	add(w, &st->kept_spread, pos);
	if (r->user.len > 0)
		add(w, &st->kept_to, pos);
}

/*
 * Takes from the parts the slot that is next of all.  The same event may be
 * in several, and a hole in those that it left.
 */
static bool
next_of_many(struct walk *w, struct queue_slot *slot)
{
	bool is_any = false;

	for (size_t i = 0; i < w->count; i++) {
		const struct queue *q = w->parts[i].queue;
		const struct queue_slot *it;

		if (w->parts[i].at == q->count)
			continue;
		it = queue_at(q, w->parts[i].at);
		if (!is_any || it->pos < slot->pos ||
		    (it->pos == slot->pos && slot->event == NULL))
			*slot = *it;
		is_any = true;
	}
	for (size_t i = 0; is_any && i < w->count; i++) {
		const struct queue *q = w->parts[i].queue;
		size_t at = w->parts[i].at;

		w->parts[i].at +=
		    at < q->count && queue_at(q, at)->pos == slot->pos;
	}
	return is_any;
}

bool
walk_next(struct walk *w, struct queue_slot *slot)
{
	const struct queue *q;

	if (w->count != 1)
		return next_of_many(w, slot);
	q = w->parts[0].queue;
	if (w->parts[0].at == q->count)
		return false;
	*slot = *queue_at(q, w->parts[0].at++);
	return true;
}

bool
walk_back(struct walk *w, struct queue_slot *slot)
{
	bool is_any = false;

	for (size_t i = 0; i < w->count; i++) {
		const struct queue_slot *it;

		if (w->parts[i].at == 0)
			continue;
		it = queue_at(w->parts[i].queue, w->parts[i].at - 1);
		if (!is_any || it->pos > slot->pos ||
		    (it->pos == slot->pos && slot->event == NULL))
			*slot = *it;
		is_any = true;
	}
	for (size_t i = 0; is_any && i < w->count; i++) {
		const struct queue *q = w->parts[i].queue;
		size_t at = w->parts[i].at;

		w->parts[i].at -=
		    at > 0 && queue_at(q, at - 1)->pos == slot->pos;
	}
	return is_any;
}

bool
walk_wants(const struct walk *w, const struct hub_event *ev)
{
	const struct hub_reader *r = w->reader;

	if (ev == NULL)
		return false;
	if (ev->extra == NULL)
		return hub_select_has_type(r->select, ev->type) &&
		       (w->is_narrow ||
			   hub_select_matches(r->select, ev->topic));
	return !hub_event_is_over(ev, w->now_ms) &&
	       hub_reader_wants(r, ev->topic, ev->type, ev->extra);
}
