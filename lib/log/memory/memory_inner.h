/*
 * log/memory/memory_inner.h - what the files of the memory log share.  Not for
 * others: they have log/memory/memory.h.
 */
#ifndef LOG_MEMORY_INNER_H
#define LOG_MEMORY_INNER_H

#include "base/buf.h"
#include "hub/id.h"
#include "log/memory/store.h"

struct memory_log {
	struct hub_log log; /* first: the hub knows only this */
	struct store store;
	struct buf page; /* the frames that were read last */
	struct hub_id last_id;
	struct hub_id first_id; /* ids before it are another process's */
};

/* Takes note of the unix time; 0: not known. */
static inline void
memory_now(struct memory_log *m, int64_t wall_ms)
{
	if (wall_ms > m->store.seen.now_ms)
		m->store.seen.now_ms = wall_ms;
}

void memory_seek(struct hub_log *log, struct hub_seek *s);
void memory_read(struct hub_log *log, struct hub_page *page);
void memory_topics(struct hub_log *log, struct hub_topic_query *q);

#endif
