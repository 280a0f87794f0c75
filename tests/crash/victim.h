/*
 * crash/victim.h - the hub that is killed: starts it, and ends it.
 *
 * That it ends by itself, or otherwise than it was told, is a failure.  It
 * never outlives the harness.
 */
#ifndef CRASH_VICTIM_H
#define CRASH_VICTIM_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define VICTIM_OPTIONS_MAX 16
#define VICTIM_START_US 30000000 /* a sanitizer's build, on a busy machine */
#define VICTIM_END_US 20000000   /* far more than its --drain */

struct victim {
	const char *program, *dir;
	char *const *options; /* further ones, up to a NULL */
	pid_t pid;            /* 0: it does not run */
	int port;
	int64_t start_us; /* how long the last one took that was waited for */
};

void victim_start(struct victim *v);

/* Whether its port is known, and thus who comes is served. */
bool victim_is_up(struct victim *v);
void victim_wait_up(struct victim *v);

/* kill -9; returns once it is gone. */
void victim_kill(struct victim *v);

/* SIGTERM; victim_is_gone() says when it is gone. */
void victim_tell(struct victim *v);
bool victim_is_gone(struct victim *v);

#endif
