/*
 * client/call.h - one request to a hub, tried until it is answered.
 *
 * A state machine that never waits, as client/follow.h is: any number of them
 * share a multi, and the time is passed in.  What breaks on the way, 408, 429
 * and 5xx are tried again until the time is over, so a request must be one
 * that a hub takes once however often it comes.
 */
#ifndef CLIENT_CALL_H
#define CLIENT_CALL_H

#include "client/delay.h"
#include "client/fetch.h"

/* An H with all its answers: what a hub has at most to say of an event. */
#define CALL_ANSWER_BYTES_MAX ((size_t)16 << 20)

enum call_state {
	CALL_NONE,
	CALL_ASKING,
	CALL_RESTING,  /* until it is time for another try */
	CALL_ANSWERED, /* 2xx: status and answer are filled */
	CALL_FAILED,   /* err tells why; status, if it is a refusal */
};

/* What is asked for; borrowed until the call is over. */
struct call_what {
	const char *method; /* "POST" */
	const char *path;   /* behind the hub's URL: "/H?user=ann" */
	struct slice body;  /* JSON; empty: none */
	int64_t until_ms;   /* when the last try ends */
	int64_t try_ms;     /* how long one try takes at most */
};

struct call {
	/* Set by the caller. */
	struct fetch_request request; /* url, method and body are not used */
	const char *hub;              /* its URL */
	struct delay_options delay;
	void (*on_retry)(struct call *c, const char *why, int64_t again_ms);

	/* What became of it. */
	enum call_state state;
	int status; /* of the last answer; 0: there was none */
	struct buf answer;
	struct err err; /* of the last try, while it is tried again too */

	/* Its own. */
	struct call_what what;
	struct multi *multi;
	struct fetch fetch;
	struct buf url;
	uint64_t failures;
	int64_t due_ms; /* when this try, or the rest after it, ends */
	bool refused;   /* the head of the answer says so */
	bool is_cut;    /* the answer was longer than any may be */
};

/* The caller has set the first part; multi outlives it. */
void call_init(struct call *c, struct multi *multi);
void call_clear(struct call *c);

/* Begins; a call that is underway ends. */
void call_start(struct call *c, const struct call_what *what, int64_t now_ms);

/*
 * Does what can be done without waiting; to be called after multi_perform().
 * Returns when it must be called again at the latest; INT64_MAX: never.
 */
int64_t call_turn(struct call *c, int64_t now_ms);

/* Ends it, and it is none. */
void call_stop(struct call *c);

static inline bool
call_is_busy(const struct call *c)
{
	return c->state == CALL_ASKING || c->state == CALL_RESTING;
}

static inline bool
call_is_over(const struct call *c)
{
	return c->state == CALL_ANSWERED || c->state == CALL_FAILED;
}

#endif
