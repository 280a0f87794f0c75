/*
 * api/mercure_part.h - what one segment of a Mercure selector stands for.
 *
 * Pure.  Of URI templates and URL patterns, just what can be said of whole
 * segments; all else is MERCURE_PART_BAD.
 *
 * Spec: RFC 6570 2; WHATWG URL Pattern 1.2.
 */
#ifndef API_MERCURE_PART_H
#define API_MERCURE_PART_H

#include "base/slice.h"

enum mercure_part {
	MERCURE_PART_NAME,     /* itself */
	MERCURE_PART_ONE,      /* any one segment */
	MERCURE_PART_REST,     /* one or more */
	MERCURE_PART_OPTIONAL, /* itself, and perhaps one more */
	MERCURE_PART_OPEN,     /* itself, and any number more */
	MERCURE_PART_BAD,
};

/*
 * A segment, not empty, of a URI template.  What it says by itself, before it
 * goes on, is left in *name.
 */
enum mercure_part mercure_part_of_template(struct slice *name);

/* A segment, not empty, of a URL pattern. */
enum mercure_part mercure_part_of_url(struct slice s);

/*
 * Returns whether s is the path of a URL pattern, or scheme, host and path: a
 * pattern that leaves the path open stands for more than its segments.
 */
bool mercure_is_url_pattern(struct slice s);

#endif
