#!/usr/bin/env bats
# Where a stream starts: every name and form of the cursor, and ssed.gap when
# something before it is lost.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	start_ssed --keep=5
	for i in 1 2 3; do
		post "/events/a?id=$i" "data $i" >>receipts
	done
}

teardown() {
	stop_followers
	stop_ssed
}

# starts path data...: a follower of path gets these, and then what is new.
starts() {
	follow out "$1" "${curl_options[@]}"
	post /events/a end >>receipts
	wait_until has out 1 '^data: end'
	stop_followers
	diff - <(data out) < <(printf '%s\n' "${@:2}" end)
	grep '^data.*requested' out >gap || true
	# The next one finds the log as it was.
	stop_ssed
	start_ssed --keep=5
	for i in 1 2 3; do
		post "/events/a?id=$i" "data $i" >>receipts
	done
}
curl_options=()

@test "without a cursor a stream starts with what is new" {
	starts /events/a
	starts '/events/a?since=latest'
}

@test "every name of the cursor is known" {
	for name in last_event_id lastEventId lastEventID Last-Event-ID \
		last-event-id evs_last_event_id; do
		starts "/events/a?$name=1" 'data 2' 'data 3'
		[[ ! -s gap ]]
	done
}

@test "the header Last-Event-ID comes before the parameters" {
	curl_options=(-H 'Last-Event-ID: 2')
	starts '/events/a?last_event_id=1&since=all' 'data 3'
	curl_options=()
	starts '/events/a?since=all&last_event_id=1' 'data 2' 'data 3'
}

@test "since takes all, a duration, unix seconds and RFC 3339" {
	for since in all earliest 10m 1h 30s 0 \
		"$(($(date +%s) - 60))" 2020-01-01T00:00:00Z \
		2020-01-01T00:00:00.25%2B02:00; do
		starts "/events/a?since=$since" 'data 1' 'data 2' 'data 3'
	done
	starts "/events/a?since=$(($(date +%s) + 60))"
	starts '/events/a?since=2999-12-31T23:59:59-01:00'
}

@test "an unknown cursor is a gap, and then all that is kept" {
	starts '/events/a?since=nope' 'data 1' 'data 2' 'data 3'
	[[ $(<gap) == \
		'data: {"requested":"nope","resumed_after":"","reason":"unknown"}' ]]
}

@test "an expired cursor is a gap that says how many were missed" {
	for i in 4 5 6 7 8 9; do
		post "/events/a?id=$i" "data $i"
		post "/events/b?id=b$i" "no"
	done
	follow out '/events/a' -H 'Last-Event-ID: 1'
	wait_until has out 1 '^data: data 9'
	[[ $(data out) == $'data 5\ndata 6\ndata 7\ndata 8\ndata 9' ]]
	[[ $(grep -A1 '^event: ssed.gap' out | tail -1) == \
		'data: {"requested":"1","resumed_after":"4","reason":"expired","missed":3}' ]]
	follow all '/events/**?last_event_id=1'
	wait_until has all 1 'id: b9'
	[[ $(grep requested all) == *'"resumed_after":"b4"'*'"missed":4}' ]]
}

@test "a cursor of another topic is as good" {
	post '/events/b?id=b' x
	post '/events/a?id=4' 'data 4'
	starts '/events/a?since=b' 'data 4'
	[[ ! -s gap ]]
}

@test "a cursor that is badly encoded is refused" {
	for name in last_event_id since; do
		run -0 curl -sS --max-time 5 -w '%{http_code}' \
			"$HUB/events/a?$name=%zz"
		[[ $output == *'"code":"bad-cursor"'*400 ]]
	done
}

@test "an id is a cursor whatever it is made of" {
	post '/events/a?id=%E4%BD%A0%20%26%2B%25' odd
	post '/events/a?id=-1' odder
	curl_options=(-H 'Last-Event-ID: 你 &+%')
	follow out /events/a "${curl_options[@]}"
	follow two '/events/a?lastEventId=%E4%BD%A0+%26%2B%25'
	post /events/a end
	wait_until has out 1 '^data: end'
	wait_until has two 1 '^data: end'
	[[ $(data out) == $'odder\nend' ]]
	[[ $(data two) == $'odder\nend' ]]
}
