/*
 * client/token.h - a bearer token, and the file it stands in (RFC 6750).
 *
 * A token is not empty and has only visible ASCII, so that it ends no header
 * line.  A file may have white space around it.
 */
#ifndef CLIENT_TOKEN_H
#define CLIENT_TOKEN_H

#include "base/buf.h"
#include "base/err.h"

#define TOKEN_BYTES_MAX ((size_t)16 << 10)

bool token_is(struct slice text);

/* Cuts the token out of the text of a file; false if there is none. */
bool token_cut(struct slice text, struct slice *token);

/*
 * Reads the token of a file into b, which ends in NUL then; b is as it was if
 * that fails: -1 with words and STATUS_USAGE.  *again: it may be read again;
 * what comes through a pipe may not.
 */
int token_read(struct buf *b, const char *path, bool *again, struct err *err);

#endif
