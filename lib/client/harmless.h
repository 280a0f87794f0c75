/*
 * client/harmless.h - text that a terminal only shows, and never obeys.
 *
 * Pure.  C0 but LF and TAB, DEL and C1, which UTF-8 has in two bytes, become
 * what they would be in a string of C: ESC is \x1b, CSI is \x9b.
 */
#ifndef CLIENT_HARMLESS_H
#define CLIENT_HARMLESS_H

#include "base/buf.h"

/* Appends s, which is valid UTF-8; false if it did not fit. */
bool harmless_add(struct buf *b, struct slice s);

/*
 * Puts '?' in the place of each of their bytes, of LF and TAB, and of what is
 * no UTF-8: a terminal may take a lone 0x9B for CSI.
 */
void harmless_mask(char *text, size_t len);

#endif
