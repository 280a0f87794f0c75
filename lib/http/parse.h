/*
 * http/parse.h - the head of an HTTP/1 request: bytes in, a request out.
 *
 * Pure: no I/O, no clock, no log, no memory of its own.  However the bytes
 * are split across calls, the outcome is the same, and the time is linear.
 *
 * Strict, since what two readers of one stream take differently is what
 * requests are smuggled through: lines end in CR LF and in nothing else, are
 * never folded, and the body has one length, said once.
 *
 * Limits: head 16 KiB, target 8 KiB, method 32 bytes, HTTP_FIELDS_MAX fields.
 *
 * Spec: RFC 9112 2 to 7, RFC 9110 5, 7.2, 7.6.1, 8.6, 10.1.1.
 */
#ifndef HTTP_PARSE_H
#define HTTP_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"
#include "http/request.h"

#define HTTP_HEAD_MAX (16 << 10)
#define HTTP_TARGET_MAX (8 << 10)
#define HTTP_METHOD_MAX 32

enum http_parse_status {
	HTTP_PARSE_MORE, /* no end yet: call again with more behind it */
	HTTP_PARSE_DONE, /* *req and *head_bytes are filled */
	HTTP_PARSE_BAD,  /* answer p->status, say p->why, and close */
};

/* Starts zeroed, for each head anew. */
struct http_parse {
	size_t scanned;    /* bytes looked at */
	size_t line;       /* where the line being looked at begins */
	size_t line_count; /* lines that were whole and good */
	int status;        /* of a BAD head: 400, 414, 417, 431, 501, 505 */
	const char *why;   /* one sentence, for good */
	bool is_whole;     /* of a BAD head: all its fields were read */
};

/*
 * Reads a head from the front of in, which is all that was received of it so
 * far; it may have moved since the last call.  One empty line in front is
 * passed over.  *req borrows from in, and is scratch until DONE.  *head_bytes
 * counts from the front of in to the body.  Refuses as soon as the first
 * fault is seen.
 */
enum http_parse_status http_parse_head(struct http_parse *p, struct slice in,
    struct http_request *req, size_t *head_bytes);

#endif
