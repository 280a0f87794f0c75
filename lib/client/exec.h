/*
 * client/exec.h - runs a command for each event, one at a time.
 *
 * /bin/sh runs it; the data is its standard input, and what else came with
 * the event is in its environment: SSE_EVENT, SSE_ID, SSE_TOPIC, SSE_URL,
 * empty where there is none.  Nothing of an event is ever part of the
 * command's words, so nothing in it can be executed.
 *
 * Waits for the command; meanwhile nothing is read, so the server waits,
 * too.  A signal that would end this program goes to the command first; it
 * ends the program when the command is done, a second one at once.
 */
#ifndef CLIENT_EXEC_H
#define CLIENT_EXEC_H

#include "base/err.h"
#include "sse/parse.h"

/* What a command is told; borrowed. */
struct exec_event {
	const struct sse_event *ev;
	struct slice url;
};

/* 0 if it exited with 0; else -1 with words that say how it ended. */
int exec_run(const char *command, const struct exec_event *e, struct err *err);

#endif
