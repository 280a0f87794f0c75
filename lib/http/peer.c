#include "http/peer.h"

#include "base/num.h"
#include "http/token.h"

#define MAPPED_BYTES 12 /* before the IPv4 address */
#define GROUPS 8

static const unsigned char mapped[MAPPED_BYTES] = { [10] = 0xff, [11] = 0xff };

struct http_peer
http_peer_of_ipv4(const void *four)
{
	struct http_peer peer = { .kind = HTTP_PEER_IP };

	memcpy(peer.ip, mapped, MAPPED_BYTES);
	memcpy(peer.ip + MAPPED_BYTES, four, 4);
	return peer;
}

struct http_peer
http_peer_of_ipv6(const void *sixteen)
{
	struct http_peer peer = { .kind = HTTP_PEER_IP };

	memcpy(peer.ip, sixteen, HTTP_IP_BYTES);
	return peer;
}

bool
http_peer_is_ipv4(const struct http_peer *peer)
{
	return peer->kind == HTTP_PEER_IP &&
	       memcmp(peer->ip, mapped, MAPPED_BYTES) == 0;
}

/* A zero in front is refused: some read what follows it as octal. */
static bool
parse_ipv4(struct slice s, unsigned char ip[4])
{
	for (int i = 0; i < 4; i++) {
		struct slice part;
		int64_t value;

		if (i < 3 && !slice_has(s, '.'))
			return false;
		if (i < 3)
			slice_cut(s, '.', &part, &s);
		else
			part = s;
		if (!num_parse(part, &value) || value > 255 ||
		    (part.len > 1 && part.ptr[0] == '0'))
			return false;
		ip[i] = (unsigned char)value;
	}
	return true;
}

/* Reads one to four hexadecimal digits. */
static bool
parse_group(struct slice s, unsigned char two[2])
{
	unsigned value = 0;

	if (s.len == 0 || s.len > 4)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		int digit = http_hex_value(s.ptr[i]);

		if (digit < 0)
			return false;
		value = value << 4 | (unsigned)digit;
	}
	two[0] = (unsigned char)(value >> 8);
	two[1] = (unsigned char)value;
	return true;
}

/*
 * Reads groups parted by colons, at most max; the last one may be an IPv4
 * address, which counts for two.  Returns how many they are, -1 for none.
 */
static int
parse_groups(struct slice s, unsigned char *to, int max)
{
	bool more = s.len > 0;
	int n = 0;

	while (more) {
		struct slice group;

		more = slice_has(s, ':');
		slice_cut(s, ':', &group, &s);
		if (!more && slice_has(group, '.')) {
			if (n + 2 > max ||
			    !parse_ipv4(group, to + 2 * (size_t)n))
				return -1;
			return n + 2;
		}
		if (n == max || !parse_group(group, to + 2 * (size_t)n))
			return -1;
		n++;
	}
	return n;
}

/* Returns where "::" is in s, s.len where it is not. */
static size_t
find_hole(struct slice s)
{
	for (size_t i = 0; i + 1 < s.len; i++)
		if (s.ptr[i] == ':' && s.ptr[i + 1] == ':')
			return i;
	return s.len;
}

static bool
parse_ipv6(struct slice s, unsigned char ip[HTTP_IP_BYTES])
{
	size_t hole = find_hole(s);
	unsigned char tail[HTTP_IP_BYTES] = { 0 };
	struct slice head = slice_take(s, hole);
	int before, after;

	memset(ip, 0, HTTP_IP_BYTES);
	before = parse_groups(head, ip, GROUPS);
	if (hole == s.len)
		return before == GROUPS;
	/* An IPv4 address stands at the end only; "::" is a group at least. */
	if (before < 0 || before >= GROUPS || slice_has(head, '.'))
		return false;
	after =
	    parse_groups(slice_drop(s, hole + 2), tail, GROUPS - 1 - before);
	if (after < 0)
		return false;
	memcpy(ip + HTTP_IP_BYTES - 2 * (size_t)after, tail, 2 * (size_t)after);
	return true;
}

bool
http_peer_parse(struct slice s, struct http_peer *peer)
{
	unsigned char ip[HTTP_IP_BYTES];

	if (!slice_has(s, ':') && parse_ipv4(s, ip))
		*peer = http_peer_of_ipv4(ip);
	else if (slice_has(s, ':') && parse_ipv6(s, ip))
		*peer = http_peer_of_ipv6(ip);
	else
		return false;
	return true;
}

bool
http_net_parse(struct slice s, struct http_net *net)
{
	struct slice address, rest;
	int64_t bits, max;

	*net = (struct http_net){ .base = { .kind = HTTP_PEER_UNIX } };
	if (slice_is(s, "unix"))
		return true;
	slice_cut(s, '/', &address, &rest);
	if (!http_peer_parse(address, &net->base))
		return false;
	/* 96 bits say that it is IPv4, if it was written so. */
	max = slice_has(address, ':') ? 128 : 32;
	bits = max;
	if (slice_has(s, '/') && (!num_parse(rest, &bits) || bits > max))
		return false;
	net->bits = (int)(bits + 128 - max);
	return true;
}

bool
http_net_has(const struct http_net *net, const struct http_peer *peer)
{
	size_t whole = (size_t)net->bits / 8;
	unsigned mask = 0xff00U >> net->bits % 8;

	if (net->base.kind != peer->kind)
		return false;
	if (peer->kind != HTTP_PEER_IP)
		return true;
	if (http_peer_is_ipv4(peer) && net->bits < 8 * MAPPED_BYTES)
		return false;
	if (memcmp(net->base.ip, peer->ip, whole) != 0)
		return false;
	return whole == HTTP_IP_BYTES ||
	       ((net->base.ip[whole] ^ peer->ip[whole]) & mask & 0xff) == 0;
}

struct slice
http_peer_block(const struct http_peer *peer, char block[HTTP_PEER_BLOCK_BYTES])
{
	size_t n = http_peer_is_ipv4(peer) ? HTTP_IP_BYTES : HTTP_IP_BYTES / 2;

	if (peer->kind == HTTP_PEER_UNKNOWN)
		return slice_empty();
	block[0] = (char)peer->kind;
	memcpy(block + 1, peer->ip, n);
	return (struct slice){ block, 1 + n };
}
