/*
 * base/json.h - writes JSON text, fast and without a tree.
 *
 * Reading JSON is jansson's work.  Strings must be valid UTF-8; '"', '\\',
 * C0, DEL and C1 are escaped, so that what is printed is harmless on a
 * terminal (RFC 8259, 7).
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

/* Appends s as a JSON string, quotes included; false if it did not fit. */
bool json_add_string(struct buf *b, struct slice s);

#endif
