/*
 * client/follow.h - follows one stream: connect, parse, come back.
 *
 * A state machine that never blocks: any number of them share a multi, and
 * whoever turns them waits for all.  The time is passed in: by a clock that
 * stands still while nothing can be read, so that this is no idleness.
 *
 * Comes back by itself when the connection ends or breaks, asking for what
 * came after the last id (WHATWG HTML 9.2.3).  408, 429, 5xx and what breaks
 * on the way are tried again, see client/delay.h; 204, any other status and
 * an answer that is no event stream end it.  A byte of stream clears the
 * count of failures.  Where no event has come yet, the place to come back to
 * is the one that a hub names in ssed.open: the beginning, if its log is empty.
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

enum follow_state {
	FOLLOW_FETCHING,
	FOLLOW_RESTING, /* until it is time for another try */
	FOLLOW_OVER,    /* err tells how it ended; code 0: well */
};

struct follow {
	/* Set by the caller. */
	struct fetch_request request; /* last_id is what to start from */
	struct delay_options delay;
	int64_t failures_max; /* in a row; -1: any number */
	size_t event_bytes_max;
	int64_t connect_timeout_ms; /* name, TCP, proxy, TLS; 0: none */
	int64_t idle_timeout_ms;    /* without a byte; 0: none */
	const char *since; /* asked for until there is an id; or NULL */
	bool is_strict;    /* a browser's rules: 200, or it ends */
	bool then_get;     /* once a stream came, GET is what resumes it */

	/* False ends it; then f->err may tell why, else it ended well. */
	bool (*on_event)(struct follow *f, const struct sse_event *ev);
	/* A comment has come; NULL: they are skipped. */
	void (*on_comment)(struct follow *f, struct slice text);
	/* again_ms: when it will be tried again; -1: it is no failure. */
	void (*on_note)(struct follow *f, enum follow_note note,
	    const char *what, int64_t again_ms);

	/* What became of it. */
	enum follow_state state;
	struct err err;

	/* Its own. */
	struct fetch fetch;
	const char *url;
	struct sse_parser *parser;
	struct buf since_url; /* with since; ends in NUL */
	struct buf refusal;   /* the start of an answer that is no stream */
	uint64_t failures;    /* in a row */
	uint64_t steps;       /* of fetch, when it was looked at last ... */
	int64_t stepped_ms;   /* ... and when there was one */
	int64_t until_ms;     /* when it must be turned; INT64_MAX: any time */
	int64_t refused_ms;   /* when an answer that is no stream began */
	bool asks_since;   /* until there is an id, the URL names the place */
	bool has_streamed; /* an answer was a stream */
	bool has_head;     /* the answer has begun ... */
	bool is_stream;    /* ... and is one */
	bool stopped;      /* on_event said so */
	bool too_big;
};

/* The caller has set the first part; multi outlives it. */
void follow_init(struct follow *f, struct multi *multi);
void follow_clear(struct follow *f);

/*
 * Does what can be done without waiting; to be called after multi_perform().
 * Returns when it must be called again at the latest, even if nothing came;
 * INT64_MAX: never.
 */
int64_t follow_turn(struct follow *f, int64_t now_ms);

#endif
