/*
 * client/delay.h - how long to wait before another try.
 *
 * Pure.  base x 2^(failures - 1), at most max(base, max_ms), plus 0 to 10 %
 * that part clients which lost the same server.  base is what the server
 * last asked for, else first_ms; never under DELAY_MS_MIN, so that a server
 * cannot make its clients spin.  Retry-After raises the delay.
 */
#ifndef CLIENT_DELAY_H
#define CLIENT_DELAY_H

#include <stdint.h>

#include "base/err.h"

#define DELAY_MS_MIN 50
#define DELAY_MS_MAX INT64_C(86400000) /* a day, whatever is asked for */

struct delay_options {
	int64_t first_ms; /* until the server says otherwise */
	int64_t max_ms;   /* where doubling ends */
};

/* What is known when a try has failed. */
struct delay_state {
	uint64_t failures;      /* in a row, from 1 */
	int64_t retry_ms;       /* what the stream asked for; -1: nothing */
	int64_t retry_after_ms; /* what the answer asked for; 0: nothing */
};

/* chance: where between 0 and 10 % the delay falls, 0 to UINT32_MAX. */
int64_t delay_ms(const struct delay_options *options,
    const struct delay_state *state, uint32_t chance);

/* Of a struct err's words, and the delay. */
#define DELAY_TEXT_MAX (sizeof(((struct err *)0)->text) + 64)

/* Writes "why; again in 3.2 s", or why alone where ms is below 0. */
void delay_tell(char text[DELAY_TEXT_MAX], const char *why, int64_t ms);

#endif
