/*
 * sse-pub/spooled.h - an outbox whose store is the folder of --spool.
 *
 * Does nothing where there is no --spool.
 */
#ifndef SSE_PUB_SPOOLED_H
#define SSE_PUB_SPOOLED_H

#include "client/spool.h"
#include "client/url.h"
#include "sse-pub/pub.h"

struct spooled {
	struct pub *pub;
	struct outbox *outbox;
	struct spool spool;
	bool is_on;
	char hub[URL_BYTES_MAX];
};

/*
 * Gives o, which is not used yet, its store.  -1 with words and STATUS_USAGE
 * if the folder can be no spool for this hub.
 */
int spooled_open(
    struct spooled *s, struct pub *p, struct outbox *o, struct err *err);
void spooled_close(struct spooled *s);

/* Sends all, and waits for it.  False if it is over without. */
bool spooled_flush(struct spooled *s);

/*
 * Tells that a line is refused, unless why is NULL, and keeps it if it came
 * from the spool.
 */
void spooled_refuse(struct spooled *s, int64_t number, const char *why);

/*
 * It is over.  0: the hub has all of it, or what was there is told already.
 * -1 with words and an exit status: what is in the spool, and what is not.
 */
int spooled_conclude(const struct spooled *s, struct err *err);

#endif
