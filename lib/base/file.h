/*
 * base/file.h - a whole file, within a maximum.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/err.h"

/*
 * Appends the text of a file to b.  -1 with words, and the exit status of
 * wrong usage, if it cannot be read or is longer than b's maximum.
 */
int file_read(const char *path, struct buf *b, struct err *err);

#endif
