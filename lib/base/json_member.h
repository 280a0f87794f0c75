/*
 * base/json_member.h - the members of a JSON object that is being written,
 * and the items of an array.
 *
 * Each begins with a comma, unless it is the first: behind '{' or '[', or in
 * an empty buf.  Names are the program's own: nothing in them is escaped.
 * Strings are as in base/json.h.  False, and b as it was, if it did not fit.
 */
#ifndef BASE_JSON_MEMBER_H
#define BASE_JSON_MEMBER_H

#include "base/buf.h"

/* Appends the name and its colon; the value is the caller's to append. */
bool json_member(struct buf *b, const char *name);

bool json_member_string(struct buf *b, const char *name, struct slice value);

/* Appends nothing where value is empty. */
bool json_member_some(struct buf *b, const char *name, struct slice value);

bool json_member_number(struct buf *b, const char *name, int64_t value);
bool json_member_bool(struct buf *b, const char *name, bool value);

/* Appends a time as a string: base/when.h. */
bool json_member_time(struct buf *b, const char *name, int64_t unix_ms);

bool json_item_string(struct buf *b, struct slice value);

#endif
