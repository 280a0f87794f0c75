#!/usr/bin/env bats
# What a follower may ask for beside its topics: ssed(8), FOLLOW.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	start_ssed --keep=100 --heartbeat=15s --retry=2s
}

teardown() {
	stop_followers
	stop_ssed
}

# say path data: publishes; the receipt goes to a file.
say() {
	post "$1" "$2" >>receipts
}

# publish_numbers first last [topic]
publish_numbers() {
	local i

	for ((i = $1; i <= $2; i++)); do
		say "/events/${3:-a}?id=${3:-a}-$i" "$i"
	done
}

# ended path: what comes of a stream that ends by itself.
ended() {
	curl -sSN --max-time 20 "$HUB$1"
}

# refused path code
refused() {
	[[ $(curl -sS "$HUB$1" | jq -r '"\(.status) \(.code)"') == "$2" ]]
}

@test "type=a,b leaves out events of other types, kept or live" {
	say '/events/t?event=alert' kept-alert
	say '/events/t' kept-message
	say '/events/t?event=noise' kept-noise
	follow some '/events/t?since=all&type=alert,message'
	follow more '/events/t?since=all&type=noise&type=alert'
	say '/events/t?event=noise' noise
	say '/events/t?event=alert' alert
	say '/events/t?event=message' end
	wait_until has some 1 '^data: end'
	wait_until has more 1 '^data: alert'
	[[ $(data some | xargs) == 'kept-alert kept-message alert end' ]]
	[[ $(data more | xargs) == 'kept-alert kept-noise noise alert' ]]
	[[ $(jq -s '.[-1].delivered' receipts) == 1 ]]
}

@test "a comma within a type is written %2C" {
	follow out '/events/t?type=a%2Cb'
	say '/events/t?event=a' no
	say '/events/t?event=a%2Cb' yes
	wait_until has out 1 '^data:.*yes'
	[[ $(data out) == yes ]]
}

@test "type= is every type; what is no type, or too many, is refused" {
	follow out '/events/t?type='
	say /events/t x
	wait_until has out 1 '^data: x'
	refused '/events/t?type=%0A' '400 bad-type'
	refused '/events/t?type=%FF' '400 bad-type'
	refused "/events/t?type=$(seq -s, 65)" '400 bad-type'
	follow most "/events/t?type=$(seq -s, 64)"
}

@test "last=N gives the newest N first, then what is new" {
	publish_numbers 1 5
	publish_numbers 1 3 b
	follow some '/events/a?last=2'
	follow none '/events/a?last=0'
	follow all '/events/a?last=1000'
	follow both '/events?topic=a&topic=b&last=4'
	publish_numbers 6 6
	for name in some none all both; do
		wait_until has "$name" 1 '^data: 6'
		run -1 grep ssed.gap "$name"
	done
	[[ $(data some | xargs) == '4 5 6' ]]
	[[ $(data none | xargs) == 6 ]]
	[[ $(data all | xargs) == '1 2 3 4 5 6' ]]
	[[ $(data both | xargs) == '5 1 2 3 6' ]]
}

@test "last=N counts only events of the types that are wanted" {
	publish_numbers 1 3
	say '/events/a?event=x' x1
	publish_numbers 4 6
	say '/events/a?event=x' x2
	publish_numbers 7 9
	[[ $(ended '/events/a?last=2&type=x&poll=1' | data /dev/stdin |
		xargs) == 'x1 x2' ]]
}

@test "who comes back with a cursor goes on from there, last=N or not" {
	publish_numbers 1 9
	follow out '/events/a?last=2' -H 'Last-Event-ID: a-3'
	wait_until has out 1 '^data: 9'
	[[ $(data out | xargs) == '4 5 6 7 8 9' ]]
}

@test "poll=1 ends after what is stored" {
	publish_numbers 1 3
	ended '/events/a?since=all&poll=1' >out
	[[ $(data out | xargs) == '1 2 3' ]]
	run -1 grep ssed.bye out
	grep -q ssed.open out
	ended '/events/a?poll=1' >out
	[[ -z $(data out) ]]
	ended '/events/nothing?since=all&poll=1' >out
	[[ -z $(data out) ]]
	wait_until has_streams 0
}

@test "poll=1 from a cursor that is gone tells the gap" {
	publish_numbers 1 3
	ended '/events/a?poll=1&since=never' >out
	grep -q '"reason":"unknown"' out
	[[ $(data out | xargs) == '1 2 3' ]]
}

@test "n=N ends after N events, stored and live together" {
	publish_numbers 1 3
	[[ $(ended '/events/a?since=all&n=2' | data /dev/stdin | xargs) == \
		'1 2' ]]
	[[ $(ended '/events/a?since=all&n=3' | data /dev/stdin | xargs) == \
		'1 2 3' ]]
	follow five '/events/a?since=all&n=5'
	follow two '/events/a?n=2'
	follow other '/events/a'
	publish_numbers 4 9
	followers=("${FOLLOWERS[@]:0:2}")
	for pid in "${followers[@]}"; do
		wait "$pid"
	done
	FOLLOWERS=("${FOLLOWERS[@]:2}")
	[[ $(data five | xargs) == '1 2 3 4 5' ]]
	[[ $(data two | xargs) == '4 5' ]]
	wait_until has other 1 '^data: 9'
	[[ $(data other | xargs) == '4 5 6 7 8 9' ]]
}

@test "n=N counts events of all topics and only the types that are wanted" {
	follow out '/events/**?n=3&type=x'
	for ((i = 1; i <= 4; i++)); do
		say "/events/t$i" no
		say "/events/t$i?event=x" "$i"
	done
	followers_ended
	[[ $(data out | xargs) == '1 2 3' ]]
}

