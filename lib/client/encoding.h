/*
 * client/encoding.h - what a Content-Encoding names (RFC 9110, 8.4).
 */
#ifndef CLIENT_ENCODING_H
#define CLIENT_ENCODING_H

#include "base/slice.h"

#define ENCODINGS_MAX 5 /* one around the other; libcurl takes no more */

/* Returns whether the list names nothing but what libcurl can undo here. */
bool encoding_is_known(struct slice list);

/* Returns whether the list names nothing that must be undone. */
bool encoding_is_none(struct slice list);

#endif
