/* log/memory/memory_seek.c - where in the memory log a stream starts. */
#include "log/memory/memory_inner.h"
#include "log/memory/walk.h"

/* Returns whether r lost more than the ids that are still remembered. */
static bool
lost_more(
    const struct memory_log *m, const struct hub_reader *r, uint64_t after_pos)
{
	const struct hub_select *sel = r->select;
	const struct slice *name = hub_select_topic(sel);
	const struct store_topic *topic;

	/* Whose it was is forgotten, too. */
	if (after_pos < m->store.seen.lost_spread_pos ||
	    (r->user.len > 0 && after_pos < m->store.seen.lost_to_pos))
		return true;
	if (after_pos >= m->store.seen.lost_pos &&
	    after_pos >= m->store.lost_pos)
		return false;
	if (name != NULL) {
		topic = store_topic(&m->store, *name);
		if (topic != NULL)
			return topic->lost_pos > after_pos &&
			       after_pos < m->store.seen.lost_pos;
		return after_pos < m->store.lost_pos;
	}
	for (size_t at = 0;
	     (topic = map_next(&m->store.topics, &at)) != NULL;) {
		struct slice it = { topic->name, topic->name_bytes };

		if (topic->lost_pos > after_pos && hub_select_matches(sel, it))
			return true;
	}
	return after_pos < m->store.lost_pos;
}

/* The place is known: was anything behind it lost? */
static void
seek_place(struct memory_log *m, struct hub_seek *s, int64_t time_ms)
{
	struct seen_loss loss =
	    seen_count(&m->store.seen, &s->reader, s->after_pos, time_ms);
	bool more = time_ms == 0 && lost_more(m, &s->reader, s->after_pos);

	s->resumed_after = loss.last_id;
	if (loss.count == 0 && !more)
		return;
	s->gap = HUB_GAP_EXPIRED;
	s->missed = more ? -1 : loss.count;
}

/* The id is not remembered: it was ours and is too old, or never was. */
static void
seek_unknown(struct memory_log *m, struct hub_seek *s)
{
	struct hub_id id;
	bool ours = m->first_id.ms != 0 && hub_id_parse(s->id, &id) &&
		    hub_id_compare(id, m->first_id) >= 0 &&
		    hub_id_compare(id, m->last_id) <= 0;

	s->gap = ours ? HUB_GAP_EXPIRED : HUB_GAP_UNKNOWN;
	s->resumed_after = seen_count(&m->store.seen, &s->reader, 0, 0).last_id;
}

static void
seek_id(struct memory_log *m, struct hub_seek *s)
{
	struct store_known known = store_look_up(&m->store, s->id);

	if (known.event == NULL && known.seen == NULL) {
		seek_unknown(m, s);
		return;
	}
	s->after_pos = known.event != NULL ? known.event->pos : known.seen->pos;
	seek_place(m, s, 0);
}

static void
seek_time(struct memory_log *m, struct hub_seek *s)
{
	const struct queue *all = &m->store.all;

	for (size_t i = 0; i < all->count; i++) {
		const struct queue_slot *slot = queue_at(all, i);

		/* A hole has no time: what it lost is counted by seen. */
		if (slot->event == NULL)
			continue;
		if (slot->event->time_ms >= s->time_ms)
			break;
		s->after_pos = slot->pos;
	}
	seek_place(m, s, s->time_ms);
}

/* Goes back until so many are found: nothing is lost that was asked for. */
static void
seek_newest(struct memory_log *m, struct hub_seek *s)
{
	struct queue_slot slot;
	struct walk w;
	int64_t left = s->newest;

	s->after_pos = m->log.newest_pos;
	walk_start(&w, &m->store, &s->reader, s->after_pos);
	while (left > 0 && walk_back(&w, &slot)) {
		if (!walk_wants(&w, slot.event))
			continue;
		s->after_pos = slot.pos - 1;
		left--;
	}
}

void
memory_seek(struct hub_log *log, struct hub_seek *s)
{
	struct memory_log *m = (struct memory_log *)log;

	memory_now(m, s->wall_ms);
	s->after_pos = 0;
	s->gap = HUB_GAP_NONE;
	s->missed = -1;
	s->resumed_after = slice_empty();
	s->mark = m->store.seen.total;
	if (s->kind == HUB_CURSOR_LATEST)
		s->after_pos = log->newest_pos;
	else if (s->kind == HUB_CURSOR_ID)
		seek_id(m, s);
	else if (s->kind == HUB_CURSOR_TIME)
		seek_time(m, s);
	else if (s->kind == HUB_CURSOR_NEWEST)
		seek_newest(m, s);
	s->on_done(s);
}
