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

/* How long the log has to end when --drain is over already. */
#define DRAIN_CLOSE_MS 1000

struct daemon;

void drain_init(struct daemon *d);

/*
 * No more connections, ssed.bye with that reason to every stream.  spread:
 * over time, if they are many.  A second call ends the daemon at once.
 */
void drain_start(struct daemon *d, const char *reason, bool spread);

/*
 * Before the log is closed, which waits for the disk: the process ends when
 * --drain is over, whatever hangs.  What is not taken by then, nobody was told
 * is kept.
 */
void drain_bound_close(const struct daemon *d);

#endif
