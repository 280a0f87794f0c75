/*
 * http/forwarded.h - whose request it is that a proxy passes on.
 *
 * Pure.  A proxy writes whom it serves behind what the request said already,
 * so only what trusted proxies wrote can be believed: read from the right,
 * beginning with the peer itself, that is up to the first address that is not
 * trusted, and this is the client's.  What is no address ends the search
 * before it: then the proxy that wrote it counts as the client.
 *
 * Few proxies write both X-Forwarded-For and Forwarded, and hand on, of the
 * other one, what any client sent.  Where they do not agree, neither counts.
 *
 * Spec: RFC 7239 4, 5.2, 6 and 7.1.
 */
#ifndef HTTP_FORWARDED_H
#define HTTP_FORWARDED_H

#include "http/peer.h"
#include "http/request.h"

#define HTTP_TRUST_MAX 64

/* The proxies whose word is taken. */
struct http_trust {
	struct http_net nets[HTTP_TRUST_MAX];
	size_t count;
};

/* False if s is no network (http_net_parse), or the list is full. */
bool http_trust_add(struct http_trust *trust, struct slice s);

bool http_trust_has(
    const struct http_trust *trust, const struct http_peer *peer);

/* Returns whose request req is, which came from peer. */
struct http_peer http_forwarded_client(const struct http_trust *trust,
    const struct http_peer *peer, const struct http_request *req);

#endif
