/*
 * crash/follower.h - one who follows, and what it saw in which order.
 *
 * There are those who ask for what is new only, those who read all there is
 * and stay, and those who come back to each hub with the id they saw last.
 */
#ifndef CRASH_FOLLOWER_H
#define CRASH_FOLLOWER_H

#include "link.h"
#include "record.h"

struct follower_kind {
	const char *name;
	const char *path;
	unsigned topics; /* a bit each of record_topic() */
	bool from_start; /* all there is, too */
	bool resumes;    /* what it saw holds over rounds */
};

struct follower {
	const struct follower_kind *kind;
	struct link link;
	struct record *record;
	struct sse_parser *parser;
	bool is_in_body, is_open;
	struct message **seen;
	size_t count, cap;
	size_t checked; /* so many of them were */
	int64_t place;  /* of what was checked last; -1: none was */
	/* of a stream of new events, at its start */
	size_t known;  /* what the log has for certain */
	char last[64]; /* what ssed.open calls the newest */
};

void follower_open(struct follower *f, int port);

/* Reads events; false once the hub is gone. */
bool follower_pump(struct follower *f);
void follower_close(struct follower *f);

/* What it saw is what the log has: no gap, no double, the same order. */
void follower_check(struct follower *f);

/*
 * How many of those that were acknowledged it has yet to see; a stream of new
 * events must have been open before the first of this round.
 */
size_t follower_lacks(const struct follower *f);

/* Forgets all it saw. */
void follower_reset(struct follower *f);

#endif
