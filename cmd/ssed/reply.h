/*
 * ssed/reply.h - what --cors and --header say, handed to the api.
 */
#ifndef SSED_REPLY_H
#define SSED_REPLY_H

#include "api/reply.h"
#include "ssed/options.h"

/* r borrows from o.  -1 with words if the fields are too long. */
int reply_set(
    struct api_reply *r, const struct ssed_options *o, struct err *err);

/* Says only whether it could. */
int reply_check(const struct ssed_options *o, struct err *err);

#endif
