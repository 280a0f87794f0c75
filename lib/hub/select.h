/*
 * hub/select.h - which events a stream wants: a set of patterns, and a set of
 * types, unless it wants every type; and in which format.
 *
 * Pure.  At most HUB_PATTERNS_MAX patterns and HUB_TYPES_MAX types.  The key
 * is all of it written one way: equal selections have equal keys, whatever the
 * order things were named in.
 */
#ifndef HUB_SELECT_H
#define HUB_SELECT_H

#include <stdbool.h>

#include "base/slice.h"
#include "hub/format.h"

#define HUB_PATTERNS_MAX 64
#define HUB_TYPES_MAX 64
#define HUB_BATCH_MAX 1000

struct hub_select {
	struct slice *patterns; /* sorted; owned, with all that follows */
	struct slice *types;    /* sorted */
	size_t count, type_count;
	enum hub_format format; /* in which they are wanted */
	size_t batch_count;     /* so many as one; 0: each by itself */
	int64_t batch_ms;       /* or as many as come in that time */
	char *key; /* format, batch and all of them, parted by LF */
};

enum hub_select_status {
	HUB_SELECT_OK,
	HUB_SELECT_BAD_PATTERN,
	HUB_SELECT_BAD_TYPE,
	HUB_SELECT_TOO_MANY,
};

/* Takes count patterns, checked and without doubles. */
enum hub_select_status hub_select_init(
    struct hub_select *sel, const struct slice *patterns, size_t count);

/*
 * Narrows sel to these types; "message" is that of events without one.  sel
 * stays as it was if it cannot.
 */
enum hub_select_status hub_select_types(
    struct hub_select *sel, const struct slice *types, size_t count);

/* An event stream is what it is without this. */
void hub_select_format(struct hub_select *sel, enum hub_format format);

/* At most HUB_BATCH_MAX in one, and none waits longer than batch_ms. */
void hub_select_batch(
    struct hub_select *sel, size_t batch_count, int64_t batch_ms);

void hub_select_clear(struct hub_select *sel);

/* Returns whether one of the patterns matches topic. */
bool hub_select_matches(const struct hub_select *sel, struct slice topic);

/* Returns whether type is wanted; that of an event may be empty. */
bool hub_select_has_type(const struct hub_select *sel, struct slice type);

/* Returns the one topic it selects, NULL if it selects more. */
const struct slice *hub_select_topic(const struct hub_select *sel);

#endif
