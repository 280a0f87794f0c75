/*
 * ssed/measure.h - the numbers of the sockets and of the process, for
 * GET /metrics.
 */
#ifndef SSED_MEASURE_H
#define SSED_MEASURE_H

#include "api/api.h"
#include "api/metrics.h"

/* Descriptors that are no connections, as of when they were counted. */
struct measure_fds {
	bool is_known;
	size_t others;
};

/* For api->measure, where api is that of a struct daemon. */
void measure(struct api *api, struct api_outside *out);

#endif
