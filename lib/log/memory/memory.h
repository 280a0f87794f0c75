/*
 * log/memory/memory.h - the newest events of each topic, in memory, gone at
 * exit.
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

/* The hub it is given to frees it. */
struct hub_log *memory_log_new(const struct hub_keep *keep);

#endif
