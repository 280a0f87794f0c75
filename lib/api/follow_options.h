/*
 * api/follow_options.h - what a follower asks for beside its topics: user,
 * type, last, poll, n, retry, heartbeat, batch, open, and its cursor.
 */
#ifndef API_FOLLOW_OPTIONS_H
#define API_FOLLOW_OPTIONS_H

#include "api/batches.h"
#include "base/buf.h"
#include "base/err.h"
#include "http/request.h"
#include "hub/hub.h"

struct api_follow_options {
	struct hub_start start; /* borrows from the bufs */
	int64_t heartbeat_ms;
	struct buf cursor, user; /* as decoded */
	struct buf behind;       /* start.behind, where that is wanted */
};

/* What holds where a follower does not say otherwise. */
struct api_follow_defaults {
	int64_t wall_ms;
	int64_t heartbeat_ms;
	struct api_batches batches;
	bool is_mercure; /* as api_follow_mercure() says */
};

/*
 * Fills o, and narrows sel, which o->start then refers to.  -1 with words and
 * an enum api_code if something is no value of its parameter.  Clear o after
 * either.
 */
int api_follow_options_read(struct api_follow_options *o,
    const struct http_request *req, const struct api_follow_defaults *defaults,
    struct hub_select *sel, struct err *err);

void api_follow_options_clear(struct api_follow_options *o);

#endif
