#!/usr/bin/env bats
# What is piped into ssed reaches every follower: lines, JSON, event streams.

# shellcheck disable=SC2030,SC2031 # each test is a shell of its own

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	mkfifo pipe
}

teardown() {
	[[ -z ${TAIL:-} ]] || kill "$TAIL" 2>/dev/null || true
	stop_followers
	stop_ssed
}

# pipe_ssed [option...]: a hub whose standard input is what is said to fd 9.
pipe_ssed() {
	HUB_LOG=$PWD/ssed.log
	ssed --listen 127.0.0.1:0 --port-file port "$@" <pipe \
		>>"$HUB_LOG" 2>&1 3>&- &
	SSED_PID=$!
	exec 9>pipe
	wait_until test -s port
	HUB=http://127.0.0.1:$(<port)
}

# ended: the hub ended by itself, and well.
ended() {
	wait "$SSED_PID"
	SSED_PID=
}

@test "each line is an event of --topic, for every follower" {
	pipe_ssed --topic=logs
	follow a /events/logs
	follow b '/events/**'
	printf 'one\n\n  two \r\nthr' >&9
	printf 'ee\n{"data":"no JSON here"}\n' >&9
	for name in a b; do
		wait_until has "$name" 1 'no JSON'
		data "$name" | diff - <(
			printf 'one\n\n  two \nthree\n'
			echo '{"data":"no JSON here"}'
		)
	done
	grep -qx 'topic: logs' a
	exec 9>&-
}

@test "--on-eof=exit ends the followers cleanly, after the last line" {
	pipe_ssed --on-eof=exit
	follow a /events/main
	printf 'one\ntwo without an end' >&9
	exec 9>&-
	ended
	followers_ended
	diff <(data a) <(printf 'one\ntwo without an end\n')
	[[ $(grep -A1 '^event: ssed.bye' a) == *'"reason":"closed"'* ]]
}

@test "who is still reading old lines gets them all before that end" {
	pipe_ssed --on-eof=exit --keep=20000 --keep-bytes=64M --drain=60s
	seq -f '%01000g' 20000 >&9
	exec {late}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'GET /events/main?since=all HTTP/1.1\r\nHost: x\r\n\r\n' >&"$late"
	wait_until has_streams 1
	exec 9>&-
	wait_until grep -q 'draining' "$HUB_LOG"
	timeout 60 cat <&"$late" >all
	exec {late}>&-
	ended
	[[ $(tail -n 2 all | head -n 1) == 'data: {"reason":"closed"'* ]]
	data all | diff - <(seq -f '%01000g' 20000)
}

@test "at the end of input the hub goes on, unless told to exit" {
	pipe_ssed
	echo one >&9
	exec 9>&-
	wait_until grep -q 'standard input ended' "$HUB_LOG"
	follow a '/events/main?since=all'
	post /events/main two
	wait_until has a 1 '^data: two'
	[[ $(data a) == $'one\ntwo' ]]
}

@test "ten lines at their own pace, and a clean end" {
	pipe_ssed --on-eof=exit
	follow a /events/main
	for ((i = 1; i <= 10; i++)); do
		echo "$i" >&9
		wait_until has a 1 "^data: $i\$"
	done
	exec 9>&-
	ended
	followers_ended
	diff <(data a) <(seq 10)
}

