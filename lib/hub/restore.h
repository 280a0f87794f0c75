/*
 * hub/restore.h - the prompts and their ledgers, made again of what the log
 * has of them: hub_restore in hub/log.h.
 *
 * Every C that the log took counts again, in its order, as it did then.  What
 * expired meanwhile does so at the next hub_prompts_tick().  An H that the log
 * still holds though its prompt is closed is released: the program may have
 * ended between the two.
 *
 * Not for others: they have hub/prompt.h.
 */
#ifndef HUB_RESTORE_H
#define HUB_RESTORE_H

#include "hub/prompt.h"

/* Does nothing if the log keeps no ledgers.  t is empty. */
void hub_prompts_restore(struct hub_prompts *t);

#endif
