/*
 * bench/replays.h - followers who read an old topic to its end, and again.
 *
 * They are a process of their own, with less of a claim to the processor than
 * the followers whose latency is measured, so that reading much does not hold
 * those up.  They count as exactly: each event once, each time around.
 */
#ifndef BENCH_REPLAYS_H
#define BENCH_REPLAYS_H

#include "load.h"

struct replays {
	pid_t pid; /* 0: there are none */
	int fd;
};

/* What they read, and what was wrong with it. */
struct replays_report {
	struct ledger_totals totals;
	int64_t lost, rounds;
	int64_t wall_ns;
	bool is_broken;
};

/*
 * Fills a topic with --old events, and returns when --replays followers read
 * it; does nothing if they are none.
 */
void replays_start(struct replays *r, const struct load_options *o);

/* Ends them. */
struct replays_report replays_stop(struct replays *r);

#endif
