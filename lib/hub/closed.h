/*
 * hub/closed.h - the names of topics that were closed, the newest of them.
 */
#ifndef HUB_CLOSED_H
#define HUB_CLOSED_H

#include "base/list.h"
#include "base/map.h"
#include "base/slice.h"

struct hub_closed {
	struct map names;
	struct list order; /* closed longest ago first */
};

void hub_closed_init(struct hub_closed *closed);
void hub_closed_clear(struct hub_closed *closed);

/* Forgets the one closed longest ago if there are too many. */
void hub_closed_add(struct hub_closed *closed, struct slice name);
void hub_closed_drop(struct hub_closed *closed, struct slice name);
bool hub_closed_has(const struct hub_closed *closed, struct slice name);

#endif
