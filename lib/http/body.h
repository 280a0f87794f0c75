/*
 * http/body.h - the body of an HTTP/1 message: bytes in, content out.
 *
 * Pure.  However the bytes are split across calls, the same content comes
 * out, and what follows the body is not touched.  Of chunks, the extensions
 * and the trailer fields are checked, then dropped.
 *
 * Limits: a chunk's size line 256 bytes, the trailer 16 KiB.  The size of the
 * content is the caller's to limit.
 *
 * Spec: RFC 9112 6 and 7.1.
 */
#ifndef HTTP_BODY_H
#define HTTP_BODY_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "http/request.h"

#define HTTP_CHUNK_LINE_MAX 256
#define HTTP_TRAILER_MAX (16 << 10)

enum http_body_status {
	HTTP_BODY_MORE, /* input used up: feed more */
	HTTP_BODY_DATA, /* *data is content: use it, then call again */
	HTTP_BODY_DONE, /* the body has ended; *in is what follows it */
	HTTP_BODY_BAD,  /* malformed: answer 400, and close */
};

struct http_body {
	int state;         /* body.c's */
	int64_t left;      /* bytes to come, of the chunk or of it all */
	size_t line_bytes; /* of the size line, then of the trailer */
	int digit_count;
};

/* Starts a body framed as req says. */
void http_body_init(struct http_body *b, const struct http_request *req);

/* Consumes bytes from the front of *in.  *data borrows from it. */
enum http_body_status http_body_next(
    struct http_body *b, struct slice *in, struct slice *data);

#endif
