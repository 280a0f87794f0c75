/*
 * hub/frames.h - a run of encoded frames that is sent as one piece: ssed.open,
 * a heartbeat, a page of history.
 *
 * Counted: made with one reference, freed with the last, on the loop thread.
 * Has a copy of its bytes, or shares those of an event.
 */
#ifndef HUB_FRAMES_H
#define HUB_FRAMES_H

#include <stdint.h>

#include "hub/event.h"

struct hub_frames {
	uint32_t refs;
	struct hub_event *event; /* one reference, or NULL */
	struct slice bytes;      /* the event's frame, or own */
	char own[];
};

/* Copies bytes. */
struct hub_frames *hub_frames_new(struct slice bytes);

/* Shares the frame of ev, to which it takes a reference. */
struct hub_frames *hub_frames_of(struct hub_event *ev);

struct hub_frames *hub_frames_ref(struct hub_frames *f);
void hub_frames_unref(struct hub_frames *f);

#endif
