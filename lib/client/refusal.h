/*
 * client/refusal.h - why a server said no: the start of its answer, in words.
 *
 * Pure.  Of application/problem+json (RFC 9457) the detail, else the first
 * line of the body.  What a terminal would obey, and what is no UTF-8, becomes
 * '?'.
 */
#ifndef CLIENT_REFUSAL_H
#define CLIENT_REFUSAL_H

#include "base/buf.h"

#define REFUSAL_BYTES_MAX 4096 /* of a body; the rest does not matter */
#define REFUSAL_TEXT_MAX 160

/* Writes the words to text, REFUSAL_TEXT_MAX bytes with the NUL; maybe "". */
void refusal_words(const char *type, struct slice body, char *text);

/* Copies s to text, of that size, harmless on a terminal; maybe cut. */
void refusal_clean(struct slice s, char *text);

/* Returns whether the Content-Type is name, whatever its parameters. */
bool refusal_is_type(const char *type, const char *name);

/* Returns whether it is that of a refusal of a hub. */
bool refusal_is_problem(const char *type);

#endif
