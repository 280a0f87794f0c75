/*
 * hub/failure.h - why the log could not do something, as clients are told.
 */
#ifndef HUB_FAILURE_H
#define HUB_FAILURE_H

#include "base/err.h"

/*
 * Makes of the log's own words what a client is told: what the log could not
 * do, such as "keep it", and why.  Which file that is, in front of the last
 * ": ", is the operator's to know.
 */
void hub_failure_tell(struct err *err, const char *what);

#endif
