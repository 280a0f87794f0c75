/*
 * api/extra.h - what a publish says beside its data: to, ttl, retain, re, and
 * who publishes.
 *
 * In JSON: "to" is a user or an array of them, "ttl" a number of seconds or a
 * duration such as "10m", "retain" a boolean, "re" an id.  In a request: the
 * parameters to (again and again), ttl, retain, re, or the header fields
 * Ssed-To, Ssed-Ttl, Ssed-Retain, Ssed-Re.  Who publishes is its parameter
 * user.  At most HUB_TO_MAX users; a ttl is at most API_TTL_MAX_MS.
 */
#ifndef API_EXTRA_H
#define API_EXTRA_H

#include "base/err.h"
#include "http/request.h"
#include "hub/audience.h"

#define API_TTL_MAX_MS (INT64_C(3650) * 24 * 60 * 60 * 1000)

/* What is said of a user who is none. */
#define API_BAD_USER                                                           \
	"a user is 1 to 255 bytes of UTF-8 without control characters"

struct json_t; /* jansson's */

/* Owns what the slices of .extra point into. */
struct api_extra {
	struct hub_extra extra;
	struct buf to, from, re;
};

void api_extra_init(struct api_extra *e);
void api_extra_clear(struct api_extra *e);

/* -1 with an enum api_code in err->code, and words; so are all that follow. */
int api_extra_read_json(
    struct api_extra *e, const struct json_t *object, struct err *err);

int api_extra_read_request(
    struct api_extra *e, const struct http_request *req, struct err *err);

/* Just who publishes. */
int api_extra_read_user(
    struct api_extra *e, const struct http_request *req, struct err *err);

#endif
