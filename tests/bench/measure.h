/*
 * bench/measure.h - what is read at the start and the end of a run, and the
 * line of JSON that says what lies between.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include "load.h"
#include "replays.h"

struct measure {
	int64_t wall_ns;
	int64_t cpu_ns;     /* the hub's, all processes and threads */
	int64_t self_ns;    /* our own */
	int64_t machine_ns; /* of all */
	int64_t published, received;
};

struct measure measure_take(const struct load *load);

/* Returns the memory of the hub's processes, in bytes. */
int64_t measure_memory(const struct load *load);

struct measure_report {
	struct measure from, to;
	int64_t memory_before, memory_after;
	int64_t churned; /* connections, with LOAD_CHURN */
	int64_t lost;
	struct replays_report replayed;
};

/* Prints it.  Returns whether nothing was lost, doubled or out of order. */
bool measure_print(struct load *load, struct measure_report *r);

#endif
