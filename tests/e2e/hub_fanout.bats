#!/usr/bin/env bats
# The promise of the hub: every follower gets every event, in order, once.

load ../lib/helpers
load ../lib/counting

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	start_ssed --keep=2000
}

teardown() {
	stop_counters
	stop_ssed
}

@test "1,000 followers of a topic get 1,000 events each, in order, once" {
	count out /events/a 1000 1000
	wait_until grep -q open out
	publish 1000 a
	counted out 1000 1000000
}

@test "followers of topics, patterns and everything do not mix" {
	count one /events/a 50 300
	count both '/events?topic=a&topic=b' 50 300 2
	count star '/events/*' 50 300 3
	count all /sse 50 300 3
	for name in one both star all; do
		wait_until grep -q open "$name"
	done
	publish 300 a b c
	counted one 50 15000
	counted both 50 30000
	counted star 50 45000
	counted all 50 45000
}

@test "followers that come while publishing goes on have no gap, no double" {
	publish 1000 a b 3>&- &
	publisher=$!
	for ((i = 0; i < 10; i++)); do
		count "one$i" '/events/a?since=all' 20 1000
		count "all$i" '/sse?since=all' 20 1000 2
		wait_until grep -q open "one$i"
		wait_until grep -q open "all$i"
	done
	wait "$publisher"
	for ((i = 0; i < 10; i++)); do
		counted "one$i" 20 20000
		counted "all$i" 20 40000
	done
}
