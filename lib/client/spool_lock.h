/*
 * client/spool_lock.h - who may do what in a spool: locks on one file.
 *
 * Each byte of the file is a lock, held by an open file description: it goes
 * with the process, however that ends.  The file itself stays empty.
 *
 * Byte 0 is held while the folder is looked through and added to; byte 1 by
 * who sends what others left; byte 2 + n by the run of number n, as long as
 * it lives.  What has no living run is a leftover.
 */
#ifndef CLIENT_SPOOL_LOCK_H
#define CLIENT_SPOOL_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#define SPOOL_LOCK_FOLDER 0
#define SPOOL_LOCK_FLUSH 1
#define SPOOL_LOCK_RUNS 2

/* False where another has it, or there are no locks: errno tells. */
bool spool_lock_try(int fd, uint64_t at);

/* The same, until ms are over. */
bool spool_lock_wait(int fd, uint64_t at, int64_t ms);

void spool_lock_drop(int fd, uint64_t at);

/* Returns whether another has it. */
bool spool_lock_is_taken(int fd, uint64_t at);

#endif
