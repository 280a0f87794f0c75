#!/usr/bin/env bats
# How sse-cat finds its place again: --since, --state, --then-get, ids.
# sse-cat(1): RECONNECTION, OPTIONS.

load ../lib/helpers
load ../lib/script

teardown() {
	stop_script
	stop_ssed
}

# line number: the request line of that number.
line() {
	sed -n "$1p" "$REQUESTS" | jq -r .line
}

@test "--since asks with the URL, until there is an id" {
	start_script 'stream retry: 0\ndata: 1\n\n' \
		'stream id: 7\ndata: 2\n\n' 'stream data: 3\n\n'
	run -0 sse-cat -r -n 3 --since='10 m' "$PEER/a?b=c#d"
	[ "$(line 1)" = 'GET /a?b=c&since=10%20m HTTP/1.1' ]
	[ "$(line 2)" = 'GET /a?b=c&since=10%20m HTTP/1.1' ]
	[ "$(line 3)" = 'GET /a?b=c HTTP/1.1' ]
	[ "$(header 3 last-event-id)" = 7 ]
	run -0 sse-cat -r -n 1 --since=all --last-event-id=4 "$PEER"
	[ "$(line 4)" = 'GET / HTTP/1.1' ]
	run -0 sse-cat -r -n 1 --since=all "$PEER"
	[ "$(line 5)" = 'GET /?since=all HTTP/1.1' ]
}

@test "with --since, the place that the hub names is not yet reached" {
	for place in '' '?since=all'; do
		start_script 'stream retry: 0\nevent: ssed.open\ndata: {"last":"9-0"}\n\n' \
			'stream id: 1\ndata: 1\n\n'
		options=()
		[[ -n $place ]] || options=(--since=all)
		run -0 --separate-stderr sse-cat -r -n 1 "${options[@]}" \
			"$PEER/$place"
		run -4 header 2 last-event-id
	done
}

@test "where the log that a hub names is empty, all of it is still to come" {
	start_script 'stream retry: 0\nevent: ssed.open\ndata: {"last":""}\n\n' \
		'stream event: ssed.open\ndata: {"last":"9"}\n\n' \
		'stream id: 1\ndata: 1\n\n' 'stream data: 2\n\n'
	run -0 --separate-stderr sse-cat -r -n 2 "$PEER/a?b=c#d"
	[ "$(line 1)" = 'GET /a?b=c HTTP/1.1' ]
	[ "$(line 2)" = 'GET /a?b=c&since=all HTTP/1.1' ]
	# It is not reached by saying where it ends.
	[ "$(line 3)" = 'GET /a?b=c&since=all HTTP/1.1' ]
	run -4 header 3 last-event-id
	[ "$(line 4)" = 'GET /a?b=c HTTP/1.1' ]
	[ "$(header 4 last-event-id)" = 1 ]
	# Who says where to start is taken at the word, and so is who says nothing.
	start_script 'stream retry: 0\nevent: ssed.open\ndata: {"last":""}\n\n' \
		'stream data: 1\n\n'
	run -0 --separate-stderr sse-cat -r -n 1 "$PEER/?since=latest"
	[ "$(line 2)" = 'GET /?since=latest HTTP/1.1' ]
	start_script 'stream retry: 0\nevent: ssed.open\ndata: {}\n\n' \
		'stream data: 1\n\n'
	run -0 --separate-stderr sse-cat -r -n 1 "$PEER"
	[ "$(line 2)" = 'GET / HTTP/1.1' ]
}

@test "the first event of a hub is not lost, be there a stream or not" {
	cd "$BATS_TEST_TMPDIR"
	start_ssed --max-age=1s --retry=2s
	sse-cat -r -n 1 -m 20 "$HUB/events/t" >out 2>err 3>&- &
	pid=$!
	wait_until grep -q ssed.bye err
	curl -sS --max-time 20 -d first "$HUB/events/t"
	wait "$pid"
	[ "$(<out)" = first ]
}

@test "--then-get goes on with GET once a POST was answered" {
	start_script 'answer 503 text/plain no' \
		'stream retry: 0\nid: 1\ndata: 1\n\n' 'stream data: 2\n\n'
	run -0 --separate-stderr sse-cat -r -n 2 --retry-delay=0 --then-get \
		-d ask "$PEER"
	[ "$(line 2)" = 'POST / HTTP/1.1' ]
	[ "$(line 3)" = 'GET / HTTP/1.1' ]
	[ "$(sed -n 3p "$REQUESTS" | jq -r .body)" = '' ]
	run -4 header 3 content-type
	[ "$(header 3 last-event-id)" = 1 ]
}

