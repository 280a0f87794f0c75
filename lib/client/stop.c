#include "client/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "client/status.h"

static const int numbers[STOP_SIGNALS] = { SIGHUP, SIGINT, SIGTERM };

/* Handlers have no other way to know. */
static volatile sig_atomic_t came, wake_fd;
static struct stop *caught;

static void
restore(const struct stop *s)
{
	for (size_t i = 0; i < STOP_SIGNALS; i++)
		sigaction(numbers[i], &s->before[i], NULL);
}

static void
on_signal(int number)
{
	int error = errno;

	came = number;
	restore(caught);
	(void)!write((int)wake_fd, "", 1);
	errno = error;
}

int
stop_catch(struct stop *s, struct err *err)
{
	struct sigaction action = { .sa_handler = on_signal };
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
		return err_errno(err, STATUS_USAGE, "no pipe");
	s->fd = ends[0];
	s->write_fd = ends[1];
	came = 0;
	wake_fd = ends[1];
	caught = s;
	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < STOP_SIGNALS; i++)
		sigaction(numbers[i], NULL, &s->before[i]);
	for (size_t i = 0; i < STOP_SIGNALS; i++)
		if (s->before[i].sa_handler == SIG_DFL)
			sigaction(numbers[i], &action, NULL);
	return 0;
}

bool
stop_came(void)
{
	return came != 0;
}

void
stop_release(struct stop *s)
{
	restore(s);
	close(s->fd);
	close(s->write_fd);
	if (came != 0)
		raise(came);
}
