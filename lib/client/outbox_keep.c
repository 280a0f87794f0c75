#include "client/outbox_keep.h"

#include "base/clock.h"

/* A lone line is soon safe; of many that come fast, many are at once. */
#define GATHER_MS 10
#define SHORT_AGAIN_MS 1000
#define WAITING_MS 50

void
outbox_keep(struct outbox *o)
{
	int64_t now_ms = clock_ms();

	if (o->store->put(o->store, &o->next, &o->short_err) == 0) {
		parcel_reset(&o->next);
		o->is_short = false;
		return;
	}
	if (!o->is_short)
		o->short_ms = now_ms;
	o->is_short = o->was_short = true;
	o->put_ms = now_ms + SHORT_AGAIN_MS;
	o->next.is_full = true;
}

/* What gathered goes without the store, and there is room for more. */
static void
take_unkept(struct outbox *o)
{
	struct parcel empty = o->head;

	o->head = o->next;
	o->next = empty;
	o->head_is_kept = o->is_short = false;
}

bool
outbox_take_kept(struct outbox *o)
{
	if (o->next.count > 0)
		outbox_keep(o);
	if (o->store->take(o->store, &o->head, &o->err) != 0)
		return false;
	o->head_is_kept = o->head.count > 0;
	if (!o->head_is_kept && o->next.count > 0 && !o->store->is_waiting)
		take_unkept(o);
	return true;
}

int64_t
outbox_keep_ms(const struct outbox *o)
{
	int64_t ms = INT64_MAX;

	if (o->state == OUTBOX_READY && o->store->is_waiting)
		ms = clock_ms() + WAITING_MS;
	if (o->next.count == 0 || o->state == OUTBOX_OVER)
		return ms;
	if (o->is_short)
		return o->put_ms;
	return o->next.is_full ? 0 : o->next_ms + GATHER_MS;
}

void
outbox_keep_next(struct outbox *o)
{
	if (o->store != NULL && o->next.count > 0 &&
	    ((o->has_ended && !o->is_short) || clock_ms() >= outbox_keep_ms(o)))
		outbox_keep(o);
}

int64_t
outbox_first_unkept(const struct outbox *o)
{
	if (parcel_count(&o->head) > 0 && !o->head_is_kept)
		return parcel_number(&o->head, 0);
	return o->next.count > 0 ? parcel_number(&o->next, 0) : 0;
}