@test "--strict ends at any status but 200, as a browser does" {
	for code in 408 429 500 503; do
		start_script "answer $code text/plain no"
		run -22 sse-cat --strict "$PEER"
		[ "$output" = "sse-cat: $PEER/: $code no" ]
	done
	start_script 'answer 201 text/event-stream data: 1\n\n'
	run -22 --separate-stderr sse-cat -r --strict "$PEER"
	[ -z "$output" ]
	run -0 sse-cat -r -n 1 "$PEER"
	[ "$output" = 1 ]
	start_script 'raw HTTP/1.1 204 No\r\n\r\n'
	run -0 sse-cat --strict "$PEER"
	start_script close 'stream data: 1\n\n'
	run -0 --separate-stderr sse-cat -r -n 1 --strict --retry-delay=0 "$PEER"
}

@test "--fail-on-gap ends when events were lost: 1" {
	start_script 'hold data: 1\n\nevent: ssed.gap\ndata: {}\n\ndata: 2\n\n'
	run -1 --separate-stderr sse-cat -r --fail-on-gap "$PEER"
	[ "$output" = 1 ]
	[ "${stderr_lines[0]}" = "sse-cat: $PEER/: ssed.gap {}" ]
	[ "${stderr_lines[1]}" = "sse-cat: $PEER/: events were lost" ]
	run -1 --separate-stderr sse-cat -r --fail-on-gap -e ssed.gap "$PEER"
	[ "$output" = '{}' ]
}

@test "an id of blanks goes back as it came" {
	start_script 'stream retry: 0\nid:    \ndata: 1\n\n' 'stream data: 2\n\n'
	run -0 sse-cat -r -n 2 "$PEER"
	sed -n 2p "$REQUESTS" | jq -e '.headers | index("Last-Event-ID:    ")'
	sed -n 2p "$REQUESTS" | jq -e '.headers | index("Pragma: no-cache")'
}

@test "retry: acts at the end of its line, and retry: 0 does not spin" {
	start_script 'stream retry: 200\nid: 1' 'stream data: 1\n\n'
	run -0 --separate-stderr sse-cat -v -r -n 1 --retry-delay=1h "$PEER"
	[[ $stderr == *'the stream ended; again in 0.2 s'* ]]
	start_script 'stream retry: 0\n'
	run -28 sse-cat -m 1 "$PEER"
	(($(wc -l <"$REQUESTS") <= 21))
	start_script 'stream retry: 99999999999999999999999999\n'
	said_before_end 'again in (8[6-9]|9[0-5])[0-9]{3}\.' sse-cat -v "$PEER"
}

@test "an answer of 200 without a byte of stream clears no failures" {
	start_script 'raw HTTP/1.1 200 x\r\nContent-Type: text/event-stream\r\n\r\n'
	run -0 sse-cat --retry=3 --retry-delay=0 "$PEER"
	[ "$(wc -l <"$REQUESTS")" -eq 4 ]
}

@test "Retry-After may be a date to come" {
	start_script "raw HTTP/1.1 429 x\r\nRetry-After: $(
		LC_ALL=C date -u -d '+100 sec' '+%a, %d %b %Y %T GMT')\r\n\r\n"
	said_before_end 'again in ([6-9][0-9]|10[0-9]|110)\.' sse-cat "$PEER"
}

@test "--state keeps the last id in a file, and starts from it" {
	cd "$BATS_TEST_TMPDIR"
	start_script 'stream retry: 0\nid: \xc3\xa9 1 \ndata: 1\n\n' \
		'stream id: 2\ndata: 2\n\nid: 3\ndata: 3\n\n'
	run -0 sse-cat -r -n 1 --state=place "$PEER"
	[ "$(<place)" = 'é 1 ' ]
	run -0 sse-cat -r -n 1 --state=place "$PEER"
	[ "$(<place)" = 2 ]
	[ "$(header 2 last-event-id)" = $'\xc3\x83\xc2\xa9 1 ' ]
	[ ! -e place.tmp ]
	# What is given wins, and takes its place.
	run -0 sse-cat -r -n 1 --state=place --last-event-id=9 "$PEER"
	[ "$(header 3 last-event-id)" = 9 ]
	run -0 sse-cat -r --retry=0 -n 2 --since=all --state="$PWD/new" "$PEER"
	[ "$(line 4)" = 'GET /?since=all HTTP/1.1' ]
	[ "$(<new)" = 3 ]
}

