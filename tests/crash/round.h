/*
 * crash/round.h - one hub, or several in quick succession, on one log: starts
 * it, has it published to and followed, kills it, and looks at what is left.
 */
#ifndef CRASH_ROUND_H
#define CRASH_ROUND_H

#include "follower.h"
#include "publisher.h"
#include "record.h"
#include "victim.h"

#define ROUND_PUBLISHERS 5
#define ROUND_FOLLOWERS 6
#define ROUND_ASKS_MAX 1000 /* of a publisher */
#define ROUND_LIFE_MS_MAX 300

struct round {
	struct victim victim;
	struct record record;
	uint64_t chance;
	struct publisher publishers[ROUND_PUBLISHERS];
	struct follower followers[ROUND_FOLLOWERS];
	/* over all rounds */
	uint64_t killed, killed_early, told, kept;
};

void round_init(struct round *r);
void round_run(struct round *r);

/* The next round begins with no log. */
void round_begin_file(struct round *r);

/*
 * Publishes more than a hub has in memory, and more than it reads when it
 * starts: so that later hubs have to read from the file.
 */
void round_fill(struct round *r);
void round_clear(struct round *r);

#endif
