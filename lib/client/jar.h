/*
 * client/jar.h - the file that cookies are kept in.
 *
 * In Netscape's format, as curl(1) writes it.  It is replaced whole; libcurl
 * could write it, too, but would not tell when that fails.
 */
#ifndef CLIENT_JAR_H
#define CLIENT_JAR_H

#include <curl/curl.h>

#include "base/err.h"

/*
 * Makes path if it is not there, for its owner only.  -1 with words and the
 * status of what cannot be written.
 */
int jar_make(const char *path, struct err *err);

/*
 * Writes the cookies that easy knows, but for those that are over; the
 * permissions of the file stay.  -1 so, and the file is as it was.
 */
int jar_write(const char *path, CURL *easy, struct err *err);

#endif