@test "--state counts an event that was not printed, and none that could not be" {
	cd "$BATS_TEST_TMPDIR"
	start_script 'stream id: 1\nevent: no\ndata: 1\n\n'
	run -0 sse-cat --retry=0 -E no --state=place "$PEER"
	[ "$(<place)" = 1 ]
	start_script 'hold id: 2\ndata: 2\n\n'
	run -23 bash -c 'sse-cat --state=place "$1" >/dev/full' - "$PEER"
	[ "$(<place)" = 1 ]
}

@test "--state is for one process, and for one URL: 2" {
	cd "$BATS_TEST_TMPDIR"
	start_script 'hold id: 1\ndata: 1\n\n'
	sse-cat --state=place "$PEER" >out 2>&1 3>&- &
	pid=$!
	wait_until grep -qx 1 place
	run -2 sse-cat --state=place "$PEER"
	[ "${lines[0]}" = 'sse-cat: place: another process keeps its place there' ]
	kill "$pid"
	wait "$pid" || true
	run -0 sse-cat -n 1 --state=place "$PEER"
	run -2 sse-cat --state=place "$PEER" "$PEER"
	[[ $output == *'one URL'* ]]
	run -2 sse-cat --state=place -
	run -2 sse-cat --state=none/place "$PEER"
	mkfifo pipe
	run -2 sse-cat --state=pipe "$PEER"
	[ "${lines[0]}" = 'sse-cat: pipe: is no regular file' ]
	[ -p pipe ]
	[ ! -e pipe.lock ]
	printf 'a\nb\n' >place
	run -2 sse-cat --state=place "$PEER"
	[[ $output == *'holds more than the line of an id'* ]]
}

@test "where --state is a link, the place is where it leads" {
	cd "$BATS_TEST_TMPDIR"
	mkdir folder
	ln -s ../target folder/second
	ln -s folder/second first
	start_script 'stream id: 1\ndata: 1\n\n' 'hold id: 2\ndata: 2\n\n'
	# It need not be there yet.
	run -0 sse-cat -r -n 1 --state=first "$PEER"
	[ "$(<target)" = 1 ]
	sse-cat --state=folder/second "$PEER" >out 2>&1 3>&- &
	pid=$!
	wait_until grep -qx 2 target
	[ "$(header 2 last-event-id)" = 1 ]
	for name in first folder/second target; do
		run -2 sse-cat --state="$name" "$PEER"
		[[ $output == *'another process keeps its place there'* ]]
	done
	kill "$pid"
	wait "$pid" || true
	[ -L first ] && [ -L folder/second ]
	[ "$(echo folder/* *.lock)" = 'folder/second target.lock' ]
	ln -s round round
	run -2 sse-cat --state=round "$PEER"
	[[ $output == 'sse-cat: round: Too many levels of symbolic links'* ]]
}

@test "a place that cannot be kept ends it: 23" {
	cd "$BATS_TEST_TMPDIR"
	mkdir place.tmp
	start_script 'hold id: 1\ndata: 1\n\n'
	run -23 --separate-stderr sse-cat -r -n 1 --state=place "$PEER"
	[ "$output" = 1 ]
	[ "$stderr" = "sse-cat: $PEER/: place: Is a directory" ]
}

# has_lines count: out has so many lines.
has_lines() {
	(($(wc -l <out) >= $1))
}

# follow_until condition...: goes on where the last one was, and is killed then.
follow_until() {
	sse-cat -s -r --since=all --state=place "$HUB/events/t" >>out 3>&- &
	wait_until "$@"
	kill -9 $!
	wait $! || true
}

@test "kill -9 at any moment repeats at most the last event, and loses none" {
	cd "$BATS_TEST_TMPDIR"
	start_ssed --keep=40000
	: >out
	# Published bit by bit: however late a kill comes, there is more to come.
	for ((kills = 1; kills <= 12; kills++)); do
		seq -f '{"topic":"t","data":"%.0f"}' $((kills * 2500 - 2499)) \
			$((kills * 2500)) >lines
		curl -sS --max-time 20 -o receipts --data-binary @lines \
			-H 'Content-Type: application/x-ndjson' "$HUB/publish"
		follow_until has_lines $((kills * 2500 - RANDOM % 2500))
		(($(wc -l <out) - $(sort -u out | wc -l) <= kills))
	done
	follow_until grep -qx 30000 out
	# In order, each: what is there twice stands one behind the other.
	seq 30000 | cmp - <(uniq out)
}
