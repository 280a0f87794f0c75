/*
 * client/command.h - a command that runs in our place, its output in pipes.
 *
 * Its standard input, environment, directory, signal mask and whatever files
 * we were given are as they were for us; none of our own come to it.  What
 * it writes must be read, or it stands still.  Nothing here waits: its pipes
 * and its end are descriptors, to be polled.
 */
#ifndef CLIENT_COMMAND_H
#define CLIENT_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "client/command_signals.h"

/* Like a shell's, where it cannot be run. */
#define COMMAND_NOT_RUN 126
#define COMMAND_NOT_FOUND 127

#define COMMAND_PIPES 2 /* standard output, standard error */

struct command {
	int pipes[COMMAND_PIPES]; /* -1: it has ended */
	int end_fd;               /* readable once it has ended; -1: none */
	bool is_over;             /* command_turn() saw that */
	int code, signal;         /* how; signal 0: it exited */
	int64_t duration_ms;

	/* Its own. */
	pid_t pid;
	int64_t started_ms;
	size_t left[COMMAND_PIPES]; /* what is there after the end */
	struct command_signals signals;
};

/*
 * Starts argv, found as a shell finds it, and passes signals on to it.  -1
 * with words and an exit status where it cannot be run: then it is over.
 */
int command_start(struct command *c, char *const *argv, struct err *err);

/* Returns how long to wait at most, beside for pipes and end_fd. */
int64_t command_wait_ms(const struct command *c);

/* Sees whether it has ended.  From then on signals are for us again. */
void command_turn(struct command *c);

/*
 * Reads what is there, without waiting.  0: nothing now, or the pipe has
 * ended and is -1.  It also ends where all is read that was there when the
 * command ended, though a child of the command's may hold it open.
 */
size_t command_read(struct command *c, size_t pipe, char *bytes, size_t size);

/* Ends this program as the command ended, if that was by a signal. */
void command_die_like(const struct command *c);

#endif
