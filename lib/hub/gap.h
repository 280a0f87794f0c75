/*
 * hub/gap.h - ssed.gap: what a stream does not get, said in the stream.
 */
#ifndef HUB_GAP_H
#define HUB_GAP_H

#include "hub/log.h"
#include "hub/stream.h"

struct hub_gap_text {
	enum hub_gap why;
	struct slice requested;     /* the last event it has; may be empty */
	struct slice resumed_after; /* the last that it does not get */
	int64_t missed;             /* how many; -1: not known */
};

/* Returns the control event, NULL where the format has none. */
struct hub_event *hub_gap_new(
    enum hub_format format, const struct hub_gap_text *gap);

#endif
