/* Addresses to listen at: how they are written, and who can reach them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "net/addr.h"

struct row {
	const char *name, *input, *expected; /* "": it is refused */
	bool wide, is_local;
};

static const struct row rows[] = {
	{ "IPv4", "127.0.0.1:8080", "127.0.0.1:8080", false, true },
	{ "all of 127/8", "127.9.9.9:1", "127.9.9.9:1", false, true },
	{ "any", "0.0.0.0:0", "0.0.0.0:0", false, false },
	{ "IPv6", "[::1]:0", "[::1]:0", false, true },
	{ "IPv6 any", "[::]:80", "[::]:80", false, false },
	{ "mapped", "[::ffff:127.0.0.1]:80", "[::ffff:127.0.0.1]:80", false,
	    false },
	{ "a name that needs no looking up", "localhost:80", "127.0.0.1:80",
	    false, true },
	{ "port alone", ":8080", "127.0.0.1:8080", false, true },
	{ "port alone, wide", ":8080", "[::]:8080", true, false },
	{ "unix", "unix:/run/x.sock", "unix:/run/x.sock", false, true },
	{ "unix with colon", "unix:a:1", "unix:a:1", false, true },
	{ "fd", "fd:3", "fd:3", false, true },
	{ "empty", "", "", false, false },
	{ "no port", "127.0.0.1", "", false, false },
	{ "empty port", "127.0.0.1:", "", false, false },
	{ "port too high", "127.0.0.1:65536", "", false, false },
	{ "port below 0", "127.0.0.1:-1", "", false, false },
	{ "a name", "example.org:80", "", false, false },
	{ "three numbers", "127.0.1:80", "", false, false },
	{ "bracket not closed", "[::1:80", "", false, false },
	{ "brackets around nothing", "[]:80", "", false, false },
	{ "a very long host",
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    ":80",
	    "", false, false },
	{ "unix without path", "unix:", "", false, false },
	{ "fd without number", "fd:", "", false, false },
	{ "fd with sign", "fd:-1", "", false, false },
	{ "fd too high", "fd:99999999999", "", false, false },
};

static void
addresses_are_read_and_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct net_addr addr;
		struct err err;
		char text[NET_ADDR_TEXT_MAX] = "";

		if (net_addr_parse(&addr, row->input, row->wide, &err) == 0)
			net_addr_format(&addr, text);
		if (strcmp(text, row->expected) != 0)
			print_error("%s\n", row->name);
		assert_string_equal(text, row->expected);
		if (text[0] != '\0')
			assert_int_equal(
			    net_addr_is_local(&addr), row->is_local);
		else
			assert_int_equal(err.code, 2);
	}
}

static void
a_unix_path_has_a_limit(void **state)
{
	char text[] = "unix:0123456789012345678901234567890123456789012345678"
		      "901234567890123456789012345678901234567890123456789012"
		      "34567";
	struct net_addr addr;
	struct err err;

	(void)state;
	assert_int_equal(net_addr_parse(&addr, text, false, &err), -1);
	text[sizeof(text) - 2] = '\0';
	assert_int_equal(net_addr_parse(&addr, text, false, &err), 0);
}

static void
ports_are_told(void **state)
{
	static const struct {
		const char *input;
		int expected;
	} ports[] = {
		{ "127.0.0.1:65535", 65535 },
		{ "[::1]:80", 80 },
		{ "unix:a:1", 0 },
		{ "fd:3", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		struct net_addr addr;
		struct err err;

		assert_int_equal(
		    net_addr_parse(&addr, ports[i].input, false, &err), 0);
		assert_int_equal(net_addr_port(&addr), ports[i].expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read_and_written),
		cmocka_unit_test(a_unix_path_has_a_limit),
		cmocka_unit_test(ports_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
