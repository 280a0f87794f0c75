/*
 * log/sqlite/check.h - whether a SQLite log is whole.
 *
 * Out of one snapshot; only reads, and a hub may have the file meanwhile.
 * SQLite looks after its pages and indexes; then what is counted is counted
 * again, and each event's content compared with what it was when it came.
 */
#ifndef LOG_CHECK_H
#define LOG_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"
#include "hub/event.h"

#define CHECK_FINDINGS_MAX 100

struct check {
	const char *path; /* in */
	/* In.  text is borrowed; CHECK_FINDINGS_MAX times at most. */
	void (*on_finding)(struct check *c, const char *text);

	/* out */
	int64_t finding_count;
	bool is_counted; /* what follows could be read */
	int64_t events, forgotten, topics, bytes;
	char newest[HUB_ID_BYTES_MAX + 1]; /* an id; empty: none */
};

/* -1 with words if the file is no log, or cannot be read. */
int check_run(struct check *c, struct err *err);

/* The same, but no more is found out. */
int check_is_log(const char *path, struct err *err);

#endif
