/*
 * fault_vfs.h - a file system for SQLite, named "fault", that can fail, hang,
 * and lose its power.
 *
 * It is SQLite's own for Unix, with three things between.  A call of a kind
 * fails, once or from then on.  A call waits at a gate.  What was written and
 * not synced since is remembered (fault_disk.h), so that a test can have the
 * files as a machine finds them that lost its power.
 *
 * Nothing is really synced: that is slow, and the power does stay.  Any number
 * of threads may use it.
 */
#ifndef FAULT_VFS_H
#define FAULT_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAULT_VFS "fault"

/* Calls of SQLite to its file system, as bits. */
enum fault_kind {
	FAULT_OPEN = 1 << 0,
	FAULT_READ = 1 << 1,
	FAULT_WRITE = 1 << 2,
	FAULT_SYNC = 1 << 3,
	FAULT_TRUNCATE = 1 << 4,
	FAULT_SIZE = 1 << 5,
	FAULT_LOCK = 1 << 6,
	FAULT_DELETE = 1 << 7,
	FAULT_ACCESS = 1 << 8,
	FAULT_SHM_MAP = 1 << 9,
	FAULT_SHM_LOCK = 1 << 10,
	FAULT_ALL = (1 << 11) - 1,
};

/* What is to fail. */
struct fault {
	unsigned kinds;
	uint64_t after; /* calls of those kinds that pass before */
	int code;       /* 0: the one of SQLITE_IOERR that goes with it */
	bool stays;     /* all that follow fail, too; else just that one */
};

/* Registers it; all that was remembered is forgotten. */
void fault_vfs_start(void);

/* From now on; in place of what there was. */
void fault_set(const struct fault *f);

/* Nothing fails any more.  Returns how many calls did. */
uint64_t fault_heal(void);

/* Calls of those kinds wait until the gate is opened. */
void fault_gate_close(unsigned kinds);
void fault_gate_open(void);

/* Waits until a call waits there; false: none came for long. */
bool fault_gate_is_met(void);

#endif
