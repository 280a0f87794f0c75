#include "base/wheel.h"

static struct list *
slot_at(struct wheel *w, int64_t ms)
{
	return &w->slots[(size_t)(ms / WHEEL_TICK_MS) % WHEEL_SLOTS];
}

void
wheel_init(struct wheel *w, int64_t now_ms)
{
	for (size_t i = 0; i < WHEEL_SLOTS; i++)
		list_init(&w->slots[i]);
	w->now_ms = now_ms;
}

void
wheel_timer_init(struct wheel_timer *t,
    void (*on_due)(struct wheel_timer *t, int64_t now_ms))
{
	list_init(&t->link);
	t->on_due = on_due;
	t->deadline_ms = 0;
	t->slot_ms = 0;
}

/* Puts t into the slot of its deadline, or into the last one of this turn. */
static void
place(struct wheel *w, struct wheel_timer *t)
{
	int64_t first = w->now_ms + WHEEL_TICK_MS;
	int64_t last = w->now_ms + (WHEEL_SLOTS - 1) * WHEEL_TICK_MS;
	int64_t at = t->deadline_ms + WHEEL_TICK_MS - 1;

	if (at < first)
		at = first;
	if (at > last)
		at = last;
	list_del(&t->link);
	t->slot_ms = at;
	list_add(slot_at(w, at), &t->link);
}

void
wheel_set(struct wheel *w, struct wheel_timer *t, int64_t deadline_ms)
{
	bool later = t->deadline_ms != 0 && deadline_ms >= t->slot_ms;

	t->deadline_ms = deadline_ms;
	if (!later)
		place(w, t);
}

void
wheel_stop(struct wheel_timer *t)
{
	list_del(&t->link);
	t->deadline_ms = 0;
}

static void
turn_slot(struct wheel *w, struct list *slot, int64_t now_ms)
{
	struct list due;
	struct list *link;

	/* What on_due sets may land in this slot again, so it is emptied. */
	list_init(&due);
	while ((link = list_first(slot)) != NULL) {
		list_del(link);
		list_add(&due, link);
	}
	while ((link = list_first(&due)) != NULL) {
		struct wheel_timer *t =
		    LIST_ITEM(link, struct wheel_timer, link);

		list_del(link);
		if (t->deadline_ms > now_ms) {
			place(w, t);
			continue;
		}
		t->deadline_ms = 0;
		t->on_due(t, now_ms);
	}
}

void
wheel_advance(struct wheel *w, int64_t now_ms)
{
	int64_t ticks = now_ms / WHEEL_TICK_MS - w->now_ms / WHEEL_TICK_MS;

	/* After a long sleep one turn sees every slot. */
	if (ticks > WHEEL_SLOTS)
		w->now_ms = now_ms - WHEEL_SLOTS * WHEEL_TICK_MS;
	while (w->now_ms / WHEEL_TICK_MS < now_ms / WHEEL_TICK_MS) {
		w->now_ms += WHEEL_TICK_MS;
		turn_slot(w, slot_at(w, w->now_ms), now_ms);
	}
}
