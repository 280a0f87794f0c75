/*
 * http/accept.h - media types: what a body is, and what a client takes.
 *
 * Pure.  Types are given in lower case, without parameters.
 *
 * Spec: RFC 9110 8.3.1, 12.4.2 and 12.5.1.
 */
#ifndef HTTP_ACCEPT_H
#define HTTP_ACCEPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

/* Returns whether a Content-Type is type, with whatever parameters. */
bool http_type_is(struct slice content_type, const char *type);

/*
 * Returns which of types a client with that Accept likes best, of equals the
 * first; 0 if accept is empty; -1 if it takes none of them.  Parameters other
 * than q are passed over, and so is a range that is malformed.
 */
int http_accept_choose(
    struct slice accept, const char *const *types, size_t count);

#endif
