#!/usr/bin/env bats
# sse-cat with several URLs at once, and with standard input.
# sse-cat(1): DESCRIPTION, OUTPUT, EXIT STATUS.

load ../lib/helpers
load ../lib/script

teardown() {
	stop_script
}

# two_scripts first second: PEERS are two servers that take one step each.
two_scripts() {
	start_script "$1"
	PEERS=("$PEER")
	SCRIPT_MORE=1 start_script "$2"
	PEERS+=("$PEER")
}

@test "several URLs are followed at once, and each line says its URL, last" {
	two_scripts 'hold id: 1\ndata: a\n\n' 'hold topic: t\ndata: b\n\n'
	run -0 --separate-stderr sse-cat -n 2 "${PEERS[0]}/x" "${PEERS[1]}/y"
	[ "${#lines[@]}" -eq 2 ]
	[[ $output == *'{"event":"message","id":"1","data":"a","url":"'"${PEERS[0]}"'/x"}'* ]]
	[[ $output == *'{"event":"message","id":"","data":"b","topic":"t","url":"'"${PEERS[1]}"'/y"}'* ]]
	[ -z "$stderr" ]
}

@test "the URL in a line has no password" {
	two_scripts 'stream data: a\n\n' 'stream data: b\n\n'
	run -0 sse-cat --retry=0 "http://me:secret@${PEERS[0]#http://}/" "${PEERS[1]}"
	[[ $output != *secret* ]]
	[[ $output == *"\"url\":\"${PEERS[0]}/\"}"* ]]
}

@test "-n counts the events of all URLs together" {
	two_scripts 'hold data: 1\n\ndata: 2\n\n' 'hold data: 3\n\ndata: 4\n\n'
	run -0 sse-cat -r -n 3 "${PEERS[@]}"
	[ "${#lines[@]}" -eq 3 ]
	two_scripts 'stream data: 1\n\n' 'stream data: 2\n\n'
	run -56 --separate-stderr sse-cat -r --retry=0 -n 3 "${PEERS[@]}"
	[ "$stderr" = 'sse-cat: the streams ended after 2 of 3 events' ]
}

@test "a URL that fails for good stops no other, and its status is the program's" {
	start_script 'answer 404 text/plain no'
	PEERS=("$PEER")
	SCRIPT_MORE=1 start_script 'stream retry: 0\ndata: 1\n\n' \
		'stream data: 2\n\n' 'raw HTTP/1.1 204 No\r\n\r\n'
	run -22 --separate-stderr sse-cat -r "${PEERS[@]}" "$PEER"
	[ "$output" = $'1\n2' ]
	[ "$stderr" = "sse-cat: ${PEERS[0]}/: 404 no" ]
}

@test "with -n printed, no URL that failed matters: 0" {
	two_scripts 'answer 404 text/plain no' 'hold data: 1\n\n'
	run -0 --separate-stderr sse-cat -r -n 1 "${PEERS[@]}"
	[ "$output" = 1 ]
}

@test "the status of several is that of the one that failed first" {
	two_scripts 'answer 200 text/html x' 'hang'
	start=${PEERS[1]}
	SCRIPT_MORE=1 start_script 'answer 503 text/plain no'
	run -8 --separate-stderr sse-cat --retry=2 --retry-delay=0.1 \
		"$PEER" "${PEERS[0]}"
	[[ $stderr == *"$PEER/: 503 no"* ]]
	run -28 --separate-stderr sse-cat -m 2 "${PEERS[0]}" "$start"
	[[ $stderr == *$'\nsse-cat: the time is over' ]]
}

@test "one that waits to connect again holds up no other" {
	start_script 'hold data: 1\n\n'
	first=$PEER
	stop_script
	SCRIPT_MORE=1 start_script 'hold data: 2\n\n'
	run -0 --separate-stderr timeout 60 sse-cat -r -n 1 \
		--retry-delay=1h --retry-max=1h "$first" "$PEER"
	[ "$output" = 2 ]
}

@test "one that answers nothing, and one whose name does not resolve, hold up none" {
	two_scripts hang 'hold data: 2\n\n'
	run -0 --separate-stderr timeout 60 sse-cat -r -n 1 "${PEERS[@]}" \
		http://no-such-host.invalid/
	[ "$output" = 2 ]
}

@test "- reads a stream from standard input, and ends with it" {
	run -0 --separate-stderr sse-cat - < <(printf 'id: 1\ndata: a\n\ndata: cut')
	[ "$output" = '{"event":"message","id":"1","data":"a"}' ]
	[ -z "$stderr" ]
	run -0 sse-cat -r - </dev/null
	[ -z "$output" ]
	printf 'data: a\n\ndata: b\n\n' >"$BATS_TEST_TMPDIR/file"
	run -0 sse-cat -r -n 1 - <"$BATS_TEST_TMPDIR/file"
	[ "$output" = a ]
}

@test "what cannot be read from standard input is a failure: 56" {
	run -56 --separate-stderr sse-cat - <"$BATS_TEST_TMPDIR"
	[ "$stderr" = 'sse-cat: -: cannot be read: Is a directory' ]
	run -56 bash -c 'sse-cat - <&-'
	run -63 --separate-stderr sse-cat --max-event=10 - < <(printf 'data: 1234567890123')
	[ "$stderr" = 'sse-cat: -: an event is over 10 bytes' ]
}

@test "- may stand beside URLs, which go on when it ends" {
	start_script 'hold data: 1\n\n'
	run -28 --separate-stderr sse-cat -m 2 - "$PEER" < <(printf 'data: a\n\n')
	[[ $output == *'"data":"a","url":"-"}'* ]]
	[[ $output == *'"data":"1","url":"'"$PEER"'/"}'* ]]
	run -2 sse-cat - -
	[[ $output == *'only once'* ]]
	run -2 sse-cat -d @- - "$PEER" </dev/null
	[[ $output == *'only once'* ]]
}

@test "an event from standard input is printed before the next is awaited" {
	mkfifo "$BATS_TEST_TMPDIR/pipe"
	sse-cat -r - <"$BATS_TEST_TMPDIR/pipe" >"$BATS_TEST_TMPDIR/out" 3>&- &
	pid=$!
	exec 9>"$BATS_TEST_TMPDIR/pipe"
	printf 'data: a\n\ndata: b' >&9
	wait_until grep -qx a "$BATS_TEST_TMPDIR/out"
	exec 9>&-
	wait "$pid"
	[ "$(<"$BATS_TEST_TMPDIR/out")" = a ]
}

@test "with several, too, it leaves when its reader leaves: 23" {
	two_scripts 'hold data: 1\n\n' hang
	run -0 bash -c 'timeout 60 sse-cat -r "$@" | { read -r line; echo "$line"; }
		[ "${PIPESTATUS[0]}" = 23 ]' - "${PEERS[@]}"
	[ "$output" = 1 ]
}

@test "a wrong URL among good ones is told before anything is opened: 2" {
	start_script 'stream data: 1\n\n'
	run -2 sse-cat "$PEER" ftp://127.0.0.1/
	[ ! -s "$REQUESTS" ]
	run -2 sse-cat http://127.0.0.1:1/{1..65}
	[[ $output == *'at most 64 URLs'* ]]
}
