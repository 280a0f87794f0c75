/*
 * log/sqlite/load.h - events put into a SQLite log that no hub has, with the
 * ids and times that they had.
 *
 * Any number of load_add(), then load_commit(), and so on: what is not
 * committed is not there.  Nothing is forgotten meanwhile, but beyond
 * WRITER_BYTES_MAX and WRITER_TOPICS_MAX of log/sqlite/writer.h: what a topic
 * keeps, says the hub that opens the file.
 */
#ifndef LOG_LOAD_H
#define LOG_LOAD_H

#include "base/err.h"
#include "hub/log.h"

struct load;

struct load_event {
	struct hub_message message; /* extra.ttl_ms is set by expires_ms */
	int64_t time_ms;            /* but never before that of the newest */
	int64_t expires_ms;         /* 0: never */
	bool removed;               /* an H or a C, kept for its ledger only */
};

/*
 * Opens the file, which is made if need be.  NULL with words if it cannot be
 * opened, or a hub has it.
 */
struct load *load_open(const char *path, struct err *err);

/* What is not committed is lost.  Harmless with NULL. */
void load_close(struct load *l);

/*
 * Returns what became of it: HUB_TAKEN, HUB_DUPLICATE or HUB_CONFLICT, which
 * holds once it is committed.  ev is borrowed until then.
 */
enum hub_outcome load_add(struct load *l, const struct load_event *ev);

/* -1 with words: nothing of it is there. */
int load_commit(struct load *l, struct err *err);

#endif
