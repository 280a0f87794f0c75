/*
 * client/ask.h - asks people a question (H), and waits for what they say (C).
 *
 * A state machine that never waits, as client/follow.h is.  First the stream
 * is opened on which the answers come, then the question is sent, so that no
 * answer can come unseen.  Where its topic was deleted, there is no stream
 * before somebody publishes: the question is what does so, and the stream is
 * opened at what came after it.  What they come to is what the hub's ledger says:
 * it is read on every answer, whenever the stream was away, and from time to
 * time all the same.  A hub that forgot the question when it was started again
 * is asked again, by the same id.
 *
 * Who stops waiting takes the question back, so that nobody is asked who would
 * answer in vain.  That takes ASK_LEAVE_MS at most.
 */
#ifndef CLIENT_ASK_H
#define CLIENT_ASK_H

#include "client/call.h"
#include "client/follow.h"
#include "client/ledger.h"

#define ASK_LEAVE_MS 2000

enum ask_state {
	ASK_OPENING, /* the stream, before anything is asked */
	ASK_POSTING, /* the question is on its way */
	ASK_WAITING,
	ASK_LEAVING, /* a last look, or the question is taken back */
	ASK_OVER,
};

struct ask {
	/* Set by the caller; all is borrowed. */
	/* Time: until it is asked; for a try of anything later. */
	struct attempt_how *how;
	const char *id;    /* of the question */
	const char *user;  /* who asks */
	const char *topic; /* where the answers go */
	struct slice body; /* of POST /H */
	int64_t wait_ms;   /* all in all */
	int64_t life_ms;   /* of the question, at the hub */

	/* Lines of JSON, an answer each.  False: they could not be written. */
	bool (*on_answers)(struct ask *a, struct slice lines);
	void (*on_asked)(struct ask *a);

	/*
	 * What became of it: code 0: confirmed; STATUS_NO: denied;
	 * STATUS_TIMEOUT: nobody did in time.
	 */
	enum ask_state state;
	struct err err;

	/* Its own. */
	struct multi *multi;
	struct follow follow;
	struct call call;
	struct ledger ledger;
	struct buf stream_url, ask_path, message_path, lines;
	enum ask_doing {
		ASK_NOTHING,
		ASK_SENDING,
		ASK_LOOKING,
		ASK_WITHDRAWING
	} doing;            /* what call is about */
	int64_t until_ms;   /* of what the state is, whatever comes */
	int64_t end_ms;     /* when all waiting ends */
	int64_t look_ms;    /* when to look at the ledger again ... */
	int64_t looked_ms;  /* ... which was done then */
	int64_t expires_ms; /* the question does, about then */
	bool wants_look;    /* something came */
	bool is_open;       /* the stream is, ... */
	bool was_away;      /* ... but was not always, since it was asked */
	bool is_closed;     /* its topic was deleted, nobody follows it */
	bool may_be_asked;  /* the hub may have the question ... */
	bool is_asked;      /* ... and said that it has */
	bool looks_last;    /* before it leaves */
};

/* The caller has set the first part; multi outlives it. */
void ask_init(struct ask *a, struct multi *multi, int64_t now_ms);
void ask_clear(struct ask *a);

/*
 * Does what can be done without waiting; to be called after multi_perform().
 * Returns when it must be called again at the latest.
 */
int64_t ask_turn(struct ask *a, int64_t now_ms);

/* Nobody waits for it any more: takes it back, and is over then. */
void ask_withdraw(struct ask *a, int64_t now_ms);

#endif
