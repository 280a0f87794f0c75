/*
 * log/memory/walk.h - the events that one reader has to look at, in the log's
 * order.
 *
 * Who names its topics walks through what they have, what went to several
 * topics, and what is addressed to users if it is one; who follows patterns,
 * through all.
 *
 * Not for others: they have log/memory/memory.h.
 */
#ifndef LOG_WALK_H
#define LOG_WALK_H

#include "log/memory/store.h"

struct walk {
	const struct hub_reader *reader; /* borrowed, as all */
	int64_t now_ms;
	bool is_narrow; /* what is for all of a topic is of one it names */
	size_t count;
	struct {
		const struct queue *queue;
		size_t at; /* the next one of it */
	} parts[2 * HUB_PATTERNS_MAX + 2];
};

/* Walks through all that is held, or all that is kept, from behind pos on. */
void walk_start(struct walk *w, const struct store *st,
    const struct hub_reader *r, uint64_t pos);
void walk_start_kept(struct walk *w, const struct store *st,
    const struct hub_reader *r, uint64_t pos);

/* Takes the next slot, or the one before; false if there is none. */
bool walk_next(struct walk *w, struct queue_slot *slot);
bool walk_back(struct walk *w, struct queue_slot *slot);

/* Returns whether the reader gets ev, which it walked to; NULL: never. */
bool walk_wants(const struct walk *w, const struct hub_event *ev);

#endif
