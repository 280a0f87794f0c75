/*
 * log/sqlite/sqlite.h - the log in a SQLite file: what is taken, is on the
 * disk.
 *
 * One thread writes, one reads; neither ever holds the loop up.  What was
 * appended while a commit was underway goes into the next one, all together
 * (group commit).  The newest events are in memory, too (SQLITE_LOG_RECENT_*),
 * for those who were away only a while.
 *
 * A file belongs to one process at a time; others may read it, at any time,
 * with any program that knows SQLite.  Its tables: log/sqlite/schema.h,
 * ssed(8).
 *
 * When the disk fails, what was to be taken is refused, with a reason; the
 * next that comes tries again.
 *
 * Bounds: HUB_WAITING_BYTES_MAX of events that wait to be taken; on disk those
 * of log/sqlite/writer.h.
 */
#ifndef LOG_SQLITE_H
#define LOG_SQLITE_H

#include "hub/log.h"

#define SQLITE_LOG_RECENT_BYTES ((size_t)16 << 20)
#define SQLITE_LOG_RECENT_COUNT 32768

struct sqlite_log_options {
	const char *path;
	const char *vfs;   /* SQLite's own, if NULL */
	bool is_normal;    /* --durability=normal: not on the disk yet */
	int64_t bytes_max; /* 0: WRITER_BYTES_MAX of log/sqlite/writer.h */
	size_t recent_max; /* events in memory; 0: SQLITE_LOG_RECENT_COUNT */
	struct hub_keep keep;
	/*
	 * Called on the loop thread when the disk begins to fail, with a
	 * reason, and with NULL when it does not any more.  NULL: not wanted.
	 */
	void (*on_trouble)(const char *why);
};

/*
 * Opens the file, or makes it.  NULL with words if it cannot: no such folder,
 * not ours, damaged, or another process has it.  The hub it is given to frees
 * it.
 */
struct hub_log *sqlite_log_new(
    const struct sqlite_log_options *o, struct err *err);

#endif
