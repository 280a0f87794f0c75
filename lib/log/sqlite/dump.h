/*
 * log/sqlite/dump.h - what a SQLite log holds, as lines of JSON: all that is
 * needed to make it anew.
 *
 *	{"id":"42","topic":"news","event":"alert","data":"...",
 *	 "time":"2026-11-21T06:45:12.123Z"}
 *
 * and, where there is any of it, "expires", "retry", "retain", "to", "copy",
 * "from", "re", "also", "hold", "quorum", "ok" and "removed", under the names
 * that publishing has for them.  An H or a C that is forgotten, but for its
 * ledger, is a line, too.
 *
 * Out of one snapshot, the oldest first; a hub may have the file meanwhile.
 */
#ifndef LOG_DUMP_H
#define LOG_DUMP_H

#include <stdbool.h>

#include "base/err.h"
#include "base/slice.h"

/* No line is longer: data may grow sixfold, and the rest is short. */
#define DUMP_LINE_BYTES_MAX ((size_t)8 << 20)

struct dump {
	const char *path; /* in */
	/* The line ends in LF, and is borrowed; false: no more are wanted. */
	bool (*on_line)(struct dump *d, struct slice line); /* in */
};

/* -1 with words if the file is no log, or cannot be read to its end. */
int dump_run(struct dump *d, struct err *err);

#endif
