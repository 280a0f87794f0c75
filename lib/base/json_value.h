/*
 * base/json_value.h - JSON text that is kept as it was written.
 *
 * Pure, without a tree and without recursion: numbers keep all their digits,
 * objects their order and the names they hold twice.
 *
 * Spec: RFC 8259; strings are Unicode, too: half of a surrogate pair makes a
 * text that many readers refuse, so it is not valid here.
 */
#ifndef BASE_JSON_VALUE_H
#define BASE_JSON_VALUE_H

#include "base/buf.h"

/* Deeper, common readers give up: jq at 256, with what stands around it. */
#define JSON_DEPTH_MAX 250

/* Returns whether s, which is valid UTF-8, is one JSON text. */
bool json_is_valid(struct slice s);

/*
 * Appends s, which is valid, as one line: line ends go, and the blanks behind
 * them; DEL and C1 in strings are escaped.  All else stays byte for byte.
 * False, and b as it was, if it did not fit.
 */
bool json_add_value(struct buf *b, struct slice s);

#endif
