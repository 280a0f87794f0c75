/*
 * client/attempt.h - one try at a request to a hub, and when the next is due.
 *
 * What client/call.h and client/outbox.h stand on.  Never waits, and the time
 * is passed in.  Tells an answer from a refusal, and both from what broke on
 * the way; which refusals are lasting; and how long to rest before another
 * try, or that there is no time for one.
 */
#ifndef CLIENT_ATTEMPT_H
#define CLIENT_ATTEMPT_H

#include "client/delay.h"
#include "client/fetch.h"

/* What all requests to a hub have in common; borrowed. */
struct attempt_how {
	struct fetch_request request; /* url, method and body are not used */
	const char *hub;              /* its URL */
	struct delay_options delay;
	int64_t timeout_ms;
	/* One failed, and is tried again after that time. */
	void (*on_retry)(
	    struct attempt_how *how, const char *why, int64_t again_ms);
};

enum attempt_end {
	ATTEMPT_BUSY,
	ATTEMPT_ANSWERED, /* 2xx: the answer is to be read */
	ATTEMPT_REFUSED,
	ATTEMPT_BROKEN, /* there is no answer, or half of one */
};

struct attempt {
	/* Set by the caller, but for its url. */
	struct fetch_request request;
	bool reads_400; /* such an answer is no refusal, but to be read */

	/* What became of it. */
	struct buf answer; /* of a refusal the start */
	bool is_cut;       /* it was longer than any may be */
	bool is_passing;   /* it failed, and another may fare better */
	struct fetch fetch;
	uint64_t failures; /* in a row; the caller begins anew with 0 */

	/* Its own. */
	struct attempt_how *how;
	struct buf url;
	bool is_refused;        /* the head of the answer says so ... */
	int64_t words_until_ms; /* ... and so long it may take to say why */
};

/* The answer has a maximum; multi outlives it. */
void attempt_init(struct attempt *t, struct attempt_how *how,
    struct multi *multi, size_t answer_bytes_max);
void attempt_clear(struct attempt *t);

/* Begins, with what is behind the hub's URL.  False: that is too long. */
bool attempt_start(struct attempt *t, struct slice path);

/* To be asked after multi_perform().  Where it failed, err says why. */
enum attempt_end attempt_turn(
    struct attempt *t, int64_t until_ms, int64_t now_ms, struct err *err);

/* Returns when one that may last until then ends at the latest. */
static inline int64_t
attempt_due_ms(const struct attempt *t, int64_t until_ms)
{
	return t->words_until_ms < until_ms ? t->words_until_ms : until_ms;
}

/*
 * The answer is not the one wanted: "403 you may not", or "200, but no receipt
 * ..." where it is a success without what must be in one.
 */
void attempt_refuse(struct attempt *t, struct err *err);

/*
 * It failed, as why says.  Returns when to try again, and tells so; INT64_MAX:
 * that would not be before until_ms.
 */
int64_t attempt_rest(
    struct attempt *t, int64_t until_ms, int64_t now_ms, const char *why);

#endif
