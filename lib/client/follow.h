/*
 * client/follow.h - follows one stream: connect, parse, come back.
 *
 * Comes back by itself when the connection ends or breaks, asking for what
 * came after the last id (WHATWG HTML 9.2.3).  408, 429, 5xx and what breaks
 * on the way are tried again, see client/delay.h; 204, any other status and
 * an answer that is no event stream end it.  A byte of stream clears the
 * count of failures.  Where no event has come yet, the place to come back to
 * is the one that a hub names in ssed.open.
 *
 * Memory: a small multiple of event_bytes_max.
 */
#ifndef CLIENT_FOLLOW_H
#define CLIENT_FOLLOW_H

#include "client/delay.h"
#include "client/fetch.h"
#include "client/refusal.h"
#include "sse/parse.h"

enum follow_note {
	FOLLOW_FAILED, /* it did not work, and will be tried again */
	FOLLOW_DETAIL, /* for those who want to know everything */
};

struct follow {
	/* Set by the caller; times of 0 mean none. */
	struct fetch_request request; /* last_id is what to start from */
	struct delay_options delay;
	int64_t failures_max; /* in a row; -1: any number */
	int64_t max_time_ms;
	size_t event_bytes_max;
	int out_fd; /* it ends when whoever reads this leaves */

	bool (*on_event)(struct follow *f, const struct sse_event *ev);
	/* Before it waits: the time to write.  Both: false ends it. */
	bool (*on_wait)(struct follow *f);
	/* again_ms: when it will be tried again; -1: it is no failure. */
	void (*on_note)(struct follow *f, enum follow_note note,
	    const char *what, int64_t again_ms);

	/* Its own. */
	struct fetch fetch;
	struct sse_parser *parser;
	struct buf refusal;    /* the start of an answer that is no stream */
	uint64_t failures;     /* in a row */
	int64_t deadline_ms;   /* of it all */
	int64_t body_until_ms; /* of an answer that is no stream */
	bool is_stream;        /* the answer is one */
	bool stopped;          /* on_event or on_wait said so */
	bool too_big;
};

/*
 * Follows until it ends: 0, or -1 with words and an exit status, which is
 * STATUS_WRITE with no words where the reader left.  0 too when on_event or
 * on_wait stopped it: they know why.
 */
int follow_run(struct follow *f, struct err *err);

#endif
