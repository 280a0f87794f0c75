/*
 * client/input.h - whole inputs of the programs: a file, standard input.
 */
#ifndef CLIENT_INPUT_H
#define CLIENT_INPUT_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/* What is read in chunks needs room for one more to see its end. */
#define INPUT_BYTES_MAX ((64 << 20) + (64 << 10))

/* Reads, and waits for it, whatever the descriptor's mode.  As read(2). */
ssize_t input_read(int fd, char *bytes, size_t size);

/*
 * The same without waiting: -1 with EAGAIN where there is nothing yet.  The
 * descriptor's mode is not ours to change: it is shared.
 */
ssize_t input_read_now(int fd, char *bytes, size_t size);

/* Appends all of fd, called name in errors; -1 with words and a status. */
int input_read_fd(struct buf *b, int fd, const char *name, struct err *err);

/* Appends all of the file; "-" is standard input. */
int input_read_file(struct buf *b, const char *path, struct err *err);

/* Appends what "text" or "@file" stands for; nothing for NULL. */
int input_read_arg(struct buf *b, const char *arg, struct err *err);

#endif
