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

bool num_parse(struct slice s, int64_t *value);
bool num_parse_size(struct slice s, int64_t *bytes);
bool num_parse_duration(struct slice s, int64_t *ms);

#endif
