/*
 * client/complete.h - a JSON object, completed with what it does not say.
 *
 * Pure.  What is there stays byte for byte.  Only what stands at the top is
 * looked at: whether all of it is JSON, the hub will say.
 */
#ifndef CLIENT_COMPLETE_H
#define CLIENT_COMPLETE_H

#include "base/err.h"
#include "client/draft.h"

/*
 * Appends line with the members of d, but data, that it lacks or has as null;
 * an empty id is none.  -1 with words if line is no object, or has one of
 * them twice; then b is as it was.
 */
int complete_add(
    struct buf *b, struct slice line, const struct draft *d, struct err *err);

#endif
