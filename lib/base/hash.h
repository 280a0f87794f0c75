/*
 * base/hash.h - a keyed hash of bytes, safe against chosen input.
 *
 * SipHash-1-3 (Aumasson, Bernstein: "SipHash: a fast short-input PRF") with
 * a key drawn from the kernel once a process.  Not for storage: another
 * process hashes otherwise.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdint.h>

#include "base/slice.h"

uint64_t hash_bytes(struct slice s);

/* The same with a key of the caller's: pure. */
uint64_t hash_keyed(const uint64_t k[2], struct slice s);

/* Fills size bytes at random; ends the program if the kernel gives none. */
void hash_random(void *bytes, size_t size);

#endif
