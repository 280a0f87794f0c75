#include "victim.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "fail.h"

#define PATH_BYTES 4096
#define PAUSE_US 200

static void
name_file(const struct victim *v, const char *name, char path[PATH_BYTES])
{
	snprintf(path, PATH_BYTES, "%s/%s", v->dir, name);
}

/* In the child: standard output and errors go to a file, behind the last. */
static void
redirect(const struct victim *v)
{
	char path[PATH_BYTES];
	int fd, nothing = open("/dev/null", O_RDONLY);

	name_file(v, "ssed.log", path);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (fd < 0 || nothing < 0)
		_exit(127);
	dup2(nothing, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
}

/* So much is kept that nothing is ever forgotten. */
static void
run(const struct victim *v)
{
	static char port[PATH_BYTES], log[PATH_BYTES];
	char *args[VICTIM_OPTIONS_MAX + 16] = { NULL };
	size_t n = 0;

	snprintf(port, sizeof(port), "--port-file=%s/port", v->dir);
	snprintf(log, sizeof(log), "--log=sqlite:%s/log.db", v->dir);
	args[n++] = (char *)v->program;
	args[n++] = "--listen=127.0.0.1:0";
	args[n++] = port;
	args[n++] = log;
	args[n++] = "--keep=10000000";
	args[n++] = "--keep-bytes=0";
	args[n++] = "--lag-bytes=256M";
	args[n++] = "--drain=1s";
	args[n++] = "--stdin=off";
	for (size_t i = 0; v->options[i] != NULL && i < VICTIM_OPTIONS_MAX; i++)
		args[n++] = v->options[i];
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	redirect(v);
	execv(v->program, args);
	_exit(127);
}

void
victim_start(struct victim *v)
{
	char path[PATH_BYTES];

	name_file(v, "port", path);
	unlink(path);
	v->port = 0;
	v->pid = fork();
	if (v->pid < 0)
		fail_system("fork");
	if (v->pid == 0)
		run(v);
}

static void __attribute__((noreturn))
fail_ended(const struct victim *v, int status)
{
	if (WIFSIGNALED(status))
		fail("ssed ended by signal %d: see %s/ssed.log",
		    WTERMSIG(status), v->dir);
	fail(
	    "ssed ended with %d: see %s/ssed.log", WEXITSTATUS(status), v->dir);
}

/* Whether it is gone, and how. */
static bool
is_gone(struct victim *v, int *status, int flags)
{
	pid_t pid;

	do
		pid = waitpid(v->pid, status, flags);
	while (pid < 0 && errno == EINTR);
	if (pid < 0)
		fail_system("waitpid");
	if (pid > 0)
		v->pid = 0;
	return pid > 0;
}

/* The file is there at once with all that it says, or it is not there. */
bool
victim_is_up(struct victim *v)
{
	char path[PATH_BYTES], line[16] = "";
	FILE *file;
	int status;

	name_file(v, "port", path);
	file = fopen(path, "re");
	if (file != NULL) {
		if (fgets(line, sizeof(line), file) != NULL)
			v->port = (int)strtol(line, NULL, 10);
		fclose(file);
		if (v->port <= 0)
			fail("the port file says: %s", line);
		return true;
	}
	if (is_gone(v, &status, WNOHANG))
		fail_ended(v, status);
	return false;
}

void
victim_wait_up(struct victim *v)
{
	int64_t begun_us = clock_now_us();

	while (!victim_is_up(v)) {
		if (clock_now_us() - begun_us > VICTIM_START_US)
			fail("ssed takes too long to start");
		clock_pause_us(PAUSE_US);
	}
	v->start_us = clock_now_us() - begun_us;
}

void
victim_kill(struct victim *v)
{
	int status;

	kill(v->pid, SIGKILL);
	is_gone(v, &status, 0);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		fail_ended(v, status);
}

void
victim_tell(struct victim *v)
{
	kill(v->pid, SIGTERM);
}

bool
victim_is_gone(struct victim *v)
{
	int status;

	if (!is_gone(v, &status, WNOHANG))
		return false;
	if (WIFSIGNALED(status) ? WTERMSIG(status) != SIGTERM
				: WEXITSTATUS(status) != 0)
		fail_ended(v, status);
	return true;
}
