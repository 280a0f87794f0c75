/*
 * client/place.h - a file that keeps the last id, so that the next process
 * goes on where this one was.
 *
 * The file is one line, the id.  It is replaced whole, by a rename of
 * PATH.tmp, so whoever reads it finds an id that was written after its event.
 * PATH.lock, which stays, keeps a second process away.  A symbolic link stays
 * one: both stand beside the file that it leads to.
 *
 * Within a burst an id as long as the one before it is written over that, in
 * one write within a sector: no kill parts it, and a rename would make the
 * file system flush (some 400 us on ext4, against 2).  The end of the burst
 * replaces the file again.
 *
 * place_keep() is for each event: it outlives a kill.  place_sync() is for
 * the end of a burst: it outlives a loss of power.  An fsync for each event
 * would cost a thousandfold, and a power cut repeats a burst at worst.
 */
#ifndef CLIENT_PLACE_H
#define CLIENT_PLACE_H

#include "base/buf.h"
#include "base/err.h"

struct place {
	struct buf path, part; /* FILE and FILE.tmp; end in NUL */
	struct buf id;         /* what the file holds */
	int lock_fd;
	int folder_fd;
	int file_fd;  /* of what we wrote; -1: not yet */
	bool is_safe; /* a loss of power would not take it back */
};

/*
 * Locks path, and reads p->id from it; no file is no id.  -1 with words and
 * the status of wrong usage if it cannot be, or another process has it.
 */
int place_open(struct place *p, const char *path, struct err *err);
void place_close(struct place *p);

/* Puts id into the file; nothing is done if it is there.  -1 with words. */
int place_keep(struct place *p, struct slice id, struct err *err);

/* Makes the file outlive a loss of power.  -1 with words. */
int place_sync(struct place *p, struct err *err);

#endif
