#include "client/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

#define LOOK_EVERY_MS 50

/* The ends of pipes: [0] reads, [1] writes. */
struct ends {
	int out[COMMAND_PIPES][2];
	/* What is read is errno: there is no command.  The end: there is. */
	int failure[2];
};

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void
close_ends(struct ends *ends)
{
	for (int i = 0; i < 2; i++) {
		close_fd(&ends->failure[i]);
		for (int pipe = 0; pipe < COMMAND_PIPES; pipe++)
			close_fd(&ends->out[pipe][i]);
	}
}

static int
open_ends(struct ends *ends)
{
	memset(ends, -1, sizeof(*ends));
	for (int pipe = 0; pipe < COMMAND_PIPES; pipe++) {
		if (pipe2(ends->out[pipe], O_CLOEXEC) != 0)
			return -1;
		fcntl(ends->out[pipe][0], F_SETFL, O_NONBLOCK);
	}
	return pipe2(ends->failure, O_CLOEXEC);
}

/* The child. */
static noreturn void
become(const struct command *c, const struct ends *ends, char *const *argv)
{
	int error;

	command_signals_inherit(&c->signals);
	dup2(ends->out[0][1], STDOUT_FILENO);
	dup2(ends->out[1][1], STDERR_FILENO);
	execvp(argv[0], argv);
	error = errno;
	(void)!write(ends->failure[1], &error, sizeof(error));
	_exit(COMMAND_NOT_FOUND);
}

/* Returns 0 once the command runs, else errno: why it does not. */
static int
spawn(struct command *c, struct ends *ends, char *const *argv)
{
	int error = 0;
	ssize_t n;

	c->pid = fork();
	if (c->pid < 0)
		return errno;
	if (c->pid == 0)
		become(c, ends, argv);
	close_fd(&ends->failure[1]);
	do
		n = read(ends->failure[0], &error, sizeof(error));
	while (n < 0 && errno == EINTR);
	if (error == 0)
		return 0;
	while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
		;
	return error;
}

static void
take_pipes(struct command *c, struct ends *ends)
{
	for (int pipe = 0; pipe < COMMAND_PIPES; pipe++) {
		c->pipes[pipe] = ends->out[pipe][0];
		ends->out[pipe][0] = -1; /* owned by c from here */
	}
}

int
command_start(struct command *c, char *const *argv, struct err *err)
{
	struct ends ends;
	int error;

	*c = (struct command){ .pipes = { -1, -1 }, .end_fd = -1 };
	c->started_ms = clock_ms();
	signal(SIGCHLD, SIG_DFL); /* ignored, an end could not be seen */
	command_signals_hold(&c->signals);
	error = open_ends(&ends) == 0 ? spawn(c, &ends, argv) : errno;
	if (error == 0) {
		take_pipes(c, &ends);
		c->end_fd = pidfd_open(c->pid, 0);
		command_signals_pass(&c->signals, c->pid);
	} else {
		c->is_over = true;
		c->code = error == ENOENT ? COMMAND_NOT_FOUND : COMMAND_NOT_RUN;
		command_signals_restore(&c->signals);
	}
	close_ends(&ends);
	errno = error;
	return error == 0 ? 0 : err_errno(err, c->code, "%s", argv[0]);
}

/*
 * What the command wrote is in the pipes by now; what a child of its own
 * will write is not its output any more.
 */
static void
measure_rest(struct command *c)
{
	for (int pipe = 0; pipe < COMMAND_PIPES; pipe++) {
		int n = 0;

		if (c->pipes[pipe] >= 0)
			ioctl(c->pipes[pipe], FIONREAD, &n);
		c->left[pipe] = n > 0 ? (size_t)n : 0;
		if (n <= 0)
			close_fd(&c->pipes[pipe]);
	}
}

/* Some sandboxes have no pidfd_open(2): then it is looked after. */
int64_t
command_wait_ms(const struct command *c)
{
	return c->is_over || c->end_fd >= 0 ? INT64_MAX : LOOK_EVERY_MS;
}

void
command_turn(struct command *c)
{
	siginfo_t info = { 0 };
	int status = 0;

	/* As long as it was not reaped, its number is nobody else's. */
	if (c->is_over ||
	    waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOWAIT | WNOHANG) !=
		0 ||
	    info.si_pid == 0)
		return;
	command_signals_restore(&c->signals);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	c->is_over = true;
	c->duration_ms = clock_ms() - c->started_ms;
	c->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	c->code = WIFSIGNALED(status) ? 128 + c->signal : WEXITSTATUS(status);
	close_fd(&c->end_fd);
	measure_rest(c);
}

size_t
command_read(struct command *c, size_t pipe, char *bytes, size_t size)
{
	ssize_t n;

	if (c->pipes[pipe] < 0)
		return 0;
	if (c->is_over && size > c->left[pipe])
		size = c->left[pipe];
	n = read(c->pipes[pipe], bytes, size);
	if (n > 0 && c->is_over)
		c->left[pipe] -= (size_t)n;
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR) ||
	    (c->is_over && c->left[pipe] == 0))
		close_fd(&c->pipes[pipe]);
	return n > 0 ? (size_t)n : 0;
}

/* A core of the command is there already; ours would tell nothing. */
void
command_die_like(const struct command *c)
{
	const struct rlimit none = { 0, 0 };
	sigset_t set;

	if (c->signal == 0)
		return;
	setrlimit(RLIMIT_CORE, &none);
	signal(c->signal, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, c->signal);
	raise(c->signal);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}
