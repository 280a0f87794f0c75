/*
 * http/peer.h - who is at the other end, as a value: an address, or a network
 * of them.
 *
 * Pure; knows no socket.  An IPv4 address and the IPv6 one that it is mapped
 * to (::ffff:192.0.2.1) are the same address, and that is IPv4.
 *
 * Spec: RFC 4291 2.2 and 2.5.5.2, RFC 4632 3.1.
 */
#ifndef HTTP_PEER_H
#define HTTP_PEER_H

#include <stdbool.h>

#include "base/slice.h"

#define HTTP_IP_BYTES 16
#define HTTP_PEER_BLOCK_BYTES (1 + HTTP_IP_BYTES)

enum http_peer_kind {
	HTTP_PEER_UNKNOWN, /* it is gone, or nobody can tell */
	HTTP_PEER_UNIX,    /* on this machine, through a socket file */
	HTTP_PEER_IP,
};

struct http_peer {
	enum http_peer_kind kind;
	unsigned char ip[HTTP_IP_BYTES]; /* of IP: IPv4 as mapped; else 0 */
};

/* All peers of one kind, and of IP those whose first bits are those. */
struct http_net {
	struct http_peer base;
	int bits;
};

/* Takes an address of 4 bytes, or of 16. */
struct http_peer http_peer_of_ipv4(const void *four);
struct http_peer http_peer_of_ipv6(const void *sixteen);

bool http_peer_is_ipv4(const struct http_peer *peer);

/* Reads 192.0.2.1 or 2001:db8::1, and nothing else.  False if s is neither. */
bool http_peer_parse(struct slice s, struct http_peer *peer);

/* Reads an address, a network as 10.0.0.0/8 or fd00::/8, or "unix". */
bool http_net_parse(struct slice s, struct http_net *net);

/* Returns whether peer is in net; IPv4 is in no network of IPv6. */
bool http_net_has(const struct http_net *net, const struct http_peer *peer);

/*
 * Returns the bytes that name whom peer counts with, which point into block:
 * an IPv4 address stands for itself, one of IPv6 for its /64, of which every
 * host has as many addresses as it likes; what came through a socket file is
 * one.  Empty for UNKNOWN.
 */
struct slice http_peer_block(
    const struct http_peer *peer, char block[HTTP_PEER_BLOCK_BYTES]);

#endif
