/*
 * hub/frames.h - a run of encoded frames that is sent as one piece: ssed.open,
 * a heartbeat, a page of history.
 *
 * Counted: made with one reference, freed with the last, on the loop thread.
 */
#ifndef HUB_FRAMES_H
#define HUB_FRAMES_H

#include <stdint.h>

#include "base/slice.h"

struct hub_frames {
	uint32_t refs;
	size_t len;
	char bytes[];
};

/* Copies bytes. */
struct hub_frames *hub_frames_new(struct slice bytes);

struct hub_frames *hub_frames_ref(struct hub_frames *f);
void hub_frames_unref(struct hub_frames *f);

#endif
