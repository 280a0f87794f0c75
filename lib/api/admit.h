/*
 * api/admit.h - how many streams one address may have.
 *
 * Pure: counts by name, and nothing else.  A place is taken as a stream is
 * opened, and given back as it closes.  The table is bounded by the number of
 * streams, each of which takes one name at most.  What a user has, the hub
 * knows: hub/user.h.
 */
#ifndef API_ADMIT_H
#define API_ADMIT_H

#include "base/map.h"
#include "http/forwarded.h"

struct api_admit {
	int64_t address_max;     /* 0: no bound */
	struct http_trust trust; /* whose word on addresses is taken */
	struct map addresses;    /* counts */
};

struct api_admit_count;

/* No bound, and nobody is trusted.  The caller sets both. */
void api_admit_init(struct api_admit *a);

/* All places must have been given back. */
void api_admit_clear(struct api_admit *a);

/*
 * Takes a place, NULL where nothing is counted; false if there is none.
 * block: http_peer_block() of its client; empty: it does not count.
 */
bool api_admit_take(
    struct api_admit *a, struct slice block, struct api_admit_count **place);

/* Gives a place back; NULL is nothing. */
void api_admit_give(struct api_admit_count *place);

#endif
