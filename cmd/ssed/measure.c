#include "ssed/measure.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ssed/daemon.h"
#include "ssed/hublog.h"

/* To count more descriptors than these would hold the loop up. */
#define COUNTED_MAX 1000

static uint64_t
resident_bytes(void)
{
	char text[128] = "", *at;
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return 0;
	/* The first number is all of its memory, the second what is there. */
	strtoull(text, &at, 10);
	return strtoull(at, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Returns how many entries /proc/self/fd has, but for the one that reads. */
static size_t
count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	const struct dirent *entry;
	size_t count = 0;

	if (dir == NULL)
		return 0;
	while ((entry = readdir(dir)) != NULL)
		count += entry->d_name[0] != '.';
	closedir(dir);
	return count > 0 ? count - 1 : 0;
}

/*
 * Newer kernels (6.2) tell the number.  Else they are counted, as long as
 * they are few; of many, all but the connections are as many as they were.
 */
static uint64_t
open_fds(struct daemon *d)
{
	size_t conns = d->server.conn_count;
	struct stat st;
	size_t count;

	if (stat("/proc/self/fd", &st) == 0 && st.st_size > 0)
		return (uint64_t)st.st_size;
	if (d->fds.is_known && conns > COUNTED_MAX)
		return conns + d->fds.others;
	count = count_fds();
	d->fds.is_known = count >= conns;
	d->fds.others = count >= conns ? count - conns : 0;
	return count;
}

static void
measure_process(struct daemon *d, struct api_outside *out)
{
	struct rlimit limit = { 0 };
	struct timespec cpu = { 0 };

	getrlimit(RLIMIT_NOFILE, &limit);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
	out->resident_bytes = resident_bytes();
	out->fds = open_fds(d);
	out->fds_max = limit.rlim_cur;
	out->cpu_us =
	    (uint64_t)cpu.tv_sec * 1000000 + (uint64_t)cpu.tv_nsec / 1000;
	out->start_ms = (uint64_t)d->start_wall_ms;
}

void
measure(struct api *api, struct api_outside *out)
{
	struct daemon *d = LIST_ITEM(api, struct daemon, api);
	struct net_server *srv = &d->server;

	_Static_assert(API_CLASS_COUNT == NET_CLASS_COUNT, "one is copied");
	out->conns = srv->conn_count;
	out->conns_max = srv->limits.conns_max;
	out->accepted = srv->stats.accepted;
	out->pauses = srv->stats.pauses;
	out->sent_bytes =
	    atomic_load_explicit(&srv->stats.sent_bytes, memory_order_relaxed);
	memcpy(out->answers, srv->stats.answers, sizeof(out->answers));
	out->lag = d->loop.lag;
	out->log_waiting = d->log->waiting_bytes;
	out->log_failing = hublog_is_failing();
	measure_process(d, out);
}
