/*
 * client/spool_inner.h - between the files of client/spool.h.
 */
#ifndef CLIENT_SPOOL_INNER_H
#define CLIENT_SPOOL_INNER_H

#include "client/spool.h"

#define SPOOL_LOCK_MS 10000 /* it is held for some milliseconds */

/* The store of an outbox: client/outbox.h. */
int spool_put(
    struct outbox_store *store, const struct parcel *p, struct err *err);
int spool_take(struct outbox_store *store, struct parcel *p, struct err *err);
int spool_drop(struct outbox_store *store, struct err *err);

/* -1 with words and STATUS_WRITE.  Until spool_unlock() nobody adds to it. */
int spool_lock(struct spool *s, struct err *err);
void spool_unlock(struct spool *s);

/*
 * Sees what is there, and that it is for our hub; the folder is locked.  -1
 * with words.
 */
int spool_look(struct spool *s, struct spool_scan *scan, struct err *err);

/* The same, into s->left. */
int spool_look_left(struct spool *s, struct err *err);

/* Keeps lines that were refused.  -1 with words and STATUS_WRITE. */
int spool_note_line(struct spool *s, struct slice line, struct err *err);

void spool_set_stage(struct spool *s, enum spool_stage stage);

/* The part that is written to gets no more. */
void spool_end_part(struct spool *s);

/* Our first part is done with. */
void spool_drop_first(struct spool *s);

#endif
