#!/usr/bin/env bats
# Nothing of a hub grows: whoever comes and goes, and whatever is published and
# over, leaves nothing behind.  tests/soak shows the same of its memory, at
# some length.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	stop_followers
	stop_ssed
}

@test "5,000 connections and 50,000 events of all kinds leave nothing behind" {
	start_ssed --keep=20 --heartbeat=1s
	run -0 timeout 110 node "$ROOT/tests/peers/come_and_go.mjs" \
		"${HUB##*:}" "$SSED_PID" 5 600 10000
	[[ ${lines[-1]} == *' events=50000 kinds=27 wrong=0' ]]
	connections=${lines[-1]#*=}
	((${connections%% *} >= 5000))
	wait_until has_streams 0
	curl -sS "$HUB/users" | jq -e '.count == 0'
	curl -sS "$HUB/streams" | jq -e '.count == 0'
}

has_connections() {
	curl -sS "$HUB/metrics" | grep -qx "ssed_connections $1"
}

# waits request: sends it, on wait_fd.
waits() {
	exec {wait_fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf '%b' "$1" >&"$wait_fd"
}

request='POST /H?wait=1h HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}'

@test "who waits for a confirm and leaves is noticed" {
	start_ssed
	waits "$request"
	wait_until has_connections 2
	exec {wait_fd}>&-
	wait_until has_connections 1
}

@test "and so is one who breaks off with requests on their way" {
	start_ssed
	waits "$request$request$request"
	wait_until has_connections 2
	exec {wait_fd}>&-
	wait_until has_connections 1
}
