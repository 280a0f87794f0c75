#include "proc.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"

/* The kernel's own sum, to the nanosecond; /proc/PID/stat has only ticks. */
int64_t
proc_cpu_ns(pid_t pid)
{
	struct timespec ts;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) != 0 ||
	    clock_gettime(clock, &ts) != 0)
		return -1;
	return (int64_t)ts.tv_sec * CLOCK_NS_PER_S + ts.tv_nsec;
}

int64_t
proc_pss_bytes(pid_t pid)
{
	char path[64], line[256];
	long long kib = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	f = fopen(path, "re");
	if (f == NULL)
		return -1;
	while (kib < 0 && fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "Pss: %lld kB", &kib) != 1)
			kib = -1;
	fclose(f);
	return kib < 0 ? -1 : (int64_t)kib * 1024;
}

/* user nice system idle iowait irq softirq steal: all but two are work. */
int64_t
proc_machine_cpu_ns(void)
{
	long long n[8] = { 0 };
	FILE *f = fopen("/proc/stat", "re");

	if (f == NULL)
		return 0;
	if (fscanf(f, "cpu %lld %lld %lld %lld %lld %lld %lld %lld", &n[0],
		&n[1], &n[2], &n[3], &n[4], &n[5], &n[6], &n[7]) != 8)
		n[0] = 0;
	fclose(f);
	return (n[0] + n[1] + n[2] + n[5] + n[6] + n[7]) *
	       (CLOCK_NS_PER_S / sysconf(_SC_CLK_TCK));
}
