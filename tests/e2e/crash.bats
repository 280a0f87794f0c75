#!/usr/bin/env bats
# What --log=sqlite promises, to those who kill the hub with -9 at any moment,
# also while it starts: what was answered is there, once, in one order, under
# an id of its own; and who comes back with the last id misses nothing.  How:
# tests/crash/README.md.

load ../lib/helpers

setup() {
	RELEASE=${SSE_RELEASE:-$ROOT/build/release}/bin
	export CRASH=$SSE_BIN/../tests/crash TMPDIR=$BATS_TEST_TMPDIR
}

@test "what was answered outlives kill -9, once and in its order" {
	SSED=$RELEASE/ssed run -0 timeout 110 \
		"$ROOT/tests/crash/run" -n 20
	[[ ${lines[-1]} == rounds=20\ * ]]
}

@test "and so it does where memory is looked after" {
	SSED=$SSE_BIN/ssed run -0 timeout 110 "$ROOT/tests/crash/run" -n 4
}

@test "and with --durability=normal" {
	SSED=$RELEASE/ssed run -0 timeout 110 \
		"$ROOT/tests/crash/run" -n 4 --durability=normal
}

@test "a hub that forgets what it answered is found out" {
	SSED=$RELEASE/ssed run -1 timeout 110 \
		"$ROOT/tests/crash/run" -n 1 --log=memory
	[[ $output == *'which it acknowledged'* ]]
}
