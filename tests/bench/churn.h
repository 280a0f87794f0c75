/*
 * bench/churn.h - followers that leave once they had the first byte.
 */
#ifndef BENCH_CHURN_H
#define BENCH_CHURN_H

#include "load.h"

/* Churns so long, with as many open at once as there are followers. */
void churn_run(struct load *load, int64_t ms);

/* Returns how many had their first byte so far. */
int64_t churn_count(void);

#endif
