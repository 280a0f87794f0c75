#!/usr/bin/env bats
# What sse-cat makes of a stream is what WHATWG HTML 9.2.6 says, row by row of
# conformance/rows.tsv, however its bytes come: see conformance/check.mjs.

load ../lib/helpers

agrees() {
	run -0 timeout 110 node "$ROOT/tests/conformance/check.mjs" "$@"
}

@test "a stream of a given length is what the standard says" {
	agrees whole
}

@test "a stream is the same that ends with its connection" {
	agrees until-the-end
}

@test "a stream is the same that comes byte by byte" {
	agrees packets-of-a-byte
}

@test "a stream is the same that comes by three bytes" {
	agrees packets-of-three-bytes
}

@test "a stream is the same that comes line by line" {
	agrees packets-of-a-line
}

@test "a stream is the same with a pause between CR and LF" {
	agrees packets-cut-in-line-ends
}

@test "a stream is the same with a pause in a character, or in a BOM" {
	agrees packets-cut-in-characters
}

@test "a stream is the same with a pause in the name of a field" {
	agrees packets-cut-in-names
}

@test "a stream is the same in chunks of a byte" {
	agrees chunks-of-a-byte
	agrees chunks-of-a-byte-each-a-packet
}

@test "a stream is the same where a chunk ends between CR and LF" {
	agrees chunks-cut-in-line-ends
}

@test "a stream is the same where a packet ends inside of a chunk's size" {
	agrees chunks-that-packets-cut
}

@test "a stream that chance has made is what the standard says" {
	agrees whole 1 500
	agrees chunks-of-a-byte 2 500
	agrees packets-of-three-bytes 3 300
}
