/*
 * api/reply.h - the one way out: what every answer says, whoever made it.
 *
 * To an answer's own fields come those of --header, and those by which a
 * browser knows whether a page of another origin may read it.  Nothing in
 * lib/api answers but through here, errors and streams included.
 *
 * An origin that is allowed by name or pattern is named back, with
 * credentials; '*' is answered as '*', and never with them.
 *
 * Spec: Fetch 3.2 (CORS), RFC 9110 12.5.5 (Vary).
 */
#ifndef API_REPLY_H
#define API_REPLY_H

#include "base/buf.h"
#include "base/opt.h"
#include "http/cors.h"
#include "http/exchange.h"

#define API_FIELDS_BYTES_MAX 8192 /* all fields of --header */

struct api;

struct api_reply {
	struct http_cors cors;
	struct buf fixed;  /* fields of every answer */
	struct buf fields; /* of the answer being made */
};

/* Every answer is as it is made, and no other origin is let in. */
void api_reply_init(struct api_reply *r);
void api_reply_clear(struct api_reply *r);

/*
 * Takes the origins to let in, and "Name: value" of fields to add; each has
 * passed the check below.  Borrows the origins.  False if the fields are
 * longer than API_FIELDS_BYTES_MAX together.
 */
bool api_reply_set(struct api_reply *r, const struct opt_list *origins,
    const struct opt_list *fields);

/* For the option table. */
bool api_reply_is_origin(const char *text);

/* False also for the names of fields that the hub itself writes. */
bool api_reply_is_field(const char *text);

/*
 * Notes which origin may read the answer of x, whose head is in.  False if
 * the request was made by a page that may neither read nor change anything.
 */
bool api_reply_begin(struct api *api, struct http_exchange *x);

/* Returns whether a browser asks what a page that is let in may send. */
bool api_reply_is_preflight(
    const struct api *api, const struct http_exchange *x);

/* What it may; %s is the methods. */
#define API_PREFLIGHT_FIELDS                                                   \
	"Access-Control-Allow-Methods: %s\r\n"                                 \
	"Access-Control-Allow-Headers: Authorization, Cache-Control, "         \
	"Content-Type, Idempotency-Key, Last-Event-ID, Ssed-Event, Ssed-Id, "  \
	"Ssed-Re, Ssed-Retain, Ssed-Retry, Ssed-To, Ssed-Ttl\r\n"              \
	"Access-Control-Max-Age: 86400\r\n"

/* Returns own and all that belongs to it; stays until the next answer. */
struct slice api_reply_fields(
    struct api *api, const char *reader, struct slice own);

/*
 * http_respond() and http_stream(), with those fields; and 200 with the JSON
 * that api->body holds, which no cache keeps.
 */
void api_respond(
    struct api *api, struct http_exchange *x, const struct http_response *resp);
void api_respond_json(struct api *api, struct http_exchange *x);
void api_stream(struct api *api, struct http_exchange *x,
    const struct http_response *resp, struct http_source *src);

#endif
