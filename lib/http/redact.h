/*
 * http/redact.h - a query that may stand in a log: secrets left out.
 *
 * Pure.  Which parameters hold one is told by their names, generously: one
 * value too few in a log is better than a token in it.
 */
#ifndef HTTP_REDACT_H
#define HTTP_REDACT_H

#include "base/buf.h"
#include "base/slice.h"

/* What stands for a value that is left out. */
#define HTTP_REDACTED "***"

/*
 * Appends query, but HTTP_REDACTED for each value whose name, decoded and in
 * any case, has "token", "ticket", "auth" or the like in it.  False, and b
 * as it was, if it is full.
 */
bool http_redact_query(struct buf *b, struct slice query);

#endif
