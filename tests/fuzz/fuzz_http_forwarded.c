/*
 * Fuzzes http/peer.c and http/forwarded.c: a network in the first line, the
 * peer in the second, X-Forwarded-For in the third, Forwarded behind it.
 */
#include <stdint.h>
#include <stdlib.h>

#include "http/forwarded.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* Whoever it is, it counts with itself, and IPv4 by itself alone. */
static void
check_block(const struct http_peer *peer)
{
	char block[HTTP_PEER_BLOCK_BYTES];
	struct slice s = http_peer_block(peer, block);

	must((s.len == 0) == (peer->kind == HTTP_PEER_UNKNOWN));
	must(s.len <= HTTP_PEER_BLOCK_BYTES);
	must(!http_peer_is_ipv4(peer) || s.len == HTTP_PEER_BLOCK_BYTES);
}

/* What is not trusted speaks for itself, and nobody else is found there. */
static void
check_client(const struct http_trust *trust, const struct http_peer *peer,
    const struct http_request *req)
{
	struct http_peer client = http_forwarded_client(trust, peer, req);

	must(client.kind == peer->kind || client.kind == HTTP_PEER_IP);
	must(http_trust_has(trust, peer) ||
	     memcmp(client.ip, peer->ip, HTTP_IP_BYTES) == 0);
	check_block(&client);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = { (const char *)data, size };
	struct slice net, peer_text, plain, forwarded;
	struct http_trust trust = { .count = 0 };
	struct http_peer peer = { .kind = HTTP_PEER_UNIX };
	struct http_request req = { .field_count = 2 };

	slice_cut(in, '\n', &net, &in);
	slice_cut(in, '\n', &peer_text, &in);
	slice_cut(in, '\n', &plain, &forwarded);
	if (http_trust_add(&trust, net))
		must(http_trust_has(&trust, &trust.nets[0].base) ||
		     http_peer_is_ipv4(&trust.nets[0].base));
	http_peer_parse(peer_text, &peer);
	req.fields[0] =
	    (struct http_field){ slice_of("x-forwarded-for"), plain };
	req.fields[1] = (struct http_field){ slice_of("forwarded"), forwarded };
	check_client(&trust, &peer, &req);
	req.field_count = 1;
	check_client(&trust, &peer, &req);
	req.fields[0] = req.fields[1];
	check_client(&trust, &peer, &req);
	return 0;
}
