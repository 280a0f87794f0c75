#!/usr/bin/env bats
# What is kept for who comes later, and what is not worth reading any more:
# retain, ttl and DELETE.  ssed(8), PUBLISH and PROMPTS.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR"
	start_ssed --keep=3
}

teardown() {
	stop_followers
	stop_ssed
}

# is_gone: of what is kept, only this is left.
is_gone() {
	[ "$(kept '/events/a?poll=1&since=all')" = "$1" ]
}

# is_not_given: who comes now gets no x.
is_not_given() {
	follow out /events/a
	stop_followers
	! grep -q '^data: x' out
}

# kept path: the data that a follower gets who ends after what is stored.
kept() {
	curl -sS --max-time 20 "$HUB$1" >kept.txt
	data kept.txt
}

@test "who comes later gets the newest retained event of each topic first" {
	post '/events/a?retain=1' a1
	post '/events/a?retain=1' a2
	post '/events/b' b1 -H 'Ssed-Retain: 1'
	post /publish '{"topic":"c","data":"c1","retain":true}'
	post /events/a plain
	follow one /events/a
	follow all /sse
	wait_until has all 1 '^data: c1'
	[ "$(data all)" = $'a2\nb1\nc1' ]
	post /events/a live
	wait_until has one 1 '^data: live'
	[ "$(data one)" = $'a2\nlive' ]
}

@test "what is retained stays, though its topic's history forgot it" {
	post '/events/a?retain=1' old
	for i in 1 2 3 4; do post /events/a "$i"; done
	follow new /events/a
	post /events/a live
	wait_until has new 1 '^data: live'
	[ "$(data new)" = $'old\nlive' ]
}

@test "who resumes gets no retained event again, and all that it missed" {
	post '/events/a?retain=1&id=r' kept
	post '/events/a?id=1' 1
	post '/events/a?id=2' 2
	[ "$(kept '/events/a?poll=1&last_event_id=r')" = $'1\n2' ]
	[ "$(kept '/events/a?poll=1&last_event_id=1')" = 2 ]
	[ "$(kept '/events/a?poll=1&since=all')" = $'kept\n1\n2' ]
}

@test "behind a retained event the place is that of the newest" {
	post '/events/a?retain=1&id=old' x
	post '/events/b?id=newest' y
	follow out /events/a
	wait_until grep -q '^id: newest' out
	has out 1 '^data: x'
	# Who comes back from there gets nothing twice.
	[ "$(grep '^id:' out | tail -1)" = 'id: newest' ]
	post '/events/a?id=later' z
	[ "$(kept '/events/a?poll=1&last_event_id=newest')" = z ]
}

@test "what is over is not replayed, and no gap is told" {
	post '/events/a?id=1' first
	post '/events/a?id=2&ttl=1' short
	post '/events/a?id=3&ttl=1h' long
	[ "$(kept '/events/a?poll=1&since=all')" = $'first\nshort\nlong' ]
	wait_until is_gone $'first\nlong'
	[ "$(kept '/events/a?poll=1&last_event_id=1')" = long ]
	run -0 curl -sS "$HUB/events/a?poll=1&last_event_id=2"
	[[ $output != *ssed.gap* && $output == *'data: long'* ]]
	run -0 curl -sS -w '%{http_code}' "$HUB/messages/2"
	[[ $output == *not-found*404 ]]
	# Its id stays taken.
	run -0 post '/events/a?id=2&ttl=1' short
	[[ $output == *'"duplicate":true'* ]]
}

@test "a retained event that is over is given to nobody" {
	post '/events/a?retain=1&ttl=1' x
	wait_until is_not_given
}

@test "a message that is deleted is gone for all who come later" {
	post '/events/a?id=1' one
	post '/events/a?id=2&retain=1' two
	post '/events/a?id=3' three
	run -0 curl -sS -w '%{http_code}' -X DELETE "$HUB/messages/2"
	[ "$output" = 204 ]
	[ "$(kept '/events/a?poll=1&since=all')" = $'one\nthree' ]
	run -0 curl -sS "$HUB/events/a?poll=1&last_event_id=2"
	[[ $output != *ssed.gap* && $output == *'data: three'* ]]
	follow out /events/a
	post /events/a live
	wait_until has out 1 '^data: live'
	[ "$(data out)" = live ]
	run -0 curl -sS -w '%{http_code}' -X DELETE "$HUB/messages/2"
	[[ $output == *not-found*404 ]]
	run -0 post '/events/a?id=2&retain=1' two
	[[ $output == *'"duplicate":true'* ]]
}
