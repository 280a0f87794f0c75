/*
 * ssed/reload.h - what can change while streams are open, changed.
 *
 * On SIGHUP, on the loop's thread.  All is read and checked before anything
 * changes, so that a mistake changes nothing; no stream is ended.
 */
#ifndef SSED_RELOAD_H
#define SSED_RELOAD_H

#include "ssed/daemon.h"

/* Makes what config says hold, but for what only a start can change. */
void reload_apply(struct daemon *d, const struct ssed_config *config);

/* Reads everything anew.  What came of it goes to the log. */
void reload(struct daemon *d);

#endif
