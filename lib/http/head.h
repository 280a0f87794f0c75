/*
 * http/head.h - the parts of http/parse.h; nobody else includes this.
 */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include "http/parse.h"

/* Fills p with what is wrong.  Returns false, so that a caller can. */
bool http_head_refuse(struct http_parse *p, int status, const char *why);

/*
 * Reads a request line without its CR LF into method, minor, target, path and
 * query.  False if it is refused; p then says why.
 */
bool http_head_start(
    struct http_parse *p, struct slice line, struct http_request *req);

/*
 * Reads from the fields of a whole head how the message is framed: is_chunked,
 * body_bytes, keep_alive, wants_continue.  False if it is refused.
 */
bool http_head_framing(struct http_parse *p, struct http_request *req);

/* Returns whether s is a host with an optional port, as in RFC 3986 3.2. */
bool http_head_is_authority(struct slice s);

#endif
