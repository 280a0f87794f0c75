/*
 * ssed/limits.h - what the options say of limits, handed to the api, and what
 * comes of them, told in the log.
 */
#ifndef SSED_LIMITS_H
#define SSED_LIMITS_H

#include "api/api.h"
#include "hub/stats.h"
#include "ssed/options.h"

/* What holds from the start on. */
void limits_set(struct api *api, const struct ssed_options *o);

/* What may change. */
void limits_tune(struct api *api, const struct ssed_options *o);

/* What the log was told so far. */
struct limits_told {
	struct hub_stats stats;
	uint64_t refused[API_BUSY_REASONS];
};

/* Once a second: a line for each kind of thing that happened, no more. */
void limits_tell(struct limits_told *told, const struct api *api,
    const struct ssed_options *o);

#endif
