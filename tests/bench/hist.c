#include "hist.h"

#include <string.h>

void
hist_reset(struct hist *h)
{
	memset(h, 0, sizeof(*h));
}

/* Values under HIST_STEPS have a count each, the others share. */
static unsigned
index_of(uint64_t value)
{
	unsigned power;

	if (value < HIST_STEPS)
		return (unsigned)value;
	power = 63 - (unsigned)__builtin_clzll(value) - 6;
	if (power >= HIST_POWERS - 1)
		return HIST_POWERS * HIST_STEPS - 1;
	return (power + 1) * HIST_STEPS +
	       (unsigned)((value >> power) & (HIST_STEPS - 1));
}

/* The largest value that is counted at index. */
static int64_t
value_of(unsigned index)
{
	unsigned power = index / HIST_STEPS;
	uint64_t step = index % HIST_STEPS;

	if (power == 0)
		return (int64_t)step;
	return (int64_t)(((HIST_STEPS + step + 1) << (power - 1)) - 1);
}

void
hist_add(struct hist *h, int64_t ns)
{
	if (ns < 0)
		ns = 0;
	if (ns > h->max_ns)
		h->max_ns = ns;
	h->counts[index_of((uint64_t)ns)]++;
	h->total++;
}

int64_t
hist_quantile_ns(const struct hist *h, double share)
{
	uint64_t rank = (uint64_t)(share * (double)h->total), seen = 0;

	for (unsigned i = 0; i < HIST_POWERS * HIST_STEPS; i++) {
		seen += h->counts[i];
		if (seen > rank)
			return value_of(i) < h->max_ns ? value_of(i)
						       : h->max_ns;
	}
	return h->max_ns;
}
