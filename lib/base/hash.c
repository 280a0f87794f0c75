#include "base/hash.h"

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

static uint64_t
rotate(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

static void
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

static void
sip_word(struct sip *s, uint64_t word)
{
	s->v3 ^= word;
	sip_round(s);
	s->v0 ^= word;
}

/* Reads up to eight bytes, the first one lowest. */
static uint64_t
load(const char *ptr, size_t n)
{
	uint64_t word = 0;

	for (size_t i = 0; i < n; i++)
		word |= (uint64_t)(unsigned char)ptr[i] << (8 * i);
	return word;
}

uint64_t
hash_keyed(const uint64_t k[2], struct slice s)
{
	struct sip sip = { k[0] ^ 0x736f6d6570736575, k[1] ^ 0x646f72616e646f6d,
		k[0] ^ 0x6c7967656e657261, k[1] ^ 0x7465646279746573 };
	size_t whole = s.len & ~(size_t)7;

	for (size_t i = 0; i < whole; i += 8)
		sip_word(&sip, load(s.ptr + i, 8));
	sip_word(
	    &sip, (uint64_t)s.len << 56 | load(s.ptr + whole, s.len - whole));
	sip.v2 ^= 0xff;
	for (int i = 0; i < 3; i++)
		sip_round(&sip);
	return sip.v0 ^ sip.v1 ^ sip.v2 ^ sip.v3;
}

uint64_t
hash_bytes(struct slice s)
{
	if (!have_key) {
		hash_random(key, sizeof(key));
		have_key = true;
	}
	return hash_keyed(key, s);
}
