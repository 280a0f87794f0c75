/*
 * client/spool_folder.h - the folder of a spool, and what is in it.
 *
 *   0000000000000007-0000000000000001.ndjson  the first part of run 7
 *   0000000000000007-0000000000000002.event   the second: client/parcel.h
 *   lock                                      client/spool_lock.h
 *   hub                                       the hub that it is for
 *   refused.ndjson                            what the hub will never take
 *   *.bad                                     that as a part, and what is none
 *
 * Runs are numbered upwards, and so are the parts of one, so the order of
 * the names is the order of what was published.  All belongs to one user, and
 * nobody else can read it.
 */
#ifndef CLIENT_SPOOL_FOLDER_H
#define CLIENT_SPOOL_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#define SPOOL_FILES_MAX 65536 /* parts */
#define SPOOL_RUN_MAX UINT64_C(9999999999999999)
#define SPOOL_NAME_MAX 64

struct spool_folder {
	const char *path; /* borrowed, for words */
	int fd;
	int lock_fd;
};

/* A part of a run: lines, or an event that goes alone. */
struct spool_name {
	uint64_t run, part;
	bool is_alone;
};

/* What is there; in order. */
struct spool_scan {
	struct spool_name *names;
	size_t count, cap;
	int64_t bytes;     /* of every file, these and others */
	uint64_t run_last; /* the last whose number is in a name; 0: none */
};

/*
 * Makes the folder if need be.  -1 with words: STATUS_WRITE where the disk
 * does not let us, else STATUS_USAGE: it cannot be a spool.
 */
int spool_folder_open(
    struct spool_folder *f, const char *path, struct err *err);
void spool_folder_close(struct spool_folder *f);

/* -1 with words.  Whoever adds to it holds SPOOL_LOCK_FOLDER. */
int spool_folder_scan(
    const struct spool_folder *f, struct spool_scan *scan, struct err *err);
void spool_scan_clear(struct spool_scan *scan);

/* Writes the name of the file. */
void spool_name_write(struct spool_name name, char text[SPOOL_NAME_MAX]);

/* Opens a part, with these flags of open(2); -1 with errno. */
int spool_folder_open_part(
    const struct spool_folder *f, struct spool_name name, int flags);

bool spool_folder_has_part(
    const struct spool_folder *f, struct spool_name name);

/* What it held is done with.  False where it cannot be removed. */
bool spool_folder_drop_part(
    const struct spool_folder *f, struct spool_name name);

/* What it holds must stay, but is no part any more.  -1 with STATUS_WRITE. */
int spool_folder_put_aside(
    const struct spool_folder *f, struct spool_name name, struct err *err);

#endif
