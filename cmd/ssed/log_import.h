/*
 * ssed/log_import.h - lines of JSON from standard input, put into a log.
 */
#ifndef SSED_LOG_IMPORT_H
#define SSED_LOG_IMPORT_H

#include <stdint.h>

#include "base/err.h"

struct log_import {
	const char *program, *path; /* in */
	/* out, however it ends: lines, of what is on the disk */
	int64_t imported, duplicates;
	int64_t refused; /* each is told on standard error */
};

/* -1 with words if the log cannot be written, or input not be read. */
int log_import_run(struct log_import *in, struct err *err);

#endif