@test "n=N sends large stored events whole, and no more than N" {
	head -c 100000 /dev/zero | tr '\0' x >big
	for ((i = 1; i <= 5; i++)); do
		say "/events/a?id=$i" @big
	done
	ended '/events/a?since=all&n=3' >out
	has out 3 '^data: xx'
	[[ $(sed -n 's/^id: //p' out | xargs) == '1 2 3' ]]
}

@test "retry=MS is the hint of this stream" {
	ended '/events/a?poll=1' >out
	grep -qx 'retry: 2000' out
	ended '/events/a?poll=1&retry=70' >out
	grep -qx 'retry: 70' out
	ended '/events/a?poll=1&retry=999999999999' >out
	grep -qx 'retry: 86400000' out
}

@test "heartbeat=S is that of this stream, from one second on" {
	follow quick '/events/a?heartbeat=0'
	follow slow '/events/a'
	wait_until has_least quick 2 '^:$'
	has slow 0 '^:$'
}

@test "what is no number is refused, with its bounds" {
	for query in n=0 n=-1 n=x n=1.5 n=1000000001 last=-1 last=x retry=x \
		retry=-1 heartbeat=x heartbeat=1s; do
		refused "/events/a?$query" '400 bad-field'
	done
	curl -sS "$HUB/events/a?n=0" | grep -q \
		'n is a whole number of events, 1 to 1000000000'
}

# as type path: what an ended stream is in that type; curl's own options next.
as() {
	curl -sSN --max-time 20 -H "Accept: $1" "$HUB$2" "${@:3}"
}

@test "Accept: application/x-ndjson makes each event a line of JSON" {
	say '/events/t?id=1&event=alert' 'say "hi"'
	say '/events/t?id=2' $'two\nlines'
	as application/x-ndjson '/events/t?since=all&poll=1' >out
	[[ $(jq -r .event out | xargs) == 'ssed.open alert message' ]]
	[[ $(jq -r .id out | xargs) == '1 2' ]]
	[[ $(sed -n 2p out) == \
		'{"event":"alert","id":"1","data":"say \"hi\"","topic":"t"}' ]]
	[[ $(sed -n 3p out | jq -r .data) == $'two\nlines' ]]
	[[ $(sed -n 1p out | jq -r '.data | fromjson | .topics[0]') == t ]]
	[[ $(as application/x-ndjson '/events/t?poll=1' -o /dev/null \
		-w '%{content_type}') == application/x-ndjson ]]
}

@test "what is taken as NDJSON can be published again as it is" {
	say '/events/t?id=1' 'x'
	as application/x-ndjson '/events/t?since=all&poll=1&open=0' |
		jq -c '.topic = "copy" | .id = "c1"' |
		curl -sS --data-binary @- "$HUB/publish" >receipt
	[[ $(jq -r .topic receipt) == copy ]]
}

@test "Accept: text/plain is the data and nothing else" {
	say '/events/t?id=1&event=alert' one
	say '/events/t?id=2' $'two\nlines'
	as text/plain '/events/t?since=never&poll=1' >out
	diff - out <<<$'one\ntwo\nlines'
	[[ $(as text/plain '/events/t?poll=1' -o /dev/null \
		-w '%{content_type}') == 'text/plain; charset=utf-8' ]]
}

@test "followers of one topic in three formats get the same, live" {
	follow stream /events/t
	for type in application/x-ndjson text/plain; do
		as "$type" '/events/t?n=3' >"${type##*/}" 3>&- &
		FOLLOWERS+=($!)
	done
	wait_until has_streams 3
	head -c 300000 /dev/zero | tr '\0' x >big
	say /events/t one
	say /events/t @big
	say /events/t three
	wait_until has stream 1 '^data: three'
	for pid in "${FOLLOWERS[@]:1}"; do
		wait "$pid"
	done
	FOLLOWERS=("${FOLLOWERS[0]}")
	diff <(data stream) plain
	diff <(data stream) <(jq -r 'select(.topic) | .data' x-ndjson)
}

@test "a large stored event is whole in every format" {
	head -c 900000 /dev/zero | tr '\0' '"' >big
	say /events/t one
	say /events/t @big
	say /events/t three
	for type in text/event-stream application/x-ndjson text/plain; do
		as "$type" '/events/t?since=all&poll=1' >"${type##*/}"
	done
	diff <(data event-stream) plain
	diff plain <(jq -r 'select(.topic) | .data' x-ndjson)
	has plain 3 ''
}

@test "NDJSON has blank lines for a heartbeat, text has none" {
	as application/x-ndjson '/events/t?heartbeat=1' >lines 3>&- &
	FOLLOWERS+=($!)
	as text/plain '/events/t?heartbeat=1' >plain 3>&- &
	FOLLOWERS+=($!)
	wait_until has_least lines 2 '^$'
	[[ ! -s plain ]]
}

@test "at the end of the hub, NDJSON is told why and text just ends" {
	for type in application/x-ndjson text/plain; do
		as "$type" /events/t >"${type##*/}" 3>&- &
		FOLLOWERS+=($!)
	done
	wait_until has_streams 2
	say /events/t last
	stop_ssed
	followers_ended
	[[ $(tail -1 x-ndjson | jq -r '.event, (.data | fromjson | .reason)' |
		xargs) == 'ssed.bye drain' ]]
	[[ $(<plain) == last ]]
}

@test "who does not say, or accepts neither, gets an event stream" {
	for type in '*/*' 'text/*' 'text/html, */*;q=0.8' image/png \
		'text/plain;q=0.5, text/event-stream'; do
		[[ $(as "$type" '/events/t?poll=1' -o /dev/null \
			-w '%{content_type}') == text/event-stream ]]
	done
}
