/*
 * base/when.h - a moment as text: RFC 3339, UTC, to the millisecond.
 */
#ifndef BASE_WHEN_H
#define BASE_WHEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

#define WHEN_TEXT_MAX 32 /* 2026-11-21T06:45:12.123Z */

/* Writes unix time; the slice points into text. */
struct slice when_format(int64_t unix_ms, char text[WHEN_TEXT_MAX]);

/*
 * Reads a moment, with a fraction of the second and an offset if given; false
 * if it is none.
 */
bool when_parse(struct slice s, int64_t *unix_ms);

#endif
