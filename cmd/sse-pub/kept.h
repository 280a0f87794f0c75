/*
 * sse-pub/kept.h - one event that is in the spool while it is sent.
 *
 * With --spool: it is put there, what is there already is sent, and then it is
 * its turn.  Does nothing where there is no --spool.
 */
#ifndef SSE_PUB_KEPT_H
#define SSE_PUB_KEPT_H

#include "sse-pub/spooled.h"

struct kept {
	struct spooled spooled;
	struct outbox outbox;
	struct err unkept; /* why it is not in the spool; code 0: it is */
	struct buf line;   /* it, as it is there */
	int64_t until_ms;  /* for what is there already and for it */
};

/*
 * 0: it may be sent, until k->until_ms.  -1 with words and an exit status: it
 * must not; words and status say whether it is in the spool.
 */
int kept_open(
    struct kept *k, struct pub *p, const struct draft *d, struct err *err);
void kept_close(struct kept *k);

/*
 * The hub has it.  -1 with words and an exit status if something else there
 * was refused.
 */
int kept_done(struct kept *k, struct err *err);

/*
 * The hub has it not, as err says; status is that of HTTP, 0: none of a hub.
 * Puts an exit status there that says what became of it, and returns -1.
 */
int kept_fail(struct kept *k, int status, struct err *err);

#endif
