/*
 * client/fetch_refusal.h - a hub's answer that is not the one wanted, in words.
 */
#ifndef CLIENT_FETCH_REFUSAL_H
#define CLIENT_FETCH_REFUSAL_H

#include "client/fetch.h"

/*
 * Says so: "403 you may not", or "200, but no receipt ..." where it is a
 * success without what must be in one; body is what came of it.
 */
void fetch_refusal_tell(
    const struct fetch *f, struct slice body, struct err *err);

#endif
