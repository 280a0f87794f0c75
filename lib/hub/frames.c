#include "hub/frames.h"

#include <stdlib.h>

#include "base/mem.h"

struct hub_frames *
hub_frames_new(struct slice bytes)
{
	struct hub_frames *f = mem_grow(NULL, 1, sizeof(*f) + bytes.len);

	f->refs = 1;
	f->len = bytes.len;
	memcpy(f->bytes, bytes.ptr, bytes.len);
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
	if (f != NULL && --f->refs == 0)
		free(f);
}
