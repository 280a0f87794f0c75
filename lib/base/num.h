/*
 * base/num.h - numbers, sizes and durations as people write them, strictly.
 *
 * The whole slice must be the number: no sign, no blank, no leading '+', no
 * empty slice.  What would overflow is refused.
 *
 *   number    0 | 42
 *   size      4096 | 64k | 1M | 2G          in bytes, powers of 1024
 *   duration  500ms | 15s | 10m | 24h | 7d | 3 | 0.5   bare: seconds
 */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

#define NUM_TEXT_MAX 20 /* digits of UINT64_MAX */

/*
 * Writes the digits of n, of which there are up to NUM_TEXT_MAX, in front of
 * end, and returns where they begin.  Here, since libsse has no num.c.
 */
static inline char *
num_format_before(char *end, uint64_t n)
{
	/* Two digits a division: it is the divisions that cost. */
	for (; n >= 100; n /= 100) {
		unsigned two = (unsigned)(n % 100);

		*--end = (char)('0' + two % 10);
		*--end = (char)('0' + two / 10);
	}
	if (n < 10) {
		*--end = (char)('0' + n);
		return end;
	}
	*--end = (char)('0' + n % 10);
	*--end = (char)('0' + n / 10);
	return end;
}

/* Writes n in digits; the slice points into text. */
static inline struct slice
num_format(uint64_t n, char text[NUM_TEXT_MAX])
{
	char *end = text + NUM_TEXT_MAX;
	char *at = num_format_before(end, n);

	return (struct slice){ at, (size_t)(end - at) };
}

bool num_parse(struct slice s, int64_t *value);
bool num_parse_size(struct slice s, int64_t *bytes);
bool num_parse_duration(struct slice s, int64_t *ms);

#endif
