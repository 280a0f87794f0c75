/*
 * log/memory.h - the newest events of each topic, in memory, gone at exit.
 *
 * Answers every call before it returns.  Each topic keeps its newest events
 * within count, bytes and age; all topics together at most MEMORY_BYTES_MAX
 * and MEMORY_TOPICS_MAX, the topic published to longest ago forgotten first.
 * Beside that, the newest retained event of each topic stays, and what is held,
 * until their topic is forgotten: one that holds events is so last.
 * What was forgotten is remembered by id (MEMORY_SEEN_MAX), so that a repeat
 * is still known as one, and a returning follower is told how many it missed.
 */
#ifndef LOG_MEMORY_H
#define LOG_MEMORY_H

#include "hub/log.h"

#define MEMORY_BYTES_MAX (INT64_C(512) << 20)
#define MEMORY_TOPICS_MAX 100000
#define MEMORY_SEEN_MAX 65536

/* What each topic keeps.  0 for bytes or age: no bound of its own. */
struct memory_keep {
	int64_t count;
	int64_t bytes;
	int64_t age_ms;
};

/* What the topics keep that match; whole, nothing comes from elsewhere. */
struct memory_rule {
	struct slice pattern;
	struct memory_keep keep;
};

/* The hub it is given to frees it. */
struct hub_log *memory_log_new(const struct memory_keep *keep);

/*
 * From now on a topic keeps what the first rule says that matches it, and
 * keep where none does; what is too much is forgotten.  All is copied.
 */
void memory_log_set_keep(struct hub_log *log, const struct memory_keep *keep,
    const struct memory_rule *rules, size_t count);

#endif
