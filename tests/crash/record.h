/*
 * crash/record.h - what was published to a log, what is known of it, and the
 * order in which the log has it.
 *
 * The data of a message begins with its number, so that whoever sees it knows
 * which it is.  The record holds for one log file, over all rounds on it.
 */
#ifndef CRASH_RECORD_H
#define CRASH_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/map.h"
#include "hub/id.h"
#include "sse/parse.h"

#define RECORD_MAX ((size_t)1 << 20)
#define RECORD_TOPICS 4
#define RECORD_DATA_BYTES_MAX ((size_t)256 << 10)
#define RECORD_ID_BYTES 48

struct message {
	uint32_t number, topic;
	size_t pad_len;
	char id[RECORD_ID_BYTES]; /* empty: the hub's, and not known yet */
	bool is_own;              /* the publisher made the id */
	bool is_acked;
	bool is_refused; /* at the only attempt: so it must not be there */
	int tries;
	int64_t place; /* in the log; -1: none */
};

struct record {
	struct message **messages;
	struct message **order; /* as the log has them */
	size_t count, cap, order_count;
	size_t placed[RECORD_TOPICS]; /* in order, of each topic */
	size_t taken[RECORD_TOPICS];  /* acknowledged since, and new */
	struct map ids;               /* those that are known */
	struct hub_id newest_id;
};

void record_init(struct record *r);
void record_clear(struct record *r);

/* A new message, with an id of its own or not; NULL: there are too many. */
struct message *record_add(
    struct record *r, uint32_t topic, size_t pad_len, bool is_own);

const char *record_topic(uint32_t topic);

/* Appends the data of m. */
void record_write(const struct message *m, struct buf *b);

/*
 * The message that an event is; fails if it is none, is changed, or has
 * another id than before.  who says who saw it.
 */
struct message *record_match(
    struct record *r, const struct sse_event *ev, const char *who);

/* m has that id: who says so.  Fails if it cannot be. */
void record_learn(
    struct record *r, struct message *m, struct slice id, const char *who);

/*
 * The log has m at place, from which on it was read in order.  Fails if it
 * had another there, or m elsewhere.
 */
void record_place(struct record *r, size_t place, struct message *m);

/*
 * The log has count messages.  Fails if it had more before, lacks one that
 * was acknowledged, or has one that was refused.
 */
void record_check(struct record *r, size_t count);

#endif
