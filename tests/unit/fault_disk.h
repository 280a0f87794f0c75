/*
 * fault_disk.h - what would be left of files if the power failed now.
 *
 * What was synced is there; of what was written, cut and deleted since, any
 * part, by sectors.  A file that was made is there for certain once it was
 * synced; one that was deleted may come back unless its folder was synced.
 *
 * All of it under one lock, which a call holds for as long as it takes.
 */
#ifndef FAULT_DISK_H
#define FAULT_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Forgets all files, and what is to happen to them. */
void fault_disk_clear(void);

/* The file of that path is about to be opened; what is in it is synced. */
void fault_disk_opened(const char *path);

/* What is about to be done to it.  The power may fail before it. */
void fault_disk_written(
    const char *path, const void *bytes, size_t len, uint64_t at);
void fault_disk_truncated(const char *path, uint64_t size);
void fault_disk_synced(const char *path);
void fault_disk_deleted(const char *path, bool is_synced);

/* The power is to fail. */
struct fault_cut {
	uint64_t after;  /* changes that pass before */
	uint32_t seed;   /* of what is drawn: what is left */
	const char *dir; /* the files, as they are then, are put there */
	/* Called at that moment, on any thread. */
	void (*on_cut)(void);
};

/*
 * It fails then; what is done afterwards goes on as if not, but not in dir.
 * after = 0: at once.  dir is borrowed until it failed.
 */
void fault_cut(const struct fault_cut *cut);

bool fault_cut_is_over(void);

/* From now on a sync does nothing, as on a disk that lies. */
void fault_disk_lie(bool lies);

#endif
