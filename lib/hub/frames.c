#include "hub/frames.h"

#include <stdlib.h>

#include "base/mem.h"

struct hub_frames *
hub_frames_new(struct slice bytes)
{
	struct hub_frames *f = mem_grow(NULL, 1, sizeof(*f) + bytes.len);

	f->refs = 1;
	f->event = NULL;
	f->bytes = (struct slice){ f->own, bytes.len };
	memcpy(f->own, bytes.ptr, bytes.len);
	return f;
}

struct hub_frames *
hub_frames_of(struct hub_event *ev)
{
	struct hub_frames *f = mem_new(sizeof(*f));

	f->refs = 1;
	f->event = hub_event_ref(ev);
	f->bytes = ev->frame;
	return f;
}

struct hub_frames *
hub_frames_ref(struct hub_frames *f)
{
	f->refs++;
	return f;
}

void
hub_frames_unref(struct hub_frames *f)
{
	if (f == NULL || --f->refs > 0)
		return;
	hub_event_unref(f->event);
	free(f);
}
