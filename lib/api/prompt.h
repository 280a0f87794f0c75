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

#define API_CONFIRM_BYTES_MAX (16 << 10) /* data of POST /C */

#endif
