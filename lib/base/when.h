/*
 * base/when.h - a moment as text: RFC 3339, UTC, to the millisecond.
 */
#ifndef BASE_WHEN_H
#define BASE_WHEN_H

#include <stdint.h>

#include "base/slice.h"

#define WHEN_TEXT_MAX 32 /* 2026-11-21T06:45:12.123Z */

/* Writes unix time; the slice points into text. */
struct slice when_format(int64_t unix_ms, char text[WHEN_TEXT_MAX]);

#endif
