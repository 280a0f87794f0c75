#!/usr/bin/env bats
# A hundred unlike clients at once on one hub: browsers, curl, HTTP/1.0,
# half-closed and slow ones, batches, NDJSON and text, users, streams that are
# changed, publishers of every kind, people who ask and who answer; and among
# them those who never read, who vanish, who send garbage or a byte at a time.
# Who reads gets all that is for it, each once and in order; who publishes gets
# its receipts; nothing is left of any.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	stop_ssed
}

# has_open_files count: whether the hub has so many descriptors.
has_open_files() {
	(($(find "/proc/$SSED_PID/fd" -mindepth 1 | wc -l) == $1))
}

# crowd ssed_option...
crowd() {
	local before

	# That one who half-closed has left is seen by what is sent to it.
	start_ssed --cors=https://app.example --lag-bytes=256k \
		--heartbeat=1s "$@"
	before=$(find "/proc/$SSED_PID/fd" -mindepth 1 | wc -l)
	run -0 timeout 100 node "$ROOT/tests/peers/crowd.mjs" "${HUB##*:}"
	[[ ${lines[-1]} == 'clients=100 wrong=0' ]]
	wait_until has_streams 0
	wait_until has_open_files "$before"
	curl -sS "$HUB/users" | jq -e '.count == 0'
	# Those who never read, and none else.
	curl -sS "$HUB/metrics" |
		grep -Fx 'ssed_streams_ended_total{reason="slow"} 8'
	post /events/canary end | jq -e '.delivered == 0'
}

@test "a hundred unlike clients at once are served, each as is its due" {
	crowd --threads=1
}

@test "and so they are by many threads" {
	crowd --threads=4
}
