/*
 * client/parcel.h - the events of a request, in order, and where each begins.
 *
 * Pure.  Lines of JSON for POST /publish, each with the number that the user
 * knows it by.  They leave from the front; those that have to be sent again
 * stay in front of what is behind them.
 *
 * An event that is too long as JSON, for what must be escaped in it, goes
 * alone: its data is all that is in there, and a target says what it is.
 */
#ifndef CLIENT_PARCEL_H
#define CLIENT_PARCEL_H

#include "client/draft.h"

#define PARCEL_BYTES_FULL ((size_t)512 << 10) /* then it takes no more */
#define PARCEL_BYTES_MAX ((size_t)1 << 20)    /* what a hub takes */
#define PARCEL_LINES_MAX 4096

struct parcel_line {
	size_t end; /* in text, behind its LF */
	int64_t number;
};

struct parcel {
	struct buf text;
	struct buf target; /* of an event that goes alone; else empty */
	struct parcel_line *lines;
	size_t count;
	size_t from; /* how many lines are gone, from the front */
	size_t at;   /* where the first of the others begins */
	bool is_full;
};

enum parcel_status {
	PARCEL_ADDED,
	PARCEL_FULL,     /* no more in this one */
	PARCEL_TOO_LONG, /* for any */
};

void parcel_init(struct parcel *p);
void parcel_clear(struct parcel *p);

/* Empties p. */
void parcel_reset(struct parcel *p);

/* Adds an event. */
enum parcel_status parcel_add(
    struct parcel *p, const struct draft *d, int64_t number);

/* Adds a line that is written already, without its LF. */
enum parcel_status parcel_add_line(
    struct parcel *p, struct slice line, int64_t number);

/* Adds data, with an LF behind it, that goes alone to a target. */
enum parcel_status parcel_add_alone(
    struct parcel *p, struct slice target, struct slice data, int64_t number);

/* Returns how many lines are in there. */
static inline size_t
parcel_count(const struct parcel *p)
{
	return p->count - p->from;
}

/* Returns the number of a line, the first of them at 0. */
static inline int64_t
parcel_number(const struct parcel *p, size_t i)
{
	return p->lines[p->from + i].number;
}

/* Returns a line, the first of them at 0; borrowed until p changes. */
struct slice parcel_line(const struct parcel *p, size_t i);

/* Returns the first n lines as a body; borrowed until p changes. */
struct slice parcel_body(const struct parcel *p, size_t n);

/* Drops the first n lines, but for those kept, of n in ascending order. */
void parcel_drop(
    struct parcel *p, size_t n, const size_t *kept, size_t kept_count);

#endif
