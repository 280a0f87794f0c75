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

#define COMPLETE_NO_OBJECT 1

/*
 * Appends line with the members of d, but data, that it lacks or has as null;
 * an empty id is none.  -1 with words and a code if line is none:
 * COMPLETE_NO_OBJECT, else 0; then b is as it was.
 */
int complete_add(
    struct buf *b, struct slice line, const struct draft *d, struct err *err);

#endif
