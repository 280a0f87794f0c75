/*
 * log/keep.h - how much each topic keeps: by the first rule that matches it,
 * else as all do.
 *
 * Pure.
 */
#ifndef LOG_KEEP_H
#define LOG_KEEP_H

#include "hub/log.h"

struct keep {
	struct hub_keep all;
	struct hub_keep_rule *rules; /* owned, their patterns too */
	size_t count;
	bool differs_in_age; /* some topics forget sooner than others */
};

/* All zero: nothing yet. */
void keep_clear(struct keep *k);

/* Takes copies of all, in place of what there was. */
void keep_set(struct keep *k, const struct hub_keep *all,
    const struct hub_keep_rule *rules, size_t count);

/* Returns what holds for a topic; it stays until the next keep_set(). */
const struct hub_keep *keep_find(const struct keep *k, struct slice topic);

/*
 * Returns the bytes that an event counts as: those that it takes in memory,
 * its places in tables included.
 */
int64_t keep_cost(const struct hub_event *ev);

#endif
