/* Tests of http/peer.c and http/forwarded.c: RFC 4291 2.2, RFC 7239. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "http/forwarded.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Writes an address so that it can be compared: 192.0.2.1, or 16 bytes. */
static const char *
text_of(const struct http_peer *peer)
{
	static char text[64];
	const unsigned char *ip = peer->ip;
	int n = 0;

	if (peer->kind != HTTP_PEER_IP)
		return peer->kind == HTTP_PEER_UNIX ? "unix" : "unknown";
	if (http_peer_is_ipv4(peer))
		snprintf(text, sizeof(text), "%d.%d.%d.%d", ip[12], ip[13],
		    ip[14], ip[15]);
	for (int i = 0; !http_peer_is_ipv4(peer) && i < 16; i++)
		n +=
		    snprintf(text + n, sizeof(text) - (size_t)n, "%02x", ip[i]);
	return text;
}

static const struct {
	const char *text, *expected; /* NULL: refused */
} addresses[] = {
	{ "192.0.2.1", "192.0.2.1" },
	{ "0.0.0.0", "0.0.0.0" },
	{ "255.255.255.255", "255.255.255.255" },
	{ "::", "00000000000000000000000000000000" },
	{ "::1", "00000000000000000000000000000001" },
	{ "1::", "00010000000000000000000000000000" },
	{ "2001:db8::1", "20010db8000000000000000000000001" },
	{ "2001:DB8:0:0:8:800:200C:417A", "20010db80000000000080800200c417a" },
	{ "2001:db8::8:800:200c:417a", "20010db80000000000080800200c417a" },
	{ "1:2:3:4:5:6:7::", "00010002000300040005000600070000" },
	{ "::2:3:4:5:6:7:8", "00000002000300040005000600070008" },
	{ "1:2:3:4:5:6:1.2.3.4", "00010002000300040005000601020304" },
	{ "64:ff9b::192.0.2.33", "0064ff9b0000000000000000c0000221" },
	{ "::ffff:192.0.2.1", "192.0.2.1" },
	{ "::FFFF:c000:201", "192.0.2.1" },
	{ "0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1" },

	{ "", NULL },
	{ "1.2.3", NULL },
	{ "1.2.3.4.5", NULL },
	{ "1.2.3.256", NULL },
	{ "1.2.3.04", NULL },
	{ "1.2.3.", NULL },
	{ ".1.2.3", NULL },
	{ "1.2.3.4 ", NULL },
	{ "1.2.3.-4", NULL },
	{ "0x1.2.3.4", NULL },
	{ "16909060", NULL },
	{ ":", NULL },
	{ ":::", NULL },
	{ ":1", NULL },
	{ "1:", NULL },
	{ "1::2::3", NULL },
	{ "1:2:3:4:5:6:7", NULL },
	{ "1:2:3:4:5:6:7:8:9", NULL },
	{ "1:2:3:4:5:6:7:8::", NULL },
	{ "::1:2:3:4:5:6:7:8", NULL },
	{ "1:2:3:4::5:6:7:8", NULL },
	{ "12345::", NULL },
	{ "g::", NULL },
	{ "1.2.3.4::", NULL },
	{ "1:2:3:4:5:6:7:1.2.3.4", NULL },
	{ "::1.2.3.4:5", NULL },
	{ "fe80::1%eth0", NULL },
	{ "[::1]", NULL },
	{ "localhost", NULL },
};

static void
an_address_is_read_as_it_is_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(addresses); i++) {
		const char *expected = addresses[i].expected;
		struct http_peer peer;
		bool good = http_peer_parse(slice_of(addresses[i].text), &peer);

		print_message("%s\n", addresses[i].text);
		assert_int_equal(good, expected != NULL);
		if (good)
			assert_string_equal(text_of(&peer), expected);
	}
}

enum { NO, YES, NONE };

static const struct {
	const char *net, *peer;
	int expected; /* NONE: not a network */
} nets[] = {
	{ "127.0.0.1", "127.0.0.1", YES },
	{ "127.0.0.1", "127.0.0.2", NO },
	{ "10.0.0.0/8", "10.255.1.2", YES },
	{ "10.0.0.0/8", "11.0.0.0", NO },
	{ "10.1.2.3/8", "10.9.9.9", YES },
	{ "192.168.16.0/20", "192.168.31.255", YES },
	{ "192.168.16.0/20", "192.168.32.0", NO },
	{ "0.0.0.0/0", "203.0.113.7", YES },
	{ "0.0.0.0/0", "2001:db8::1", NO },
	{ "10.0.0.0/8", "::ffff:10.0.0.1", YES },
	{ "::ffff:10.0.0.0/104", "10.0.0.1", YES },
	{ "fd00::/8", "fdff::1", YES },
	{ "fd00::/8", "fe00::1", NO },
	{ "2001:db8::/33", "2001:db8:7fff::", YES },
	{ "2001:db8::/33", "2001:db8:8000::", NO },
	{ "::/0", "2001:db8::1", YES },
	{ "::/0", "10.0.0.1", NO },
	{ "::1/128", "::1", YES },
	{ "unix", "unix", YES },
	{ "unix", "0.0.0.0", NO },
	{ "0.0.0.0/0", "unix", NO },
	{ "::/0", "unix", NO },

	{ "", "unix", NONE },
	{ "10.0.0.0/", "unix", NONE },
	{ "10.0.0.0/33", "unix", NONE },
	{ "::/129", "unix", NONE },
	{ "10.0.0.0/-1", "unix", NONE },
	{ "10.0.0.0/8/8", "unix", NONE },
	{ "10/8", "unix", NONE },
	{ "/8", "unix", NONE },
	{ "unix/8", "unix", NONE },
	{ "UNIX", "unix", NONE },
	{ "localhost", "unix", NONE },
};

