/*
 * client/chance.h - what keeps clients from all coming back at once.
 */
#ifndef CLIENT_CHANCE_H
#define CLIENT_CHANCE_H

#include <stdint.h>

/* A random number; 0 where there is no randomness: then nothing is worse. */
uint32_t client_chance(void);

#endif
