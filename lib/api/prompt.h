/*
 * api/prompt.h - H and C, as people write them.
 *
 *   POST /H  {"id"?:..., "data"?:..., "to"?:..., "topic"?:..., "ttl"?:...,
 *             "quorum"?:n}
 *   POST /C  {"id":"the H's", "ok"?:true, "data"?:...}
 *
 * Who asks, and who answers, is the parameter user.
 */
#ifndef API_PROMPT_H
#define API_PROMPT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/slice.h"

#define API_CONFIRM_BYTES_MAX (16 << 10) /* data of POST /C */

struct hub_message;

/* Sets m->extra.denies for a C by its data: {"ok":false}. */
void api_prompt_read_ok(struct hub_message *m);

#endif
