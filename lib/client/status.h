/*
 * client/status.h - how the programs exit.
 *
 * curl's numbers where curl has one, so that a script which knows curl knows
 * these.  They stand in the man pages.
 */
#ifndef CLIENT_STATUS_H
#define CLIENT_STATUS_H

#include <stdbool.h>

enum client_status {
	STATUS_OK = 0,
	STATUS_NO = 1, /* the answer was no */
	STATUS_USAGE = 2,
	STATUS_RESOLVE = 6,
	STATUS_CONNECT = 7,
	STATUS_NOT_STREAM = 8, /* the answer is no event stream */
	STATUS_HTTP = 22,      /* the server said no */
	STATUS_WRITE = 23,     /* what was got could not be written */
	STATUS_TIMEOUT = 28,
	STATUS_TLS = 35,
	STATUS_REDIRECTS = 47,
	STATUS_NOTHING = 52, /* the server closed without an answer */
	STATUS_RECEIVE = 56, /* the answer broke off */
	STATUS_TLS_PEER = 60,
	STATUS_TOO_BIG = 63, /* an event passed the maximum */
	STATUS_SPOOLED = 75, /* not there yet, but safe: EX_TEMPFAIL */
};

/* Returns whether an HTTP status may be another one the next time. */
static inline bool
status_is_passing(int status)
{
	return status == 408 || status == 429 || status / 100 == 5;
}

#endif
