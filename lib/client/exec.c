#include "client/exec.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "client/exec_env.h"
#include "client/exec_signals.h"
#include "client/status.h"

#define SHELL "/bin/sh"
#define SH_NOT_RUN 127

/*
 * Of ours, it gets nothing but standard output and error.  SIGPIPE, which we
 * ignore, is as it was for us.
 */
static int
spawn(pid_t *pid, const char *command, int input, char *const *env)
{
	char *const argv[] = { (char *)"sh", (char *)"-c", (char *)command,
		NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t back;
	int error;

	sigemptyset(&back);
	sigaddset(&back, SIGPIPE);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigdefault(&attr, &back);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
	error = posix_spawn(pid, SHELL, &files, &attr, argv, env);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	return error;
}

static bool
write_part(int fd, struct slice *data)
{
	ssize_t n = write(fd, data->ptr, data->len);

	if (n > 0)
		*data = slice_drop(*data, (size_t)n);
	return n >= 0 || errno == EAGAIN || errno == EINTR;
}

/*
 * Writes the data as the command takes it.  A command need not: then it is
 * enough that it ends, though a child of its own may keep the pipe open.
 */
static void
feed(int fd, pid_t pid, struct slice data)
{
	struct pollfd fds[] = {
		{ .fd = fd, .events = POLLOUT },
		{ .fd = pidfd_open(pid, 0), .events = POLLIN },
	};

	fcntl(fd, F_SETFL, O_NONBLOCK);
	while (data.len > 0) {
		if (poll(fds, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			break;
		}
		if ((fds[1].revents & POLLIN) != 0)
			break;
		if (fds[0].revents != 0 && !write_part(fd, &data))
			break;
	}
	close(fd);
	if (fds[1].fd >= 0)
		close(fds[1].fd);
}

static int
judge(int status, struct err *err)
{
	if (WIFSIGNALED(status))
		return err_set(err, STATUS_NO,
		    "the command was ended by signal %d (%s)", WTERMSIG(status),
		    strsignal(WTERMSIG(status)));
	if (WEXITSTATUS(status) == SH_NOT_RUN)
		return err_set(err, STATUS_NO,
		    "the command exited with 127: it was not found");
	if (WEXITSTATUS(status) != 0)
		return err_set(err, STATUS_NO, "the command exited with %d",
		    WEXITSTATUS(status));
	return 0;
}

static int
await(pid_t pid, struct err *err)
{
	siginfo_t info;
	int status = 0;

	/* As long as it was not reaped, its number is nobody else's. */
	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) < 0)
		if (errno != EINTR)
			return err_errno(err, STATUS_NO, "the command");
	exec_signals_pass(0);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return judge(status, err);
}

/* Starts it, feeds it and waits for its end. */
static int
run(const char *command, struct slice data, char *const *env, struct err *err)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_errno(err, STATUS_NO, "pipe");
	errno = spawn(&pid, command, ends[0], env);
	close(ends[0]);
	if (errno != 0) {
		err_errno(err, STATUS_NO, "the command cannot be run");
		close(ends[1]);
		return -1;
	}
	exec_signals_pass(pid);
	feed(ends[1], pid, data);
	return await(pid, err);
}

int
exec_run(const char *command, const struct exec_event *e, struct err *err)
{
	struct exec_env env;
	struct exec_signals signals;
	int status;

	exec_env_init(&env, e);
	exec_signals_catch(&signals);
	status = run(command, e->ev->data, env.items, err);
	exec_signals_restore(&signals);
	exec_env_clear(&env);
	return status;
}
