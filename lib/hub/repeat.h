/*
 * hub/repeat.h - a C of somebody whose C before it is still underway.
 *
 * What becomes of it hangs on what becomes of that one: it is the same again
 * if that is taken, and is published itself if not.  So it waits, at most
 * HUB_REPEATS_MAX for one, and is then published as if it came only now.
 *
 * Not for others: they have hub/prompt.h.
 */
#ifndef HUB_REPEAT_H
#define HUB_REPEAT_H

#include "hub/prompt.h"

#define HUB_REPEATS_MAX 16

/* A publish that waits, and the copy of its message. */
struct hub_repeat {
	struct list link; /* in answer->repeats, and then in prompts->due */
	struct hub_publish *p;
	struct hub_event *copy;
	int64_t retry_ms;
	size_t bytes;
};

/*
 * p waits for a, which is underway: HUB_WAITS.  Else returns why it may not be
 * published at all, or HUB_PROMPTS_FULL if there is no room to wait.
 */
enum hub_outcome hub_repeat_later(
    struct hub_prompts *t, struct hub_answer *a, struct hub_publish *p);

/* a is underway no more: those that waited for it are due. */
void hub_repeats_are_due(struct hub_prompts *t, struct hub_answer *a);

/* Returns what is due, its message as it was; NULL if nothing is. */
struct hub_repeat *hub_repeat_take(struct hub_prompts *t);
void hub_repeat_free(struct hub_prompts *t, struct hub_repeat *r);

/* Publishes all that is due. */
void hub_repeat_all(struct hub *hub);

#endif
