/*
 * log_file.h - a SQLite log in a folder of the test's own.
 */
#ifndef LOG_FILE_H
#define LOG_FILE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "log/sqlite/sqlite.h"

static char file_folder[64], file_path[80];

static inline int
make_folder(void **state)
{
	(void)state;
	/* Six of them, as mkdtemp(3) wants; not a note to ourselves. */
	snprintf(file_folder, sizeof(file_folder), "/tmp/ssed-test-%06x", 0);
	memset(file_folder + strlen(file_folder) - 6, 'X', 6);
	if (mkdtemp(file_folder) == NULL)
		return -1;
	snprintf(file_path, sizeof(file_path), "%s/log.db", file_folder);
	return 0;
}

static inline void
remove_file(void)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	char path[100];

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", file_path, ends[i]);
		unlink(path);
	}
}

static inline int
remove_folder(void **state)
{
	(void)state;
	remove_file();
	return rmdir(file_folder);
}

/* Opens the file as it is, or makes it. */
static inline struct hub_log *
open_file(const struct hub_keep *keep, size_t recent_max)
{
	const struct sqlite_log_options options = {
		.path = file_path,
		.recent_max = recent_max,
		.keep = *keep,
	};
	struct err err;
	struct hub_log *log = sqlite_log_new(&options, &err);

	if (log == NULL)
		fail_msg("%s", err.text);
	return log;
}

#endif
