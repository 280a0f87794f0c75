#include "client/command_signals.h"

#include <errno.h>
#include <stddef.h>

static const int numbers[COMMAND_SIGNALS] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM,
	SIGUSR1, SIGUSR2, SIGWINCH };

/* Handlers have no other way to know. */
static volatile sig_atomic_t command;

/* What we were given; at first the default. */
static struct sigaction pipe_before;

static void
on_signal(int number, siginfo_t *info, void *context)
{
	int error = errno;

	(void)context;
	if (command > 0 && info->si_code != SI_KERNEL)
		kill(command, number);
	errno = error;
}

void
command_signals_ignore_pipe(void)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigaction(SIGPIPE, &ignore, &pipe_before);
}

void
command_signals_hold(struct command_signals *s)
{
	struct sigaction action = {
		.sa_sigaction = on_signal,
		.sa_flags = (int)(SA_RESTART | SA_SIGINFO),
	};
	sigset_t held;

	command = 0;
	sigemptyset(&held);
	for (size_t i = 0; i < COMMAND_SIGNALS; i++)
		sigaddset(&held, numbers[i]);
	sigprocmask(SIG_BLOCK, &held, &s->mask);
	for (size_t i = 0; i < COMMAND_SIGNALS; i++) {
		sigaction(numbers[i], NULL, &s->before[i]);
		if (s->before[i].sa_handler == SIG_DFL)
			sigaction(numbers[i], &action, NULL);
	}
}

void
command_signals_pass(struct command_signals *s, pid_t pid)
{
	command = pid;
	sigprocmask(SIG_SETMASK, &s->mask, NULL);
}

void
command_signals_restore(const struct command_signals *s)
{
	command = 0;
	for (size_t i = 0; i < COMMAND_SIGNALS; i++)
		sigaction(numbers[i], &s->before[i], NULL);
	sigprocmask(SIG_SETMASK, &s->mask, NULL);
}

void
command_signals_inherit(const struct command_signals *s)
{
	sigaction(SIGPIPE, &pipe_before, NULL);
	command_signals_restore(s);
}
