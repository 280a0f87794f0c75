/*
 * api/denial.h - whether a C that came as any other event says no.
 */
#ifndef API_DENIAL_H
#define API_DENIAL_H

#include "hub/event.h"

/* Sets m->extra.denies for a C by its data: {"ok":false}. */
void api_denial_read(struct hub_message *m);

#endif
