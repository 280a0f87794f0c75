/*
 * base/file.h - a whole file, within a maximum, and what it takes to replace
 * one.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Appends the text of a file to b.  -1 with words, and the exit status of
 * wrong usage, if it cannot be read or is longer than b's maximum.
 */
int file_read(const char *path, struct buf *b, struct err *err);

/* Writes all of s, whatever it takes; false with errno. */
bool file_write_all(int fd, struct slice s);

/*
 * Makes b the path of the file that path means, and a NUL: where it is a
 * symbolic link to a file, what that leads to, which need not be there.  Who
 * renames another file over path would replace the link.  -1 with words.
 */
int file_follow(const char *path, struct buf *b, struct err *err);

#endif
