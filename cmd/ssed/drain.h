/*
 * ssed/drain.h - how a hub ends: everyone is told, and gets time to go.
 *
 * Where many streams would come back at once to whoever takes over, they are
 * not told at once either, but one after the other in the first part of
 * --drain; the rest of it is for the last of them to take what they have.
 */
#ifndef SSED_DRAIN_H
#define SSED_DRAIN_H

#include <stdbool.h>

struct daemon;

void drain_init(struct daemon *d);

/*
 * No more connections, ssed.bye with that reason to every stream.  spread:
 * over time, if they are many.  A second call ends the daemon at once.
 */
void drain_start(struct daemon *d, const char *reason, bool spread);

#endif
