#!/usr/bin/env bats
# sse-cat against servers of all kinds, good and bad, table by table: see
# conformance/scenario.mjs and conformance/scenarios.

load ../lib/helpers

goes_well() {
	run -0 timeout 110 node "$ROOT/tests/conformance/scenario.mjs" "$1"
}

@test "a stream may come in all the ways that HTTP has for one" {
	goes_well bodies
}

@test "what breaks is told, with curl's numbers; what was whole is printed" {
	goes_well breaks
}

@test "it comes back in time, and for what it has not got" {
	goes_well again
}

@test "statuses and types: which end it, and which are tried again" {
	goes_well answers
}

@test "redirects and proxies lead to the stream" {
	goes_well redirects
}

@test "--strict, --then-get, --idle-timeout and --until change what an answer means" {
	goes_well options
}
