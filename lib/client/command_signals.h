/*
 * client/command_signals.h - signals that come while a command runs in our
 * place: they are for the command, and we stay until it has ended.
 *
 * HUP, INT, QUIT, TERM, USR1, USR2 and WINCH are passed on.  What comes from
 * the terminal is not: it has gone to the command, too.  One that was ignored
 * stays so, for both; SIGPIPE is ours to ignore.  (Those of an --exec are
 * client/exec_signals.h: there the program ends after the command, and a second
 * signal ends it at once.)
 */
#ifndef CLIENT_COMMAND_SIGNALS_H
#define CLIENT_COMMAND_SIGNALS_H

#include <signal.h>
#include <sys/types.h>

#define COMMAND_SIGNALS 7

struct command_signals {
	struct sigaction before[COMMAND_SIGNALS];
	sigset_t mask;
};

/* SIGPIPE is ignored from here on; the command will have it as it was. */
void command_signals_ignore_pipe(void);

/*
 * From here on they wait: the command can be started.  Once for the whole
 * program: a command at a time.
 */
void command_signals_hold(struct command_signals *s);

/* What came goes to the command, what comes too.  0: to none. */
void command_signals_pass(struct command_signals *s, pid_t pid);

/* As it was before, but for SIGPIPE. */
void command_signals_restore(const struct command_signals *s);

/* The same in the child, SIGPIPE too; async-signal-safe. */
void command_signals_inherit(const struct command_signals *s);

#endif
