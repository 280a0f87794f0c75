/*
 * base/utf8.h - UTF-8, checked and mended.
 *
 * Spec: Unicode 15, 3.9 table 3-7 (well-formed sequences), and WHATWG
 * Encoding, "UTF-8 decoder": each maximal part of a broken sequence becomes
 * one U+FFFD.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>

#include "base/buf.h"

bool utf8_is_valid(struct slice s);

/* Returns whether s holds a control character of ASCII: below 0x20, or 0x7F. */
bool utf8_has_control(struct slice s);

/*
 * Appends s with each broken sequence as U+FFFD.  False if it did not fit;
 * then b holds a part of s.
 */
bool utf8_add_mended(struct buf *b, struct slice s);

#endif
