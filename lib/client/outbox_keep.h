/*
 * client/outbox_keep.h - how an outbox uses its store.
 */
#ifndef CLIENT_OUTBOX_KEEP_H
#define CLIENT_OUTBOX_KEEP_H

#include "client/outbox.h"

/* Returns whether what cannot be sent can wait in the store. */
static inline bool
outbox_gathers(const struct outbox *o)
{
	return o->store != NULL && !o->has_ended && !o->is_short;
}

/*
 * Fills the head, which is empty, from the store; with what gathered, where it
 * cannot be put in there.  False: o->err says why.
 */
bool outbox_take_kept(struct outbox *o);

/* Puts what gathered, which is not nothing, into the store. */
void outbox_keep(struct outbox *o);

/* The same, if there is something, and when it is time. */
void outbox_keep_next(struct outbox *o);

/* Returns when it is; INT64_MAX: not before something else happens. */
int64_t outbox_keep_ms(const struct outbox *o);

#endif
