/*
 * log/memory/kept.h - events that stay when their topic's history forgets them:
 * the newest retained one of each topic, and those that are held.
 *
 * There are as many retained as topics, at most.  How many are held is bounded
 * by who holds them.
 *
 * Not for others: they have log/memory/memory.h.
 */
#ifndef LOG_KEPT_H
#define LOG_KEPT_H

#include "log/memory/store.h"

/* Keeps ev, which is new, and is to be retained or held. */
void kept_add(
    struct store *st, struct store_topic *topic, struct hub_event *ev);

/* ev need not be held any more. */
void kept_release(struct store *st, struct hub_event *ev);

/* ev is forgotten: it is not kept either, if it was. */
void kept_leave(
    struct store *st, struct store_topic *topic, const struct hub_event *ev);

bool kept_has(const struct store_topic *topic, const struct hub_event *ev);

#endif
