/*
 * client/url.h - what a client must know of a URL.
 *
 * Reading URLs is libcurl's work (its URL API); RFC 3986.
 */
#ifndef CLIENT_URL_H
#define CLIENT_URL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

#define URL_BYTES_MAX ((size_t)8192)
#define URL_SHOWN_BYTES_MAX (URL_BYTES_MAX * 4) /* some bytes are escaped */

/* -1 with words and STATUS_USAGE unless url is an http or https URL. */
int url_check(const char *url, struct err *err);

/* Returns whether url can be a hub's: no query, no fragment, no /events. */
bool url_is_hub(const char *url);

/* Returns a hub's URL without the '/' it may end in; what follows has one. */
struct slice url_hub(const char *url);

/* Appends url as it may be shown: without user and password. */
bool url_add_shown(struct buf *b, const char *url);

/* The same, written to text of that size and cut to it. */
void url_show(const char *url, char *text, size_t size);

/*
 * Makes url, which ends in NUL, what reference means when it is read there.
 * False, and url is as it was, if that is no http or https URL.
 */
bool url_resolve(struct buf *url, const char *reference);

/* Returns whether url itself says who it is. */
bool url_has_user(const char *url);

/* Returns whether a and b name the same scheme, host and port. */
bool url_same_origin(const char *a, const char *b);

/*
 * Writes url to b with name=value in its query, and a NUL; false if that is
 * over b's maximum.
 */
bool url_add_query(
    struct buf *b, const char *url, const char *name, const char *value);

/* Returns whether the query of url has that name; no letter is escaped. */
bool url_has_query(const char *url, const char *name);

/* Appends text percent-encoded: all but RFC 3986's unreserved, and keep. */
bool url_add_escaped(struct buf *b, struct slice text, const char *keep);

/* Appends what text is without its escapes; what is none stays as it is. */
bool url_add_unescaped(struct buf *b, struct slice text);

#endif
