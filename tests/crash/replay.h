/*
 * crash/replay.h - reads all that the log has, from the beginning, and holds
 * it against the record.
 */
#ifndef CRASH_REPLAY_H
#define CRASH_REPLAY_H

#include "record.h"

/* Returns how many there are; fails if they are not what they must be. */
size_t replay_check(struct record *r, int port);

#endif
