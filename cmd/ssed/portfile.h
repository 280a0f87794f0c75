/*
 * ssed/portfile.h - tells the ports that were chosen, in a file.
 */
#ifndef SSED_PORTFILE_H
#define SSED_PORTFILE_H

#include "base/buf.h"
#include "base/err.h"

/* Writes text to path in one step: who reads it sees all of it or nothing. */
int portfile_write(const char *path, struct slice text, struct err *err);

#endif
