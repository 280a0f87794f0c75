/*
 * api/mercure_topic.h - topics and selectors of the Mercure protocol as ours.
 *
 * Pure.  A Mercure topic is any string, mostly an IRI; ours are segments, none
 * empty.  Segments that are empty are left out, for those who publish and
 * those who follow alike, so that they meet: https://example.com/books/1 is
 * https:/example.com/books/1, and /books/1 is books/1.
 *
 * A selector is a name, or a pattern that stands for whole segments.  What
 * would have to be narrowed or widened to be one of our patterns is refused.
 *
 * Spec: draft-dunglas-mercure-07 (topic selectors) and -08 (matchers); RFC
 * 6570; WHATWG URL Pattern.
 */
#ifndef API_MERCURE_TOPIC_H
#define API_MERCURE_TOPIC_H

#include "base/buf.h"
#include "hub/select.h"

enum mercure_kind {
	MERCURE_TOPIC,       /* 0.x: a name, or a URI template */
	MERCURE_EXACT,       /* 1.0: a name, whatever it is made of */
	MERCURE_URL_PATTERN, /* 1.0 */
};

/* The patterns of a request, behind one another in text. */
struct mercure_patterns {
	struct buf text;
	struct slice items[HUB_PATTERNS_MAX + 1];
	size_t count; /* more than HUB_PATTERNS_MAX: too many */
};

/* What all selectors become is at most max_bytes long. */
void mercure_patterns_init(struct mercure_patterns *p, size_t max_bytes);
void mercure_patterns_clear(struct mercure_patterns *p);

/*
 * Appends what a topic is called here.  False, and b as it was, if that is
 * nothing, begins with '$', is the protocol's own, or b is full.  hub_publish()
 * judges the rest.
 */
bool mercure_topic_add(struct buf *b, struct slice topic);

/* Adds the patterns of a selector.  Returns NULL, or why it has none. */
const char *mercure_patterns_add(
    struct mercure_patterns *p, enum mercure_kind kind, struct slice selector);

#endif
