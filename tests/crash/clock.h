/*
 * crash/clock.h - what waits are bounded by.
 */
#ifndef CRASH_CLOCK_H
#define CRASH_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline int64_t
clock_now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static inline void
clock_pause_us(int64_t us)
{
	struct timespec ts = { us / 1000000, us % 1000000 * 1000 };

	nanosleep(&ts, NULL);
}

#endif
