/*
 * api/console.h - the console page, which the build makes of api/console/.
 */
#ifndef API_CONSOLE_H
#define API_CONSOLE_H

#include "base/slice.h"

/* Between each two of them stands the nonce of the response. */
extern const struct slice api_console_parts[];
extern const size_t api_console_part_count;

#endif
