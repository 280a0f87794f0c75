/*
 * ssed/hublog.h - the log that --log names, opened and listened to.
 */
#ifndef SSED_HUBLOG_H
#define SSED_HUBLOG_H

#include "base/err.h"
#include "hub/log.h"
#include "ssed/options.h"

struct daemon;

/* Returns the path that value names, with or without "sqlite:". */
const char *hublog_path(const char *value);

/*
 * With --check: -1 with words if the log could not be opened; neither makes
 * nor changes it.
 */
int hublog_check(const struct ssed_options *o, struct err *err);

/*
 * Returns the log, which keeps all that there is room for until it is told
 * what to keep.  NULL with words if it cannot be opened.
 */
struct hub_log *hublog_new(const struct ssed_options *o, struct err *err);

/* Has the loop take what the log answers later. */
void hublog_watch(struct daemon *d);
void hublog_unwatch(struct daemon *d);

/* Returns whether the log could not keep what it was given last. */
bool hublog_is_failing(void);

#endif
