/*
 * log/keep.h - how much each topic keeps: by the first rule that matches it,
 * else as all do.
 *
 * Pure.
 */
#ifndef LOG_KEEP_H
#define LOG_KEEP_H

#include "log/memory.h"

struct keep {
	struct memory_keep all;
	struct memory_rule *rules; /* owned, their patterns too */
	size_t count;
	bool differs_in_age; /* some topics forget sooner than others */
};

/* All zero: nothing yet. */
void keep_clear(struct keep *k);

/* Takes copies of all, in place of what there was. */
void keep_set(struct keep *k, const struct memory_keep *all,
    const struct memory_rule *rules, size_t count);

/* Returns what holds for a topic; it stays until the next keep_set(). */
const struct memory_keep *keep_find(const struct keep *k, struct slice topic);

#endif
