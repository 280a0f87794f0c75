/*
 * bench/load_options.h - what bench_load can be told, in one table.
 */
#ifndef BENCH_LOAD_OPTIONS_H
#define BENCH_LOAD_OPTIONS_H

#include "base/opt.h"

enum load_mode { LOAD_FANOUT, LOAD_IDLE, LOAD_CHURN, LOAD_REPLAY };

struct load_options {
	int mode;
	int64_t port;
	struct opt_list pids;
	const char *prefix, *pattern, *query, *feed;
	int64_t followers, deaf, patterns, publishers, topics;
	int64_t replays, old;
	int64_t bytes, batch, rate, events, window;
	int64_t measured_ms, warm_ms;
	bool help;
	struct opt table[32];
};

/* Fills in the defaults and the table.  set refers to o from here on. */
void load_options_init(struct load_options *o, struct opt_set *set);

#endif
