/*
 * crash/fail.h - how the harness ends when it found something.
 */
#ifndef CRASH_FAIL_H
#define CRASH_FAIL_H

#include <stdint.h>

/* What each failure tells, so that it can be looked into. */
struct fail_context {
	uint64_t seed;
	int round; /* 0: before the first */
	const char *dir;
};

extern struct fail_context fail_context;

/* Says what is wrong with the hub, and exits with 1. */
void fail(const char *format, ...)
    __attribute__((noreturn, format(printf, 1, 2)));

/* Says what could not even be tried, and errno, and exits with 2. */
void fail_system(const char *what) __attribute__((noreturn));

#endif
