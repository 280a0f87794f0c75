/*
 * log/memory/age.h - what is too old for its topic's history, and what is over.
 *
 * Not for others: they have log/memory/memory.h.
 */
#ifndef LOG_AGE_H
#define LOG_AGE_H

#include "log/memory/store.h"

#define AGE_LOOK_MAX 10000 /* topics */

/*
 * Forgets both, at most count events of each.  Where topics differ in age, it
 * looks at no more than AGE_LOOK_MAX of them, and goes on with the others the
 * next time.
 */
void age_out(struct store *st, size_t count);

#endif
