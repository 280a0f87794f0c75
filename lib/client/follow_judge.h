/*
 * client/follow_judge.h - what follows from how an exchange ended.
 */
#ifndef CLIENT_FOLLOW_JUDGE_H
#define CLIENT_FOLLOW_JUDGE_H

#include "client/follow.h"

/* Returns whether the answer, whose head is there, is an event stream. */
bool follow_is_stream(const struct follow *f);

/*
 * Judges the exchange that ended.  Returns whether there may be another; then
 * f->err tells why it is needed, else how it all ended.
 */
bool follow_judge(struct follow *f);

#endif
