/*
 * log/sqlite/still.h - a file where nothing can be written.
 *
 * SQLite makes files beside a log for who reads, too.  Where the file system
 * is read-only it cannot, but may be told that nothing will change.  That is
 * not so if there is a -wal: it would be passed over, with all that is in it.
 *
 * Not for others: they have log/sqlite/sqlite.h.
 */
#ifndef LOG_STILL_H
#define LOG_STILL_H

#include <stdbool.h>

/* Returns whether path is there, and its folder is of such a file system. */
bool still_is(const char *path);

/*
 * Returns such a file that has no -wal as a URI, for SQLITE_OPEN_URI: free()
 * it.  NULL if it is to be opened as any other.
 */
char *still_uri(const char *path);

#endif
