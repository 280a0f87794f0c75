/*
 * api/prompt_wait.h - POST /H?wait=30s: an answer that waits for people.
 *
 * The exchange is held until the prompt is closed (200 with its ledger), or
 * time is over (504), or the hub goes down (503).  A client that leaves takes
 * nothing with it: its H stays.  At most API_WAITS_MAX at once.
 */
#ifndef API_PROMPT_WAIT_H
#define API_PROMPT_WAIT_H

#include "api/api.h"

#define API_WAITS_MAX 10000
#define API_WAIT_MAX_MS (INT64_C(60) * 60 * 1000)

/* Publishes m, an H that is borrowed until this returns, and waits for it. */
void api_prompt_wait(struct api *api, struct http_exchange *x,
    const struct hub_message *m, int64_t wait_ms);

/*
 * At the end of a turn: answers those whose wait is over, and all, if the hub
 * goes down.  Returns whether there were any.
 */
bool api_prompt_turn(struct api *api);

#endif
