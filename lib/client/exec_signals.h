/*
 * client/exec_signals.h - signals that come while a command runs.
 */
#ifndef CLIENT_EXEC_SIGNALS_H
#define CLIENT_EXEC_SIGNALS_H

#include <signal.h>
#include <sys/types.h>

#define EXEC_SIGNALS 4

struct exec_signals {
	struct sigaction before[EXEC_SIGNALS];
};

/*
 * From here on SIGHUP, SIGINT, SIGQUIT and SIGTERM wait; one that was ignored
 * stays so.  Once for the whole program: a command at a time.
 */
void exec_signals_catch(struct exec_signals *s);

/* What came goes to the command, what comes too; 0: to none. */
void exec_signals_pass(pid_t pid);

/* As it was; what came meanwhile happens now. */
void exec_signals_restore(struct exec_signals *s);

#endif
