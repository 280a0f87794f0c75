/*
 * api/batch.h - the events of one request that are underway, and their one
 * answer, which comes when the log has answered the last of them.
 *
 * The answer is 200 with what api/tally.h writes; the same as a problem, 400
 * nothing-taken, where each event was refused.  No events are no error.  A
 * client that leaves takes nothing back.
 */
#ifndef API_BATCH_H
#define API_BATCH_H

#include "api/problem.h"
#include "base/err.h"

struct api_batch;

/*
 * Returns a batch of x, whose request must still be there; from is the user
 * who asks, or empty.
 */
struct api_batch *api_batch_new(
    struct api *api, struct http_exchange *x, struct slice from);

/*
 * Publishes m, which is borrowed until this returns, as the user who asks.
 */
void api_batch_publish(
    struct api_batch *batch, size_t line, const struct hub_message *m);

/* Counts an event that is none; err->code is an enum api_code. */
void api_batch_refuse(
    struct api_batch *batch, size_t line, const struct err *err);

/* No more events come: answers, now or later, and frees batch. */
void api_batch_end(struct api_batch *batch);

/* Answers err instead, and frees batch, which has published nothing. */
void api_batch_fail(struct api_batch *batch, const struct err *err);

#endif
