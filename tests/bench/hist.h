/*
 * bench/hist.h - latencies, counted by size, to 1.6 % of each.
 *
 * 64 equal steps for each power of two; allocates nothing.
 */
#ifndef BENCH_HIST_H
#define BENCH_HIST_H

#include <stdint.h>

#define HIST_STEPS 64
#define HIST_POWERS 40

struct hist {
	uint64_t counts[HIST_POWERS * HIST_STEPS];
	uint64_t total;
	int64_t max_ns;
};

void hist_reset(struct hist *h);
void hist_add(struct hist *h, int64_t ns);

/* Returns what share (0 to 1) of the latencies was at most; 0 if none. */
int64_t hist_quantile_ns(const struct hist *h, double share);

#endif
