/*
 * bench/proc.h - what another process uses: CPU time and memory.
 */
#ifndef BENCH_PROC_H
#define BENCH_PROC_H

#include <stdint.h>
#include <sys/types.h>

/* Returns the CPU time of all threads so far; -1 if there is no such one. */
int64_t proc_cpu_ns(pid_t pid);

/* Returns its proportional share of memory; -1 if that cannot be read. */
int64_t proc_pss_bytes(pid_t pid);

/* Returns the CPU time of all processes on the machine; 0 if unknown. */
int64_t proc_machine_cpu_ns(void);

#endif
