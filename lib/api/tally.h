/*
 * api/tally.h - what became of many events that came together.
 *
 *   "accepted":2,"duplicates":0,"errors":[{"line":3,"code":"bad-topic",
 *   "detail":"..."}],"more_errors":7
 *
 * Pure.  Errors are listed by line, whatever the order they came in, and no
 * more than the first of them; the rest is a number.
 */
#ifndef API_TALLY_H
#define API_TALLY_H

#include "api/problem.h"
#include "base/err.h"

#define API_TALLY_ERRORS_MAX 100

/* Of what api_tally_write() adds: every byte of the words escaped. */
#define API_TALLY_BYTES_MAX                                                    \
	(API_TALLY_ERRORS_MAX * (6 * sizeof(struct err) + 96) + 128)

struct api_tally_error {
	size_t line;
	struct err err; /* its code is an enum api_code */
};

/* All zero: nothing yet. */
struct api_tally {
	size_t accepted, duplicates, refused;
	struct api_tally_error *errors; /* the first of those refused */
	size_t error_count, error_cap;
};

void api_tally_clear(struct api_tally *t);

/* Counts one that was refused, and why. */
void api_tally_refuse(
    struct api_tally *t, size_t line, enum api_code code, const char *why);

/* Returns whether there were some, and each was refused. */
bool api_tally_is_nothing(const struct api_tally *t);

/* Appends the members of a JSON object, as above. */
void api_tally_write(const struct api_tally *t, struct buf *b);

#endif
