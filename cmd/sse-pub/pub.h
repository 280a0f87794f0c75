/*
 * sse-pub/pub.h - the publisher, wired: what every mode needs.
 */
#ifndef SSE_PUB_PUB_H
#define SSE_PUB_PUB_H

#include "client/outbox.h"
#include "client/post.h"
#include "sse-pub/options.h"

struct pub {
	const struct pub_options *options;
	struct session session;
	struct attempt_how how; /* requests are made */
	char id[POST_ID_SIZE];  /* ours, where none was given */
	char shown[512];        /* the URL, as it may be shown */
	bool told;              /* that something is tried again */
};

/* -1 with words and STATUS_USAGE where the options do not go together. */
int pub_check(const struct pub_options *options, struct err *err);

/* Does what they say, checked.  0, or -1 with words and an exit status. */
int pub_run(const struct pub_options *options, struct err *err);

/* Tells that something is tried again: once, unless -v. */
void pub_tell_retry(struct pub *p, const char *why, int64_t again_ms);

/* Puts the URL before the words, and returns -1. */
int pub_blame_hub(const struct pub *p, struct err *err);

/* Fills in what the options say of an event, but for its id and data. */
void pub_set_draft(const struct pub *p, struct draft *draft);

/* Returns whether data that is not UTF-8 is mended, not refused. */
bool pub_mends(const struct pub_options *o);

/* Prints what became of the events, unless -q.  As pub_print_receipt(). */
int pub_print_counts(
    const struct pub *p, const struct outbox *o, struct err *err);

/* Prints a line of JSON, unless -q.  -1 with words and STATUS_WRITE. */
int pub_print_receipt(const struct pub *p, struct slice line, struct err *err);

/* Reads what -m, -f, -s and -n say; *given: whether one of them is there. */
int pub_read_data(const struct pub_options *o, struct buf *data, bool *given,
    struct err *err);

#endif
