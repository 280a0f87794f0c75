/*
 * ssed/bounds.h - the bounds of options that sections have, too.
 */
#ifndef SSED_BOUNDS_H
#define SSED_BOUNDS_H

#include <stdint.h>

#define SSED_DAY_MS (INT64_C(24) * 60 * 60 * 1000)

#define SSED_KEEP_MAX 10000000
#define SSED_KEEP_BYTES_MAX (INT64_C(1) << 40)
#define SSED_KEEP_AGE_MS_MAX (3650 * SSED_DAY_MS)
#define SSED_STREAMS_MAX 10000000

#endif
