/*
 * log/sqlite/recent.h - the newest events of a log on disk, in memory.
 *
 * From behind some place on, the floor, it has all that the log has.  An event
 * that the log forgets meanwhile stays here: who was reading already still
 * gets it.
 *
 * Not for others: they have log/sqlite/sqlite.h.
 */
#ifndef LOG_RECENT_H
#define LOG_RECENT_H

#include "base/map.h"
#include "hub/event.h"

struct recent_item {
	struct hub_event *event; /* NULL: nobody is to have it any more */
	uint64_t pos;
	uint64_t gone; /* its number among what was forgotten; 0: it is not */
};

struct recent {
	struct recent_item *items; /* a ring of cap, which is a power of two */
	size_t first, count, cap;
	size_t bytes, bytes_max;
	struct map ids;     /* events that are not forgotten */
	uint64_t floor_pos; /* all that the log has behind it is here */
};

/* count_max: a power of two. */
void recent_init(struct recent *r, size_t count_max, size_t bytes_max);
void recent_clear(struct recent *r);

/* Adds a reference to ev, whose place is behind all others. */
void recent_add(struct recent *r, struct hub_event *ev);

/* What an event counts as in bytes: its frame, and who it is for. */
size_t recent_cost(const struct hub_event *ev);

/*
 * The log forgot an event, as the n-th of all.  is_lost: those who were
 * reading before still get it.  Harmless where it is not here.
 */
void recent_forget(struct recent *r, uint64_t pos, uint64_t n, bool is_lost);

/* Returns the event of that id that is not forgotten, or NULL. */
struct hub_event *recent_find(const struct recent *r, struct slice id);

/* Returns whether all that the log has behind pos is here. */
static inline bool
recent_covers(const struct recent *r, uint64_t pos)
{
	return pos >= r->floor_pos;
}

/* Returns the index of the first item behind pos. */
size_t recent_after(const struct recent *r, uint64_t pos);

static inline const struct recent_item *
recent_at(const struct recent *r, size_t index)
{
	return &r->items[(r->first + index) & (r->cap - 1)];
}

/* Returns whether one who reads since mark events were forgotten gets it. */
static inline bool
recent_is_there(const struct recent_item *item, uint64_t mark)
{
	return item->event != NULL && (item->gone == 0 || item->gone > mark);
}

#endif
