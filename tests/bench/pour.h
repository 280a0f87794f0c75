/*
 * bench/pour.h - a stream that is there at once, for whoever reads it.
 */
#ifndef BENCH_POUR_H
#define BENCH_POUR_H

#include <stdbool.h>
#include <stdint.h>

struct pour {
	int64_t events, event_bytes; /* what to send ... */
	const char *lead;            /* ... or one line that starts with it */
	int64_t line_bytes; /* and goes on for so long; then an event */
};

/* Answers one request; false if its reader left. */
bool pour_serve(int fd, const struct pour *p);

#endif
