/*
 * bench/payload.h - the data of an event: who, which, when, and filling.
 *
 *   PPP SSSSSSSSSS TTTTTTTTTTTTTTTT xxxxxxxx...
 *
 * publisher, sequence and monotonic ns, in hexadecimal digits.
 */
#ifndef BENCH_PAYLOAD_H
#define BENCH_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAYLOAD_BYTES_MIN 32
#define PAYLOAD_PUBLISHERS_MAX 4096

struct payload {
	uint32_t publisher;
	int64_t seq;
	int64_t sent_ns;
};

/* Fills bytes; a whole payload is written once, later only its numbers. */
void payload_fill(char *bytes, size_t len);
void payload_set(char *bytes, const struct payload *p);

/* Reads the first PAYLOAD_BYTES_MIN bytes; false if they are none of ours. */
bool payload_get(const char *bytes, struct payload *p);

#endif
