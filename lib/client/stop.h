/*
 * client/stop.h - a signal that ends what waits, in good order.
 *
 * SIGHUP, SIGINT and SIGTERM are noted, and wake who waits for the
 * descriptor; the second one ends the program as if nobody cared.  One that
 * was ignored stays so: nohup(1).
 */
#ifndef CLIENT_STOP_H
#define CLIENT_STOP_H

#include <signal.h>
#include <stdbool.h>

#include "base/err.h"

#define STOP_SIGNALS 3

struct stop {
	int fd; /* can be read once a signal came */
	int write_fd;
	struct sigaction before[STOP_SIGNALS];
};

/* Once at a time in a program.  -1 with words. */
int stop_catch(struct stop *s, struct err *err);

/* Returns whether a signal came. */
bool stop_came(void);

/* All is as it was; the signal that came happens now. */
void stop_release(struct stop *s);

#endif
