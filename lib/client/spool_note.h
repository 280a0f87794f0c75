/*
 * client/spool_note.h - what else is noted in a spool: whose it is, and what
 * its hub refused.
 *
 * Whoever calls these holds SPOOL_LOCK_FOLDER.
 */
#ifndef CLIENT_SPOOL_NOTE_H
#define CLIENT_SPOOL_NOTE_H

#include "client/spool_folder.h"

/*
 * Notes that what comes is for hub, where the spool is empty.  Where it is
 * not, -1 with words and STATUS_USAGE unless it is for that hub; STATUS_WRITE
 * where the disk does not let us know.
 */
int spool_note_hub(const struct spool_folder *f, bool is_empty,
    struct slice hub, struct err *err);

/* Keeps a line that the hub refused, safely.  -1 with words. */
int spool_note_refused(
    const struct spool_folder *f, struct slice line, struct err *err);

#endif
