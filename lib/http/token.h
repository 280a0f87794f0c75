/*
 * http/token.h - the small words that HTTP heads are made of.
 *
 * Pure.  Names compare without regard to case, in ASCII, whatever the locale.
 *
 * Spec: RFC 9110 5.6.1 (lists), 5.6.2 (tokens), 5.6.6 (parameters), 5.5
 * (field values).
 */
#ifndef HTTP_TOKEN_H
#define HTTP_TOKEN_H

#include <stdbool.h>

#include "base/slice.h"

bool http_is_token_char(char c);

/* Returns whether s is one token: not empty, nothing but token characters. */
bool http_is_token(struct slice s);

/* Returns whether c may not stand in a line: a control, but not a tab. */
static inline bool
http_is_control(char c)
{
	return ((unsigned char)c < 0x20 && c != '\t') || c == 0x7f;
}

/* Returns how many bytes s begins with that are no controls, tabs neither. */
size_t http_plain_bytes(struct slice s);

/* Returns the value of a hexadecimal digit, -1 if c is none. */
int http_hex_value(char c);

/* Returns whether word begins with s, whatever the case of both. */
bool http_begins(const char *word, struct slice s);

/*
 * Returns whether s is word, whatever the case of both.  Here, so that the
 * lengths, which nearly always differ, are compared without a call.
 */
static inline bool
http_equals(struct slice s, const char *word)
{
	return s.len == strlen(word) && http_begins(word, s);
}

/*
 * Takes the next item off the front of a list parted by commas, trimmed;
 * items that are empty are passed over.  A comma in a quoted string does not
 * part.  False at the end.
 */
bool http_list_next(struct slice *list, struct slice *item);

/* The same for another separator: ';' parts what is in an item. */
bool http_part_next(struct slice *list, char separator, struct slice *item);

#endif
