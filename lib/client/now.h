/*
 * client/now.h - what the clients take from outside: the time, and chance.
 */
#ifndef CLIENT_NOW_H
#define CLIENT_NOW_H

#include <stdint.h>

/* Monotonic. */
int64_t client_now_ms(void);

/* Of the calendar, since 1970. */
int64_t client_unix_ms(void);

/* A random number; 0 where there is no randomness: then nothing is worse. */
uint32_t client_chance(void);

#endif
