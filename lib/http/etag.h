/*
 * http/etag.h - whether a client has what it asks for already.
 *
 * Pure.
 *
 * Spec: RFC 9110 8.8.3, 13.1.2 and 13.1.3.
 */
#ifndef HTTP_ETAG_H
#define HTTP_ETAG_H

#include <stdbool.h>

#include "base/slice.h"
#include "http/request.h"

/*
 * Returns whether a list of If-None-Match has etag, which is "..." with its
 * quotes, or is '*'.  W/"..." counts as "...": the comparison is weak.  What
 * comes behind something malformed is not looked at.
 */
bool http_etag_is_in(struct slice etag, struct slice list);

/*
 * Returns whether the client of a GET or HEAD has what etag, and modified,
 * the value of Last-Modified, stand for.  A date is compared as text: clients
 * send back what they were given.  Either may be empty.
 */
bool http_etag_is_fresh(
    const struct http_request *req, struct slice etag, struct slice modified);

#endif
