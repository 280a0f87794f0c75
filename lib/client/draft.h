/*
 * client/draft.h - an event as it is sent to a hub.
 *
 * Pure.  As a JSON object for POST /publish, or as a target for its data
 * alone, POST /events/TOPIC.
 */
#ifndef CLIENT_DRAFT_H
#define CLIENT_DRAFT_H

#include "base/buf.h"
#include "base/opt.h"

/* All borrowed.  What is zero is not said. */
struct draft {
	struct slice topic; /* none: "main", or with to the users' inboxes */
	struct slice type;
	struct slice id;
	struct slice data; /* UTF-8; said always */
	const struct opt_list *to;
	int64_t ttl_ms;
	int64_t retry_ms;
	bool retain;
};

/* Appends the object, one line without its end; false if it did not fit. */
bool draft_add_json(struct buf *b, const struct draft *d);

/* Appends "/events/TOPIC?id=..."; false if it did not fit. */
bool draft_add_target(struct buf *b, const struct draft *d);

#endif
