/*
 * client/post.h - publishes events to a hub, one by one, each until it is
 * acknowledged.
 *
 * What fails on the way, 408, 429 and 5xx are tried again with the same id
 * until the time is over: the hub takes an id once, so a try whose answer
 * was lost is not published twice.  Only an answer that is a receipt counts.
 */
#ifndef CLIENT_POST_H
#define CLIENT_POST_H

#include "client/delay.h"
#include "client/draft.h"
#include "client/fetch.h"

#define POST_ANSWER_BYTES_MAX ((size_t)64 << 10)
#define POST_ID_SIZE 37 /* of a UUID and its NUL */

struct post {
	/* Set by the caller. */
	struct fetch_request request; /* url, method and body are not used */
	const char *hub;              /* its URL */
	struct draft draft;           /* but for its id and data */
	struct delay_options delay;
	int64_t timeout_ms; /* for an event, all tries together */
	void (*on_retry)(struct post *p, const char *why, int64_t again_ms);

	/* The receipt of the last event; one JSON line. */
	struct buf receipt;
	bool is_duplicate;
	bool is_for_nobody; /* it was handed to no stream */

	/* Its own. */
	struct multi multi;
	struct fetch fetch;
	struct buf url;
	struct buf json; /* of an event that names no topic */
	struct buf answer;
	bool refused;           /* the head of the answer says so */
	int64_t words_until_ms; /* how long it may take to say why */
};

void post_init(struct post *p);
void post_clear(struct post *p);

/*
 * Publishes one event.  0: the hub has it.  -1 with words and an exit
 * status: STATUS_HTTP when it was refused, else the hub could not be asked.
 */
int post_event(
    struct post *p, struct slice id, struct slice data, struct err *err);

/* Writes an id that nobody else has: a random UUID (RFC 9562, 5.4). */
int post_new_id(char *id, struct err *err);

#endif
