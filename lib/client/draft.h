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

/*
 * The same one by one, of what is said beside data: its name, whether it is
 * said, and its value as JSON.
 */
enum draft_member {
	DRAFT_TOPIC,
	DRAFT_EVENT,
	DRAFT_ID,
	DRAFT_TO,
	DRAFT_TTL,
	DRAFT_RETRY,
	DRAFT_RETAIN,
	DRAFT_COUNT,
};

extern const char *const draft_names[DRAFT_COUNT];
bool draft_has(const struct draft *d, size_t member);
bool draft_add_value(struct buf *b, const struct draft *d, size_t member);

/* Appends "/events/TOPIC?id=..."; false if it did not fit. */
bool draft_add_target(struct buf *b, const struct draft *d);

/* Makes id the one in such a target, as escaped there; false if it has none. */
bool draft_target_id(struct slice target, struct slice *id);

/* Appends it, unescaped; false if there is none, or it did not fit. */
bool draft_add_target_id(struct buf *b, struct slice target);

#endif
