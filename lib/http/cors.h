/*
 * http/cors.h - which origins may read what we answer, and change anything.
 *
 * Pure.  An origin is scheme://host[:port], as browsers write it; scheme and
 * host compare without regard to case, the port exactly, and http's 80 and
 * https' 443 are the same as none.  What one may allow, scheme left out:
 *
 *   app.example     that origin
 *   *.example.com   all whose host ends so, but not example.com
 *   null            the origin of sandboxed pages and of files
 *   *               every origin, null too
 *
 * Spec: Fetch 3.1 and 3.2, RFC 6454 6.1 and 7, Fetch Metadata 2.4.
 */
#ifndef HTTP_CORS_H
#define HTTP_CORS_H

#include "http/request.h"

#define HTTP_ORIGIN_BYTES_MAX 320
#define HTTP_CORS_MAX 64

/* All slices are borrowed from the text that was parsed. */
struct http_origin {
	struct slice scheme, host;
	int port; /* 0: none, and the scheme has no default */
};

enum http_cors_kind {
	HTTP_CORS_EXACT,
	HTTP_CORS_BELOW, /* one label or more before the host */
	HTTP_CORS_NULL,
	HTTP_CORS_ANY,
};

struct http_cors_pattern {
	enum http_cors_kind kind;
	struct http_origin origin; /* of EXACT and BELOW */
};

struct http_cors {
	struct http_cors_pattern patterns[HTTP_CORS_MAX];
	size_t count;
};

/* Where a request was made, as far as its head tells. */
enum http_cors_site {
	HTTP_SITE_OWN,     /* a page of this origin, or no page at all */
	HTTP_SITE_ALLOWED, /* an origin that a pattern other than '*' allows */
	HTTP_SITE_ANY,     /* any other, and '*' allows it */
	HTTP_SITE_FOREIGN, /* any other */
};

/* Reads scheme://host[:port], and nothing behind it.  False if s is none. */
bool http_origin_parse(struct slice s, struct http_origin *o);

/* False if s is none of the four above; of the first two with its scheme. */
bool http_cors_parse(struct slice s, struct http_cors_pattern *p);

/* Returns whether p allows the origin, which may be whatever a client sent. */
bool http_cors_matches(const struct http_cors_pattern *p, struct slice origin);

/* Adds to the list; s stays as long as the list.  False as for parse. */
bool http_cors_add(struct http_cors *cors, struct slice s);

/* Returns whether '*' is in the list. */
bool http_cors_has_any(const struct http_cors *cors);

/*
 * The Origin decides, where there is one: it is our own if it is that of
 * Host, by http or https.  Else Sec-Fetch-Site does: only same-origin and
 * none (the person, not a page) are ours.  Clients that are no browsers send
 * neither.
 */
enum http_cors_site http_cors_site_of(
    const struct http_cors *cors, const struct http_request *req);

#endif
