#!/usr/bin/env bats
# Events as one JSON array, by number or by time.  ssed(8), FOLLOW.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR"
}

teardown() {
	stop_followers
	stop_ssed
}

# arrays file: the data of each batch, as the data of its events.
arrays() {
	grep '^data: \[' "$1" | sed 's/^data: //' | jq -c '[.[].data]'
}

publish_lines() {
	for i; do
		echo "{\"topic\":\"a\",\"id\":\"$i\",\"data\":\"d$i\"}"
	done >lines
	curl -sS -H 'Content-Type: application/x-ndjson' \
		--data-binary @lines "$HUB/publish"
}

@test "N events are sent as one, which has the id of the last" {
	start_ssed
	follow out '/events/a?batch=2,60000'
	publish_lines 1 2 3 4 5
	wait_until has out 2 '^data: \['
	[ "$(arrays out)" = $'["d1","d2"]\n["d3","d4"]' ]
	[ "$(grep '^id:' out)" = $'id: 2\nid: 4' ]
}

@test "what comes in the time is sent, though it is fewer" {
	start_ssed --batch=100,100ms
	follow out /events/a
	publish_lines 1 2 3
	wait_until has out 1 '^data: \['
	[ "$(arrays out)" = '["d1","d2","d3"]' ]
	# One follower may want none.
	follow each '/events/a?batch=0'
	publish_lines 4
	wait_until has each 1 '^data: d4'
}

@test "history comes in batches, too, and n counts events" {
	start_ssed
	publish_lines 1 2 3 4 5
	run -0 curl -sS "$HUB/events/a?since=all&poll=1&batch=2,1000&open=0"
	grep '^data' <<<"$output" >got
	[ "$(arrays got)" = $'["d1","d2"]\n["d3","d4"]\n["d5"]' ]
	run -0 curl -sS "$HUB/events/a?since=all&n=3&batch=2,1000&open=0"
	grep '^data' <<<"$output" >got
	[ "$(arrays got)" = $'["d1","d2"]\n["d3"]' ]
	run -0 curl -sS -H 'Accept: application/x-ndjson' \
		"$HUB/events/a?last_event_id=3&poll=1&batch=9,1000&open=0"
	[ "$(jq -c '[.[].id]' <<<"$output")" = '["4","5"]' ]
}

@test "from history to live nothing is lost, and nothing comes twice" {
	start_ssed
	publish_lines {1..50}
	curl -sSN --max-time 60 -H 'Accept: application/x-ndjson' \
		"$HUB/events/a?since=all&n=150&batch=7,100&open=0" >out 3>&- &
	FOLLOWERS+=($!)
	publish_lines {51..150} >/dev/null
	followers_ended
	[ "$(jq -r '.[].data' out)" = "$(printf 'd%s\n' {1..150})" ]
}

@test "what is no batch is refused" {
	start_ssed
	for batch in x -1 1001 "1," 1,x 1,60001 1,1s ,5; do
		run -0 curl -sS -w '%{http_code}' "$HUB/events/a?batch=$batch"
		[[ $output == *'"code":"bad-field"'*400 ]]
	done
	run -2 ssed --batch=5,soon
	[[ $output == *'--batch'*'100,500ms'* ]]
}
