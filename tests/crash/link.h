/*
 * crash/link.h - one connection to the hub, which may break at any time.
 */
#ifndef CRASH_LINK_H
#define CRASH_LINK_H

#include <stdbool.h>

#include "base/buf.h"

#define LINK_BYTES_MAX ((size_t)16 << 20)

struct link {
	int fd; /* -1: closed */
	struct buf in, out;
};

/* Connects; a hub that is up and lets no one in is a failure. */
void link_open(struct link *l, int port);

/* Harmless on what is closed, or zeroed by link_init(). */
void link_init(struct link *l);
void link_close(struct link *l);

/* What poll() is to wait for. */
short link_events(const struct link *l);

/*
 * Sends what there is, and reads what came.  False once the other side is
 * gone: then in has the last of it.
 */
bool link_pump(struct link *l);

#endif
