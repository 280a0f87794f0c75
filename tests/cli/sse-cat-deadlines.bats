#!/usr/bin/env bats
# What sse-cat does when nothing comes.
# sse-cat(1): --idle-timeout, --connect-timeout.

load ../lib/helpers
load ../lib/script

teardown() {
	stop_script
	stop_ssed
}

@test "--idle-timeout connects again when no byte came for so long" {
	start_script 'hold retry: 0\nid: 1\ndata: 1\n\n' 'hold data: 2\n\n'
	run -0 --separate-stderr sse-cat -r -n 2 --idle-timeout=2 "$PEER"
	[ "$output" = $'1\n2' ]
	[[ $stderr == "sse-cat: $PEER/: nothing came in 2.0 s; again in 0.0 s" ]]
	[ "$(header 2 last-event-id)" = 1 ]
	start_script hang
	run -28 sse-cat --retry=0 --idle-timeout=300ms "$PEER"
	[ "$output" = "sse-cat: $PEER/: nothing came in 0.3 s" ]
}

@test "without --idle-timeout it waits for ever" {
	start_script 'hold data: 1\n\n'
	run -28 --separate-stderr sse-cat -r -m 2 "$PEER"
	[ "$output" = 1 ]
	[ "$(wc -l <"$REQUESTS")" -eq 1 ]
}

@test "a comment is a byte, too" {
	start_ssed --heartbeat=1
	run -28 --separate-stderr sse-cat -m 5 --idle-timeout=4 "$HUB/events/t"
	[[ $stderr != *'nothing came'* ]]
}

# has_passed time: so many seconds have passed since SECONDS was 0.
has_passed() {
	((SECONDS >= $1))
}

@test "time in which nobody takes what is printed is no idleness" {
	mkfifo "$BATS_TEST_TMPDIR/pipe"
	start_script "hold data: $(printf '%050000d' 0)\n\ndata: 1\n\n"
	exec 9<>"$BATS_TEST_TMPDIR/pipe"
	printf '%060000d\n' 0 >&9 # it is full
	sse-cat -r --idle-timeout=1 "$PEER" >&9 2>"$BATS_TEST_TMPDIR/said" 3>&- &
	pid=$!
	wait_until test -s "$REQUESTS"
	SECONDS=0
	wait_until has_passed 3
	taken=${EPOCHREALTIME/./}
	read -r line <&9
	read -r line <&9
	read -r line <&9
	[ "$line" = 1 ]
	# Only from then on does it count.
	wait_until grep -q 'nothing came' "$BATS_TEST_TMPDIR/said"
	((${EPOCHREALTIME/./} - taken > 700000))
	kill "$pid"
	wait "$pid" || true
	exec 9>&-
}

@test "--connect-timeout is for name, connection and TLS: 28" {
	start_script hang # it says nothing of TLS either
	run -28 --separate-stderr sse-cat --retry=0 --connect-timeout=300ms \
		"https${PEER#http}"
	[ "$stderr" = "sse-cat: https${PEER#http}/: no connection in 0.3 s" ]
	run -28 --separate-stderr sse-cat -m 2 --connect-timeout=1 "$PEER"
	[[ $stderr == *'the time is over' ]]
}

@test "what is read from standard input may be idle" {
	mkfifo "$BATS_TEST_TMPDIR/pipe"
	exec 9<>"$BATS_TEST_TMPDIR/pipe"
	run -28 sse-cat -m 1 --idle-timeout=300ms - <&9
	[ "$output" = 'sse-cat: -: the time is over' ]
	exec 9>&-
}
