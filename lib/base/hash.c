#include "base/hash.h"

#include <endian.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/random.h>

struct sip {
	uint64_t v0, v1, v2, v3;
};

static uint64_t key[2];
static bool have_key;

void
hash_random(void *bytes, size_t size)
{
	/* Up to 256 bytes come whole (getrandom(2)). */
	if (size > 256 || getrandom(bytes, size, 0) != (ssize_t)size)
		abort();
}

static inline uint64_t
rotate(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

/*
 * Names are short and hashed often: a call for each round would cost as much
 * as the round, and keep the four words out of the registers.
 */
__attribute__((always_inline)) static inline void
sip_round(struct sip *s)
{
	s->v0 += s->v1;
	s->v1 = rotate(s->v1, 13) ^ s->v0;
	s->v0 = rotate(s->v0, 32);
	s->v2 += s->v3;
	s->v3 = rotate(s->v3, 16) ^ s->v2;
	s->v0 += s->v3;
	s->v3 = rotate(s->v3, 21) ^ s->v0;
	s->v2 += s->v1;
	s->v1 = rotate(s->v1, 17) ^ s->v2;
	s->v2 = rotate(s->v2, 32);
}

__attribute__((always_inline)) static inline void
sip_word(struct sip *s, uint64_t word)
{
	s->v3 ^= word;
	sip_round(s);
	s->v0 ^= word;
}

/* Reads eight bytes, the first one lowest. */
static inline uint64_t
load(const char *ptr)
{
	uint64_t word;

	memcpy(&word, ptr, sizeof(word));
	return le64toh(word);
}

/* Reads the bytes of s that make no whole word any more. */
static inline uint64_t
load_rest(struct slice s)
{
	size_t n = s.len & 7;
	uint64_t word = 0;

	if (n == 0)
		return 0;
	/* The last eight bytes at once; those before the rest fall out. */
	if (s.len >= 8)
		return load(s.ptr + s.len - 8) >> (8 * (8 - n));
	while (n-- > 0)
		word = word << 8 | (unsigned char)s.ptr[n];
	return word;
}

static inline uint64_t
sip_hash(const uint64_t k[2], struct slice s)
{
	struct sip sip = { k[0] ^ 0x736f6d6570736575, k[1] ^ 0x646f72616e646f6d,
		k[0] ^ 0x6c7967656e657261, k[1] ^ 0x7465646279746573 };
	size_t whole = s.len & ~(size_t)7;

	for (size_t i = 0; i < whole; i += 8)
		sip_word(&sip, load(s.ptr + i));
	sip_word(&sip, (uint64_t)s.len << 56 | load_rest(s));
	sip.v2 ^= 0xff;
	sip_round(&sip);
	sip_round(&sip);
	sip_round(&sip);
	return sip.v0 ^ sip.v1 ^ sip.v2 ^ sip.v3;
}

uint64_t
hash_keyed(const uint64_t k[2], struct slice s)
{
	return sip_hash(k, s);
}

uint64_t
hash_bytes(struct slice s)
{
	if (!have_key) {
		hash_random(key, sizeof(key));
		have_key = true;
	}
	return sip_hash(key, s);
}