@test "ndjson: an object is an event, a bad line is told by its number" {
	pipe_ssed --stdin=ndjson --on-eof=exit
	follow a '/sse'
	cat >&9 <<-'END'
		{"topic":"t","data":"one","id":"1","event":"e"}
		{"topic":"t",

		{"data":{"n":2}}
		{"topic":"a//b","data":"x"}
		{"data":"1","id":"1"}
		{"topic":"t","data":"one","id":"1","event":"e"}
		{"data":"last"}
	END
	exec 9>&-
	ended
	followers_ended
	[[ $(data a) == $'one\n{"n":2}\nlast' ]]
	grep -A4 '^event: e' a | diff - <(printf '%s\n' 'event: e' 'id: 1' \
		'topic: t' 'data: one' '')
	[[ $(grep -o 'reason="line [0-9]*' "$HUB_LOG" | cut -d' ' -f2 | xargs) == '2 5 6' ]]
}

@test "an id that no follower could come back with is refused by its number" {
	pipe_ssed --stdin=ndjson --on-eof=exit
	follow a /events/t
	cat >&9 <<-'END'
		{"topic":"t","data":"one","id":"a b"}
		{"topic":"t","data":"two","id":"\u0001"}
		{"topic":"t","data":"three","id":" a"}
	END
	exec 9>&-
	ended
	followers_ended
	[[ $(data a) == one ]]
	for number in 2 3; do
		grep -qF "line $number: its id is not one" "$HUB_LOG"
	done
	pipe_ssed --stdin=sse --on-eof=exit
	follow b '/sse'
	printf 'topic: t\nid: %s\ndata: %s\n\n' 1 one $'\x01' two 'a ' three \
		$'a\tb' four >&9
	exec 9>&-
	ended
	followers_ended
	[[ $(data b) == one ]]
	for number in 2 3 4; do
		grep -qF "event $number: its id is not one" "$HUB_LOG"
	done
}

@test "sse: another hub's stream goes on with its ids, types and topics" {
	pipe_ssed --stdin=sse --topic=other --on-eof=exit
	follow a /sse
	printf '%s\n' ': comment' 'retry: 5' 'event: ssed.open' 'data: {}' '' \
		'id: 7' 'event: e' 'topic: t/u' 'data: one' 'data: two' '' \
		'data: no id of its own' '' 'data: cut off' >&9
	exec 9>&-
	ended
	followers_ended
	[[ $(data a) == $'one\ntwo\nno id of its own' ]]
	grep -A5 '^event: e$' a | diff - <(printf '%s\n' 'event: e' 'id: 7' \
		'topic: t/u' 'data: one' 'data: two' '')
	[[ $(grep -c '^id: 7' a) == 1 ]]
	grep -qx 'topic: other' a
}

@test "octets that are no UTF-8 are mended in a line" {
	pipe_ssed
	follow a /events/main
	printf 'a\xff\xfeb\n' >&9
	wait_until has a 1 $'^data: a\uFFFD\uFFFDb$'
	exec 9>&-
}

@test "a burst reaches a follower that reads, whole and in order" {
	pipe_ssed --on-eof=exit --lag-bytes=64M
	follow a /events/main
	seq 100000 >&9
	exec 9>&-
	ended
	followers_ended
	cmp <(data a) <(seq 100000)
}

@test "a burst can be followed from its middle: history, then what is new" {
	pipe_ssed --on-eof=exit --lag-bytes=64M --keep=100000 \
		--keep-bytes=0
	seq 50000 >&9
	follow a '/events/main?since=all'
	follow b '/sse?since=all'
	seq 50001 100000 >&9
	wait_until grep -q '^data: 100000' a
	wait_until grep -q '^data: 100000' b
	exec 9>&-
	ended
	followers_ended
	cmp <(data a) <(seq 100000)
	cmp <(data b) <(seq 100000)
}

@test "auto reads a file" {
	seq 3 >file
	HUB_LOG=$PWD/ssed.log
	ssed --listen 127.0.0.1:0 --port-file port <file >>"$HUB_LOG" 2>&1 3>&- &
	SSED_PID=$!
	wait_until grep -q 'standard input ended' "$HUB_LOG"
	HUB=http://127.0.0.1:$(<port)
	follow a '/events/main?since=all'
	wait_until has a 1 '^data: 3'
	[[ $(data a) == $'1\n2\n3' ]]
}

@test "auto reads no device, --stdin=off reads nothing" {
	start_ssed # </dev/null
	stop_ssed
	run -1 grep -q 'standard input ended' "$HUB_LOG"
	pipe_ssed --stdin=off --on-eof=exit
	exec 9>&-
	run -0 curl -sS "$HUB/healthz"
	run -1 grep -q 'standard input ended' "$HUB_LOG"
}

@test "tail -f app.log | ssed: each line of a growing file, to all" {
	echo before >app.log
	tail -n 0 -f app.log >pipe 3>&- &
	TAIL=$!
	pipe_ssed
	exec 9>&-
	follow a /events/main
	follow b /events/main
	# tail begins when it begins: lines that count are those behind "go".
	wait_until tail_is_up
	for i in 1 2 3; do
		echo "line $i" >>app.log
	done
	wait_until has a 1 '^data: line 3'
	wait_until has b 1 '^data: line 3'
	[[ $(data a | grep -v go) == $'line 1\nline 2\nline 3' ]]
	[[ $(data b | grep -v go) == $'line 1\nline 2\nline 3' ]]
	kill "$TAIL"
	wait_until grep -q 'standard input ended' "$HUB_LOG"
}

tail_is_up() {
	echo go >>app.log
	grep -q '^data: go' a && grep -q '^data: go' b
}
