/*
 * client/post.h - publishes an event to a hub, and waits until it is
 * acknowledged.
 *
 * Every try has the same id, which the hub takes once: a try whose answer was
 * lost is not published twice.  See client/call.h.
 */
#ifndef CLIENT_POST_H
#define CLIENT_POST_H

#include "client/call.h"
#include "client/draft.h"
#include "client/receipt.h"

#define POST_ID_SIZE 37 /* of a UUID and its NUL */

struct post {
	/* What the hub said of the last event; as one JSON line. */
	struct receipt receipt;
	struct buf line;

	/* Its own. */
	struct multi multi;
	struct call call;
	struct buf target;
	struct buf json; /* of an event that names no topic */
};

void post_init(struct post *p, struct attempt_how *how);
void post_clear(struct post *p);

/*
 * Publishes one event, until then at the latest.  0: the hub has it.  -1 with
 * words and an exit status: STATUS_HTTP when it was refused, else the hub could
 * not be asked.
 */
int post_event(
    struct post *p, const struct draft *d, int64_t until_ms, struct err *err);

/* Writes an id that nobody else has: a random UUID (RFC 9562, 5.4). */
int post_new_id(char *id, struct err *err);

#endif
