/*
 * http/request.h - one request head as a value.
 *
 * All slices are borrowed from whoever made the request (a parser's input),
 * and hold while the handler that was given the request runs, no longer.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "http/token.h"

enum http_method {
	HTTP_GET,
	HTTP_HEAD,
	HTTP_POST,
	HTTP_PUT,
	HTTP_PATCH,
	HTTP_DELETE,
	HTTP_OPTIONS,
	HTTP_OTHER, /* a token that is none of these */
	HTTP_METHOD_COUNT,
};

#define HTTP_FIELDS_MAX 64

/* name in lower case is not promised: compare with http_field_is(). */
struct http_field {
	struct slice name, value;
};

struct http_request {
	enum http_method method;
	int minor;           /* HTTP/1.minor; 1 for HTTP/2 */
	struct slice target; /* as sent */
	struct slice path;   /* the target up to '?', still encoded */
	struct slice query;  /* behind '?', still encoded; empty if none */
	struct http_field fields[HTTP_FIELDS_MAX];
	size_t field_count;

	/* What the head says of the body. */
	bool is_chunked;
	int64_t body_bytes; /* Content-Length; 0 if none, -1 if chunked */
	bool wants_continue;
	bool keep_alive;
};

/* Returns whether a field has that name, whatever the case. */
static inline bool
http_field_is(const struct http_field *field, const char *name)
{
	return http_equals(field->name, name);
}

/* Returns the first field of that name, the empty slice if there is none. */
struct slice http_request_field(
    const struct http_request *req, const char *name);

bool http_request_has(const struct http_request *req, const char *name);

/* Returns "GET", "POST", ... for a log; "-" for HTTP_OTHER. */
const char *http_method_name(enum http_method method);

#endif