static struct http_peer
peer_of(const char *text)
{
	struct http_peer peer = { .kind = HTTP_PEER_UNIX };

	if (strcmp(text, "unix") != 0)
		assert_true(http_peer_parse(slice_of(text), &peer));
	return peer;
}

static void
a_network_has_what_its_bits_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(nets); i++) {
		struct http_peer peer = peer_of(nets[i].peer);
		struct http_net net;
		int got = NONE;

		print_message("%s has %s\n", nets[i].net, nets[i].peer);
		if (http_net_parse(slice_of(nets[i].net), &net))
			got = http_net_has(&net, &peer) ? YES : NO;
		assert_int_equal(got, nets[i].expected);
	}
}

#define XFF "X-Forwarded-For"
#define FWD "Forwarded"

/* 10.0.0.0/8, fd00::/8 and unix are trusted. */
static const struct {
	const char *peer;
	const char *fields[6]; /* name, value, and so on */
	const char *expected;
} requests[] = {
	{ "192.0.2.1", { XFF, "198.51.100.1" }, "192.0.2.1" },
	{ "10.0.0.1", { NULL }, "10.0.0.1" },
	{ "10.0.0.1", { XFF, "" }, "10.0.0.1" },
	{ "10.0.0.1", { XFF, "198.51.100.1" }, "198.51.100.1" },
	{ "unix", { XFF, "198.51.100.1" }, "198.51.100.1" },
	{ "unix", { NULL }, "unix" },
	{ "fd00::1", { "x-forwarded-FOR", "198.51.100.1" }, "198.51.100.1" },

	/* The right-most that is not trusted: what is left of it is hearsay. */
	{ "10.0.0.1", { XFF, "192.0.2.9, 198.51.100.1" }, "198.51.100.1" },
	{ "10.0.0.1", { XFF, "192.0.2.9,198.51.100.1,10.0.0.7" },
	    "198.51.100.1" },
	{ "10.0.0.1", { XFF, "192.0.2.9, 10.0.0.3, 198.51.100.1, fd00::9" },
	    "198.51.100.1" },
	{ "10.0.0.1", { XFF, "192.0.2.9", XFF, "198.51.100.1" },
	    "198.51.100.1" },
	{ "10.0.0.1", { XFF, "198.51.100.1", XFF, "10.0.0.3" },
	    "198.51.100.1" },
	{ "10.0.0.1", { XFF, "10.0.0.4, 10.0.0.3" }, "10.0.0.4" },
	{ "10.0.0.1", { XFF, "::ffff:10.0.0.3" }, "10.0.0.3" },

	/* What is no address ends the search. */
	{ "10.0.0.1", { XFF, "unknown" }, "10.0.0.1" },
	{ "10.0.0.1", { XFF, "198.51.100.1, junk" }, "10.0.0.1" },
	{ "10.0.0.1", { XFF, "198.51.100.1, junk, 10.0.0.3" }, "10.0.0.3" },
	{ "10.0.0.1", { XFF, "junk, 198.51.100.1" }, "198.51.100.1" },
	{ "10.0.0.1", { XFF, "\", 198.51.100.1" }, "198.51.100.1" },
	{ "10.0.0.1", { XFF, "198.51.100.1, unix" }, "10.0.0.1" },

	/* Ports, and brackets. */
	{ "10.0.0.1", { XFF, "198.51.100.1:8080" }, "198.51.100.1" },
	{ "10.0.0.1", { XFF, "[2001:db8::1]:8080" },
	    "20010db8000000000000000000000001" },
	{ "10.0.0.1", { XFF, "[2001:db8::1]" },
	    "20010db8000000000000000000000001" },
	{ "10.0.0.1", { XFF, "2001:db8::1" },
	    "20010db8000000000000000000000001" },
	{ "10.0.0.1", { XFF, "[198.51.100.1]" }, "10.0.0.1" },
	{ "10.0.0.1", { XFF, "[2001:db8::1" }, "10.0.0.1" },
	{ "10.0.0.1", { XFF, "[2001:db8::1]8080" }, "10.0.0.1" },

	{ "10.0.0.1", { FWD, "for=198.51.100.1" }, "198.51.100.1" },
	{ "10.0.0.1", { FWD, "FOR=198.51.100.1;proto=https;by=10.0.0.1" },
	    "198.51.100.1" },
	{ "10.0.0.1", { FWD, "proto=https; for=\"198.51.100.1:80\"" },
	    "198.51.100.1" },
	{ "10.0.0.1", { FWD, "for=\"[2001:db8::1]:4711\"" },
	    "20010db8000000000000000000000001" },
	{ "10.0.0.1", { FWD, "for=192.0.2.9, for=198.51.100.1" },
	    "198.51.100.1" },
	{ "10.0.0.1", { FWD, "for=192.0.2.9", FWD, "for=198.51.100.1" },
	    "198.51.100.1" },
	{ "10.0.0.1", { FWD, "for=198.51.100.1;host=\"a,b;for=1.1.1.1\"" },
	    "198.51.100.1" },
	{ "10.0.0.1", { FWD, "for=198.51.100.1;for=192.0.2.9" }, "10.0.0.1" },
	{ "10.0.0.1", { FWD, "by=198.51.100.1" }, "10.0.0.1" },
	{ "10.0.0.1", { FWD, "for=_hidden" }, "10.0.0.1" },
	{ "10.0.0.1", { FWD, "for=unknown, for=10.0.0.3" }, "10.0.0.3" },
	{ "10.0.0.1", { FWD, "for=\"" }, "10.0.0.1" },
	{ "10.0.0.1", { FWD, "for=\", for=198.51.100.1" }, "10.0.0.1" },

	/* Both count only where they agree. */
	{ "10.0.0.1", { XFF, "198.51.100.1", FWD, "for=198.51.100.1" },
	    "198.51.100.1" },
	{ "10.0.0.1", { FWD, "for=192.0.2.9", XFF, "198.51.100.1" },
	    "10.0.0.1" },
	{ "10.0.0.1", { XFF, "198.51.100.1", FWD, "junk" }, "10.0.0.1" },
};

