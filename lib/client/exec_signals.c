#include "client/exec_signals.h"

#include <errno.h>
#include <stddef.h>

static const int numbers[EXEC_SIGNALS] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

/* Handlers have no other way to know. */
static volatile sig_atomic_t command, caught;

/* What comes from the terminal has come to the command, too. */
static void
on_signal(int number, siginfo_t *info, void *context)
{
	int error = errno;

	(void)context;
	caught = number;
	if (command > 0 && info->si_code != SI_KERNEL)
		kill(command, number);
	errno = error;
}

void
exec_signals_catch(struct exec_signals *s)
{
	/* The second time, it is as if there were no handler. */
	struct sigaction action = {
		.sa_sigaction = on_signal,
		.sa_flags = (int)(SA_RESETHAND | SA_SIGINFO),
	};

	command = caught = 0;
	for (size_t i = 0; i < EXEC_SIGNALS; i++) {
		sigaction(numbers[i], NULL, &s->before[i]);
		if (s->before[i].sa_handler == SIG_DFL)
			sigaction(numbers[i], &action, NULL);
	}
}

void
exec_signals_pass(pid_t pid)
{
	command = pid;
	if (caught != 0 && pid > 0)
		kill(pid, caught);
}

void
exec_signals_restore(struct exec_signals *s)
{
	command = 0;
	for (size_t i = 0; i < EXEC_SIGNALS; i++)
		sigaction(numbers[i], &s->before[i], NULL);
	if (caught != 0)
		raise(caught);
}
