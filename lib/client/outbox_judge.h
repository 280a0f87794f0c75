/*
 * client/outbox_judge.h - what an answer means for the parcel it is about.
 */
#ifndef CLIENT_OUTBOX_JUDGE_H
#define CLIENT_OUTBOX_JUDGE_H

#include "client/outbox.h"

enum outbox_next {
	OUTBOX_GO_ON, /* with what is left of the parcel, if anything is */
	OUTBOX_AGAIN, /* later: o->err says why */
	OUTBOX_GIVE_UP,
};

/* There was some: the time to give up after begins anew. */
void outbox_progress(struct outbox *o);

/*
 * The exchange is over.  Counts, reports and drops from the head what is
 * settled.
 */
enum outbox_next outbox_judge(struct outbox *o, enum attempt_end end);

#endif
