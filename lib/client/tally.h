/*
 * client/tally.h - what a hub says became of the events of one request.
 *
 *   {"accepted":2,"duplicates":0,"errors":[{"line":3,"code":"bad-topic",
 *   "detail":"..."}],"more_errors":7}
 *
 * Pure.  Counts that do not add up to what was sent are no such answer.
 */
#ifndef CLIENT_TALLY_H
#define CLIENT_TALLY_H

#include "client/refusal.h"

#define TALLY_ERRORS_MAX 100 /* what a hub lists; the rest is a number */

struct tally_error {
	size_t index; /* which of those sent, from 0 */
	bool is_passing;
	char words[REFUSAL_TEXT_MAX + 32]; /* "bad-topic: ..." */
};

struct tally {
	size_t accepted, duplicates;
	struct tally_error errors[TALLY_ERRORS_MAX]; /* by index */
	size_t error_count;
	size_t more_errors; /* behind the last of those */
};

/* Reads the answer to a request of that many events; false: it is none. */
bool tally_read(struct tally *t, struct slice answer, size_t count);

/* Returns of how many events, from the first on, it is known what became. */
size_t tally_known(const struct tally *t, size_t count);

#endif
