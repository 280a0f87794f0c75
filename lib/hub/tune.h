/*
 * hub/tune.h - what of a hub may change while it runs.
 *
 * Every stream stays: those there are too many of, too.
 */
#ifndef HUB_TUNE_H
#define HUB_TUNE_H

#include "hub/hub.h"

/* Says which topics, or users, are known; the hub's own topics always are. */
struct hub_gate {
	bool (*knows)(const struct hub_gate *gate, struct slice name);
};

/* Borrowed.  NULL: all are known. */
struct hub_gates {
	const struct hub_gate *topics; /* that may be published to */
	const struct hub_gate *users;  /* that something may be for */
};

/* From now on, options are these; but topics_max stays. */
void hub_tune(struct hub *hub, const struct hub_options *options);

void hub_set_gates(struct hub *hub, const struct hub_gates *gates);

#endif
