/*
 * bench_pour - runs a client, pours a stream into it, and tells as JSON how
 * fast it took it, and what it used.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/opt.h"
#include "clock.h"
#include "pour.h"

#define ARGS_MAX 62

static void
fail(const char *what)
{
	perror(what);
	exit(2);
}

static int
open_listener(int *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    listen(fd, 1) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		fail("listen");
	*port = ntohs(at.sin_port);
	return fd;
}

/* Runs the command with the URL behind it, and nobody to read it. */
static pid_t
run_client(const struct opt_operands *command, int port)
{
	char *argv[ARGS_MAX + 2] = { NULL };
	char url[64];
	pid_t pid = fork();

	if (pid < 0)
		fail("fork");
	if (pid > 0)
		return pid;
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/", port);
	memcpy(argv, command->items, command->count * sizeof(*argv));
	argv[command->count] = url;
	if (freopen("/dev/null", "w", stdout) == NULL)
		_exit(126);
	execvp(argv[0], argv);
	perror(argv[0]);
	_exit(127);
}

static int64_t
us_of(struct timeval t)
{
	return (int64_t)t.tv_sec * 1000000 + t.tv_usec;
}

static void
tell(const struct pour *p, int status, const struct rusage *used, int64_t ns)
{
	double events = p->events > 0 ? (double)p->events : 1;
	int64_t cpu_us = us_of(used->ru_utime) + us_of(used->ru_stime);

	printf("{\"status\": %d, \"failed\": %s, \"event_per_s\": %.0f, "
	       "\"cpu_us_per_event\": %.4f, \"memory_after\": %lld, "
	       "\"lost\": 0, \"doubled\": 0, \"reordered\": 0, "
	       "\"foreign\": 0, \"closed\": 0}\n",
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
	    status == 0 ? "false" : "true", events * 1e9 / (double)ns,
	    (double)cpu_us / events, (long long)used->ru_maxrss * 1024);
}

static void
measure(const struct pour *p, const struct opt_operands *command)
{
	int port, status, fd, listener = open_listener(&port);
	pid_t pid = run_client(command, port);
	struct rusage used;
	int64_t from_ns;

	fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0)
		fail("accept");
	from_ns = clock_now_ns();
	pour_serve(fd, p);
	close(fd);
	if (wait4(pid, &status, 0, &used) != pid)
		fail("wait4");
	tell(p, status, &used, clock_now_ns() - from_ns);
	close(listener);
}

int
main(int argc, char **argv)
{
	struct pour p = { .event_bytes = 100 };
	/* clang-format off */
	const struct opt rows[] = {
		{ "events", 0, OPT_COUNT, &p.events, 1, 1 << 30, .arg = "N",
		    .text = "send N events" },
		{ "event-bytes", 0, OPT_SIZE, &p.event_bytes, 9, 4096,
		    .arg = "SIZE", .text = "of each, with all around (100)" },
		{ "lead", 0, OPT_TEXT, &p.lead, .arg = "TEXT",
		    .text = "send one line that starts with TEXT" },
		{ "line-bytes", 0, OPT_SIZE, &p.line_bytes, 1,
		    INT64_C(1) << 40, .arg = "SIZE", .text = "of the rest" },
		{ 0 },
	};
	/* clang-format on */
	struct opt_set set = { .program = "bench_pour", .table = rows };
	struct opt_operands command;
	struct err err;

	if (opt_parse_argv(&set, argc, argv, &command, &err) != 0 ||
	    command.count == 0 || command.count > ARGS_MAX) {
		fprintf(stderr, "usage: bench_pour --events=N | --lead=TEXT "
				"--line-bytes=SIZE -- COMMAND...\n");
		opt_clear(&set);
		return 2;
	}
	measure(&p, &command);
	opt_clear(&set);
	return 0;
}
