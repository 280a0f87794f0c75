/*
 * api/enter.h - whether there is room for one more stream of a user, and of
 * an address.  Whether the hub has any, it says itself.
 */
#ifndef API_ENTER_H
#define API_ENTER_H

#include "api/api.h"

/*
 * Takes the place of one more stream: give it back as it closes.  False if
 * there is none: then x is answered.
 */
bool api_enter(struct api *api, struct http_exchange *x,
    const struct hub_start *start, struct api_admit_count **place);

#endif
