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

#include "client/attempt.h"

/* An H with all its answers: what a hub has at most to say of an event. */
#define CALL_ANSWER_BYTES_MAX ((size_t)16 << 20)

enum call_state {
	CALL_NONE,
	CALL_ASKING,
	CALL_RESTING,  /* until it is time for another try */
	CALL_ANSWERED, /* 2xx: see attempt.answer */
	CALL_FAILED,   /* err tells why */
};

/* What is asked for; borrowed until the call is over. */
struct call_what {
	const char *method; /* NULL: POST */
	struct slice path;  /* behind the hub's URL: "/H?user=ann" */
	struct slice body;
	const char *type; /* of the body; NULL: there is none */
	int64_t until_ms; /* when the last try ends */
};

struct call {
	/* What became of it. */
	enum call_state state;
	struct err err; /* of the last try, while it is tried again too */
	struct attempt attempt;

	/* Its own. */
	int64_t until_ms;
	int64_t due_ms; /* when this try, or the rest after it, ends */
	struct slice path;
};

/* how and multi outlive it; a try takes how->timeout_ms at most. */
void call_init(struct call *c, struct attempt_how *how, struct multi *multi,
    size_t answer_bytes_max);
void call_clear(struct call *c);

/* Begins; a call that is underway ends. */
void call_start(struct call *c, const struct call_what *what, int64_t now_ms);

/*
 * Does what can be done without waiting; to be called after multi_perform().
 * Returns when it must be called again at the latest; INT64_MAX: never.
 */
int64_t call_turn(struct call *c, int64_t now_ms);

/* Turns one that is alone, and waits, until it is over: whether answered. */
bool call_wait(struct call *c);

static inline bool
call_is_over(const struct call *c)
{
	return c->state == CALL_ANSWERED || c->state == CALL_FAILED;
}

#endif
