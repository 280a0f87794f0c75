/*
 * log/sqlite/lock.h - a file belongs to one process at a time.
 *
 * The lock is on a byte of the file that SQLite never uses (its "lock byte
 * page"), and of the kind that belongs to the descriptor (OFD, fcntl(2)): so
 * it holds by whatever name the file is opened, ends with the process, and is
 * none of those that SQLite takes.
 *
 * Not for others: they have log/sqlite/sqlite.h.
 */
#ifndef LOG_LOCK_H
#define LOG_LOCK_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/* The file of that name with "-wal" at its end.  Zeroed but for path. */
struct lock_wal {
	char *path;    /* owned by whose it is */
	bool is_known; /* false again once SQLite may have made another */
	dev_t dev;
	ino_t ino;
};

/* Returns a descriptor that holds the lock; the file is made if need be. */
int lock_open(const char *path, struct err *err);

/*
 * Returns -1 with words if path is not the file of that descriptor any more,
 * or there is nothing in it: what is written to it would be nowhere.
 */
int lock_check(int fd, const char *path, struct err *err);

/*
 * Returns -1 with words if the file that was there when this first found one
 * is not there any more: SQLite goes on in the one that nobody finds again.
 */
int lock_check_wal(struct lock_wal *wal, struct err *err);

/*
 * Only once SQLite has closed the file: to close any descriptor of it would
 * end the locks that SQLite has.  Harmless with -1.
 */
void lock_close(int fd);

#endif