static void
a_client_is_whom_a_trusted_proxy_names(void **state)
{
	struct http_trust trust = { .count = 0 };

	(void)state;
	assert_true(http_trust_add(&trust, slice_of("10.0.0.0/8")));
	assert_true(http_trust_add(&trust, slice_of("fd00::/8")));
	assert_true(http_trust_add(&trust, slice_of("unix")));
	assert_false(http_trust_add(&trust, slice_of("proxy.example")));
	for (size_t i = 0; i < COUNT(requests); i++) {
		const char *const *fields = requests[i].fields;
		struct http_peer peer = peer_of(requests[i].peer), client;
		struct http_request req = { .field_count = 0 };

		print_message("%zu\n", i);
		for (size_t n = 0; n < 6 && fields[n] != NULL; n += 2)
			req.fields[req.field_count++] =
			    (struct http_field){ slice_of(fields[n]),
				    slice_of(fields[n + 1]) };
		client = http_forwarded_client(&trust, &peer, &req);
		assert_string_equal(text_of(&client), requests[i].expected);
	}
}

static const struct {
	const char *a, *b;
	bool is_same;
} blocks[] = {
	{ "192.0.2.1", "192.0.2.1", true },
	{ "192.0.2.1", "192.0.2.2", false },
	{ "192.0.2.1", "::ffff:192.0.2.1", true },
	{ "2001:db8::1", "2001:db8::ffff:0:0:1", true },
	{ "2001:db8::1", "2001:db8:0:1::1", false },
	{ "unix", "unix", true },
	{ "unix", "::", false },
};

static void
an_ipv6_network_counts_as_one(void **state)
{
	const struct http_peer unknown = { .kind = HTTP_PEER_UNKNOWN };
	char a[HTTP_PEER_BLOCK_BYTES], b[HTTP_PEER_BLOCK_BYTES];

	(void)state;
	for (size_t i = 0; i < COUNT(blocks); i++) {
		struct http_peer pa = peer_of(blocks[i].a);
		struct http_peer pb = peer_of(blocks[i].b);

		print_message("%s and %s\n", blocks[i].a, blocks[i].b);
		assert_int_equal(slice_equals(http_peer_block(&pa, a),
				     http_peer_block(&pb, b)),
		    blocks[i].is_same);
	}
	assert_int_equal(http_peer_block(&unknown, a).len, 0);
}

static void
a_list_of_proxies_has_an_end(void **state)
{
	struct http_trust trust = { .count = 0 };

	(void)state;
	for (int i = 0; i < HTTP_TRUST_MAX; i++)
		assert_true(http_trust_add(&trust, slice_of("::1")));
	assert_false(http_trust_add(&trust, slice_of("::1")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_read_as_it_is_written),
		cmocka_unit_test(a_network_has_what_its_bits_say),
		cmocka_unit_test(a_client_is_whom_a_trusted_proxy_names),
		cmocka_unit_test(an_ipv6_network_counts_as_one),
		cmocka_unit_test(a_list_of_proxies_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
