/*
 * bench/ledger.h - what one follower got, against what it must get.
 *
 * From each publisher a follower gets every stride-th sequence number, from
 * an expected one on, in order.  A number that is passed over is missing; when it
 * still comes it is reordered, when one comes that is not missing it is
 * doubled.  What is missing in the end is lost.  Memory is taken only for
 * what is missing.
 */
#ifndef BENCH_LEDGER_H
#define BENCH_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "payload.h"

/* Of all followers together. */
struct ledger_totals {
	int64_t received;
	int64_t doubled;
	int64_t reordered;
	int64_t foreign; /* not for this follower, or cut short */
};

struct ledger {
	int64_t *next; /* by publisher */
	uint32_t publishers;
	uint32_t stride;
	struct ledger_gap *gaps;
	size_t gap_count;
};

/* Sequence numbers of one publisher that did not come: from, below end. */
struct ledger_gap {
	uint32_t publisher;
	int64_t from, end;
};

/* Room for as many publishers, of which number 0 is the first expected. */
void ledger_init(struct ledger *l, uint32_t publishers, uint32_t stride);
void ledger_expect(struct ledger *l, uint32_t publisher, int64_t first);
void ledger_clear(struct ledger *l);

/* Counts an event; false if it was not the next one. */
bool ledger_take(
    struct ledger *l, const struct payload *p, struct ledger_totals *totals);

/* Returns how many never came, of the numbers below end of the publisher. */
int64_t ledger_lost(const struct ledger *l, uint32_t publisher, int64_t end);

#endif
