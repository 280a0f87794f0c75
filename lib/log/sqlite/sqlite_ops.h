/*
 * log/sqlite/sqlite_ops.h - the calls of the SQLite log, as hub_log_ops has
 * them.
 *
 * Not for others: they have log/sqlite/sqlite.h.
 */
#ifndef LOG_SQLITE_OPS_H
#define LOG_SQLITE_OPS_H

#include "hub/log.h"

/* The ops that change something. */
void sqlite_append(struct hub_log *log, struct hub_publish *p);
void sqlite_remove(struct hub_log *log, struct hub_removal *r);
void sqlite_release(struct hub_log *log, struct slice id);
void sqlite_forget(struct hub_log *log, struct slice id);
void sqlite_set_keep(struct hub_log *log, const struct hub_keep *all,
    const struct hub_keep_rule *rules, size_t count);
void sqlite_tick(struct hub_log *log, int64_t wall_ms);

/* Those that only read. */
void sqlite_seek(struct hub_log *log, struct hub_seek *s);
void sqlite_page(struct hub_log *log, struct hub_page *page);
void sqlite_find(struct hub_log *log, struct hub_find *f);
void sqlite_topics(struct hub_log *log, struct hub_topic_query *q);

#endif
