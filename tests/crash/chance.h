/*
 * crash/chance.h - random numbers from a seed (splitmix64).
 */
#ifndef CRASH_CHANCE_H
#define CRASH_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

static inline uint64_t
chance_next(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* From 0 to below, without it. */
static inline uint32_t
chance_below(uint64_t *state, uint32_t below)
{
	return (uint32_t)(chance_next(state) >> 32) % below;
}

/* True once in so many times. */
static inline bool
chance_one_in(uint64_t *state, uint32_t times)
{
	return chance_below(state, times) == 0;
}

#endif
