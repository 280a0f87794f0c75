/*
 * sse-pub/progress.h - how far it is, on a terminal: one line, written anew.
 *
 * Long input only: it begins after a second.  Nothing where standard error is
 * no terminal.
 */
#ifndef SSE_PUB_PROGRESS_H
#define SSE_PUB_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool is_wanted;
	bool is_shown;
	int64_t told_ms; /* when it was told last, or began */
	int64_t lines;   /* how many there were then */
};

void progress_init(struct progress *p, bool is_wanted);

/* Tells it, where it is due. */
void progress_tell(struct progress *p, int64_t lines, int64_t retries);

/* Returns how long to wait at most until it is due. */
int64_t progress_wait_ms(const struct progress *p);

/* Clears the line, for another. */
void progress_hide(struct progress *p);

#endif
