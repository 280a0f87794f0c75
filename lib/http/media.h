/*
 * http/media.h - what kind of thing a file is, by the end of its name.
 *
 * Pure.  Text is said to be UTF-8: what a hub serves beside its streams is.
 *
 * Spec: RFC 9110 8.3; the names are IANA's, text/javascript by RFC 9239.
 */
#ifndef HTTP_MEDIA_H
#define HTTP_MEDIA_H

#include "base/slice.h"

/*
 * Returns the Content-Type of a file of that name, whatever its case;
 * application/octet-stream where the end of the name says nothing.
 */
const char *http_media_type(struct slice file_name);

#endif
