/*
 * api/plain.h - the plainest of JSON objects, read without a tree.
 *
 * Pure.  Many events that come together are mostly of one form: a topic, a
 * type, an id and data, all of them strings in which nothing is escaped, but
 * quotes and the like in data.  Of that a tree is most of what a publish would
 * cost.  What is written in any other form is left to jansson, so that it
 * decides alone what JSON is.
 */
#ifndef API_PLAIN_H
#define API_PLAIN_H

#include "base/slice.h"

/* Point into the text; ptr NULL: it is not there. */
struct api_plain {
	struct slice topic, type, id, data;
	bool is_escaped; /* data is as it was written */
};

/* False: text is of another form, or no JSON.  Data is there otherwise. */
bool api_plain_read(struct api_plain *p, struct slice text);

/* Writes what data means to to, which has room for it; returns how long. */
size_t api_plain_unescape(char *to, struct slice data);

#endif
