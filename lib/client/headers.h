/*
 * client/headers.h - the header fields of a request, for libcurl.
 *
 * A field the user gave replaces ours of that name; "Name:" takes it away.
 * But for Last-Event-ID: what the stream said later is newer.
 */
#ifndef CLIENT_HEADERS_H
#define CLIENT_HEADERS_H

#include "client/fetch.h"

/*
 * Returns the fields; the caller frees them with curl_slist_free_all().
 * theirs: with what the user gave.  False where a redirect led elsewhere.
 */
struct curl_slist *headers_new(
    const struct fetch_request *request, bool with_body, bool theirs);

/* Adds a bearer token, unless the fields say who it is.  Returns them. */
struct curl_slist *headers_add_token(
    struct curl_slist *fields, const char *token);

/* Returns the value of the first of that name, as it was given; or NULL. */
const char *headers_find(const struct opt_list *list, const char *name);

/* Returns whether text can be a method's name. */
bool headers_is_token(const char *text);

/* Returns whether text is "Name: value", "Name:" or "Name;". */
bool headers_is_field(const char *text);

#endif
