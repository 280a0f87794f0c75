/*
 * client/outbox.h - what is to be published, in order, until the hub has it.
 *
 * One request at a time over one kept connection.  What comes while it is
 * underway gathers for the next; what comes while none is leaves at once.
 *
 * Each event has an id.  A request that broke off, was not answered, or was
 * answered with 408, 429 or 5xx is sent again as it was, and the hub, which
 * takes an id once, tells what it has already.  Of an answer that tells what
 * became of each event, those are sent again, before any other, that the hub
 * could not take for now; those it never will are refused.  Any other answer
 * ends it all: nothing that follows would fare better.
 *
 * Never waits, never prints.  Holds two parcels, and no more.
 *
 *	while (!outbox_is_idle(o) && outbox_turn(o))
 *		multi_wait(&o->multi, ... outbox_wait_ms(o) ...);
 */
#ifndef CLIENT_OUTBOX_H
#define CLIENT_OUTBOX_H

#include "client/attempt.h"
#include "client/parcel.h"
#include "client/tally.h"

#define OUTBOX_LAST_MS 2000
#define OUTBOX_ANSWER_BYTES_MAX ((size_t)256 << 10)

/*
 * Where parcels are kept from before they are first sent until the hub has
 * them: on a disk.  Each returns -1 with words and an exit status.
 *
 * What cannot be put in, as the disk is full, stays in memory, and nothing is
 * added to the outbox meanwhile; once the store is empty it is sent without.
 */
struct outbox_store {
	/* More will be there to take, but not now. */
	bool is_waiting;

	/* Keeps all of p, which may change after that, behind all others. */
	int (*put)(
	    struct outbox_store *s, const struct parcel *p, struct err *err);
	/* Fills p, which is empty, with the first; leaves it so: none. */
	int (*take)(struct outbox_store *s, struct parcel *p, struct err *err);
	/* The first is done with: acknowledged, or its rest refused. */
	int (*drop)(struct outbox_store *s, struct err *err);
};

/* What comes next for the parcel at the head. */
enum outbox_state {
	OUTBOX_READY, /* to be sent, if there is one */
	OUTBOX_SENDING,
	OUTBOX_PAUSING, /* until it is sent again */
	OUTBOX_OVER,    /* err says why */
};

struct outbox {
	/* Set by the caller; borrowed. */
	struct attempt_how *how; /* time: without progress; see outbox_end() */
	int64_t limit_ms; /* when it is over, progress or not; 0: never */
	bool stops;       /* the first refused ends it: one a request */
	bool is_patient;  /* does not give up before outbox_end() */
	struct outbox_store *store; /* or NULL */
	/* One was refused, for good. */
	void (*on_refused)(struct outbox *o, int64_t number, const char *why);

	/* To be read.  Events; each is counted once. */
	int64_t accepted, duplicates, refused;
	int64_t retries; /* requests that were sent again */
	enum outbox_state state;
	struct err err; /* of the last try; with OUTBOX_OVER why it ended */
	bool has_ended; /* no more is to be added */
	bool was_short; /* some was not put into the store, as the disk... */
	struct err short_err; /* ...did not let us */
	struct multi multi;

	/* Its own. */
	struct parcel head; /* what is sent */
	struct parcel next; /* what gathers */
	size_t sent;        /* lines of the head in this request */
	size_t most;        /* lines in the next request of the head */
	size_t told;        /* lines of the head that are counted already */
	struct attempt attempt;
	struct tally tally;
	int64_t since_ms; /* when the head was first sent, or progressed */
	int64_t again_ms; /* when it is sent again */
	int64_t try_ms;   /* when this request was */
	bool is_stopped;  /* the hub refused one, and that is the end */

	/* Its own, with a store. */
	bool head_is_kept; /* it is in there */
	bool is_short;     /* what gathered could not be put in */
	bool is_hopeless;  /* the last answer, but there may be a better */
	int64_t next_ms;   /* when it began to gather */
	int64_t short_ms;  /* when the store began to be short */
	int64_t put_ms;    /* when it is tried again */
};

/* The caller has set what is his. */
void outbox_init(struct outbox *o);
void outbox_clear(struct outbox *o);

/* Returns whether something can be added.  If not: outbox_turn(), and wait. */
bool outbox_has_room(const struct outbox *o);

/*
 * Adds an event, which has an id and is copied; its number is for reports.
 * False: there is no room for this one yet.  What fits into no request is
 * refused here.
 */
bool outbox_add(struct outbox *o, const struct draft *d, int64_t number);

/* The same of a line that is a JSON object for POST /publish. */
bool outbox_add_line(struct outbox *o, struct slice line, int64_t number);

/* Counts and reports one that cannot be an event.  Where it stops, ends it. */
void outbox_refuse(struct outbox *o, int64_t number, const char *why);

/*
 * No more is added.  With a store nothing is given up before that, as long as
 * there is room: what cannot be sent gathers there.  The patient have let it
 * pass: where it is over, a last try is made, OUTBOX_LAST_MS long.
 */
void outbox_end(struct outbox *o);

/* Does what can be done without waiting.  False: it is over. */
bool outbox_turn(struct outbox *o);

/* Returns how long to wait at most before the next turn. */
int64_t outbox_wait_ms(const struct outbox *o);

/* Returns whether the hub has all of it, but for what was refused. */
bool outbox_is_idle(const struct outbox *o);

/* Returns the number of the first event not known to be there; 0: none. */
int64_t outbox_first(const struct outbox *o);

/* The same, but for what is in the store. */
int64_t outbox_first_unkept(const struct outbox *o);

#endif
