/*
 * hub/pattern.h - topic names, and the patterns that followers ask for.
 *
 * Pure.  A topic is 1 to 255 bytes of UTF-8, segments parted by '/', none
 * empty, no control character.  A pattern is a topic in which a segment may
 * be "*" (any one segment) and the last one "**" (one or more segments).  A
 * topic cannot hold such a segment.  Names that start with '$' are the hub's
 * own: no wildcard matches them at their first segment.
 */
#ifndef HUB_PATTERN_H
#define HUB_PATTERN_H

#include <stdbool.h>

#include "base/slice.h"

bool hub_topic_is_valid(struct slice topic);

/* Returns whether it is a valid topic, and not the hub's own. */
bool hub_topic_is_public(struct slice topic);

bool hub_pattern_is_valid(struct slice pattern);

/* Returns whether a valid pattern holds a wildcard. */
bool hub_pattern_is_wild(struct slice pattern);

bool hub_pattern_matches(struct slice pattern, struct slice topic);

/* Returns whether there can be a topic that both valid patterns match. */
bool hub_pattern_meets(struct slice a, struct slice b);

#endif
