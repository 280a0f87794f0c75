/*
 * hub/id.h - the ids the hub makes: "<unix ms>-<seq>", and never back.
 *
 * Pure: the wall clock comes in as a number.  When it steps back, or stands
 * still, the sequence number goes up instead, so that each id is greater
 * than the one before it.  The form is that of Redis Streams.
 */
#ifndef HUB_ID_H
#define HUB_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

#define HUB_ID_TEXT_MAX 42 /* 20 digits, '-', 20 digits, NUL */

struct hub_id {
	int64_t ms;
	int64_t seq;
};

/* Moves *last on to the next id at wall_ms. */
void hub_id_next(struct hub_id *last, int64_t wall_ms);

/* Writes id as text; the slice points into text. */
struct slice hub_id_format(struct hub_id id, char text[HUB_ID_TEXT_MAX]);

/* False if s has another form; a publisher may choose any. */
bool hub_id_parse(struct slice s, struct hub_id *id);

/* Less than, equal to or greater than 0, as a stands to b. */
int hub_id_compare(struct hub_id a, struct hub_id b);

#endif
