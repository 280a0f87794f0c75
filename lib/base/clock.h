/*
 * base/clock.h - what time it is.  Only who meets the outside asks: the hub is
 * told.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Monotonic: no step of the calendar's clock shows in it. */
int64_t clock_us(void);
int64_t clock_ms(void);

/* Of the calendar, since 1970; it may step. */
int64_t clock_unix_ms(void);

#endif
