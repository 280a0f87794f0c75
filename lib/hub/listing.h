/*
 * hub/listing.h - all topics, told a few at a time, one question after the
 * other: it is long work, and nobody else's turn is to wait for it.
 *
 * A topic that is there all the time is told once; one that comes or goes
 * meanwhile may be left out.
 */
#ifndef HUB_LISTING_H
#define HUB_LISTING_H

#include <stdbool.h>

struct hub;

/* At the end of a turn: tells some more.  Returns whether there is more. */
bool hub_listing_turn(struct hub *hub);

/* Once the log is closed: no more can be told. */
void hub_listings_end(struct hub *hub);

#endif
