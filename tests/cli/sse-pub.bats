#!/usr/bin/env bats
# sse-pub by itself: against a hub, and against a server that does as it is
# told.  sse-pub(1): what is sent, what is said, how it ends.

load ../lib/helpers
load ../lib/script

teardown() {
	stop_script
	stop_ssed
}

RECEIPT='answer 200 application/json {"id":"\i","topic":"main","delivered":0}'

@test "-m publishes a text, and prints the receipt as a JSON line" {
	start_ssed
	run -0 --separate-stderr sse-pub -u "$HUB" -t a/b -e x --id 7 -m 'hi "you"'
	[ "$output" = '{"id":"7","topic":"a/b","delivered":0}' ]
	[ -z "$stderr" ]
	run -0 sse-cat -n 1 -s "$HUB/events/a/b?since=all"
	[ "$output" = '{"event":"x","id":"7","data":"hi \"you\"","topic":"a/b"}' ]
}

@test "-q prints no receipt" {
	start_ssed
	run -0 sse-pub -u "$HUB" -q -m x
	[ -z "$output" ]
}

@test "topic, type and id may hold anything that one may hold" {
	start_ssed
	run -0 sse-pub -u "$HUB" -q -t 'é ?&#%/ü+' -e 'a&b=c d' --id '1/2?3 é' -n
	run -0 sse-cat -s -n 1 "$HUB/events/**?since=all"
	[ "$output" = '{"event":"a&b=c d","id":"1/2?3 é","data":"","topic":"é ?&#%/ü+"}' ]
}

@test "-f publishes a file, -s all of standard input, byte for byte" {
	start_ssed
	printf 'a\n\nb\n' >"$BATS_TEST_TMPDIR/file"
	sse-pub -u "$HUB" -q -f "$BATS_TEST_TMPDIR/file"
	sse-pub -u "$HUB" -q -s <"$BATS_TEST_TMPDIR/file"
	run -0 sse-cat -s -n 2 --format=json "$HUB/events/main?since=all"
	[ "$(jq -r .data <<<"${lines[0]}" | jq -Rs .)" = '"a\n\nb\n\n"' ]
	[ "$(jq -c .data <<<"${lines[0]}")" = "$(jq -c .data <<<"${lines[1]}")" ]
	run -2 sse-pub -u "$HUB" -f "$BATS_TEST_TMPDIR/none"
	[[ $output == *none:\ No\ such\ file* ]]
}

@test "no input is nothing to publish, and no failure" {
	start_ssed
	run -0 sse-pub -u "$HUB" -s </dev/null
	[ -z "$output" ]
}

@test "standard input is left alone unless it is asked for" {
	start_ssed
	read_by_loop=$(printf '1\n2\n3\n' | while read -r line; do
		sse-pub -u "$HUB" -q -m "$line"
		echo "$line"
	done)
	[ "$read_by_loop" = $'1\n2\n3' ]
}

@test "the same id is published once; with other content it is refused: 22" {
	start_ssed
	sse-pub -u "$HUB" --id 1 -m x
	run -0 sse-pub -u "$HUB" --id 1 -m x
	jq -e '.duplicate' <<<"$output"
	run -22 sse-pub -u "$HUB" --id 1 -m y
	[[ $output == *'409 '* ]]
}

@test "what fails on the way is tried again, with the same id" {
	start_script 'answer 503 text/plain no' close 'answer 429 text/plain no' \
		'answer 408 text/plain no' "$RECEIPT"
	run -0 --separate-stderr sse-pub -u "$PEER" -m x
	jq -e 'del(.id) == {topic: "main", delivered: 0}' <<<"$output"
	# Told once: nobody waits without a word.
	[[ $stderr == "sse-pub: $PEER/: 503 no; again in 0."?' s' ]]
	[ "$(jq -r .line "$REQUESTS" | sort -u | wc -l)" -eq 1 ]
	jq -se 'length == 5 and all(.[]; .body == "x")' "$REQUESTS"
	jq -r .line "$REQUESTS" | head -n 1 |
		grep -qE '\?id=[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-'
}

@test "what was refused is not tried again: 22" {
	for code in 400 401 403 409 413; do
		start_script "answer $code text/plain because"
		run -22 sse-pub -u "$PEER" -m x
		[ "$output" = "sse-pub: $PEER/: $code because" ]
		[ "$(wc -l <"$REQUESTS")" -eq 1 ]
	done
}

@test "a refusal is one, even if its words break off" {
	start_script \
		'raw HTTP/1.1 400 x\r\nContent-Length: 99\r\n\r\nbecause' \
		"$RECEIPT"
	run -22 --separate-stderr sse-pub -u "$PEER" -m x
	[[ $stderr == *': 400 because' ]]
	[ "$(wc -l <"$REQUESTS")" -eq 1 ]
}

@test "--timeout ends the tries, and the last says why: 28, 22, 7" {
	start_script hang
	run -28 --separate-stderr timeout 60 \
		sse-pub -u "$PEER" --timeout=300ms -m x
	[ "$stderr" = "sse-pub: $PEER/: no answer in time" ]
	# There is no time to wait that long, so it does not.
	start_script 'raw HTTP/1.1 503 x\r\nRetry-After: 99\r\nContent-Length: 5\r\n\r\nlater'
	run -22 --separate-stderr timeout 60 \
		sse-pub -u "$PEER" --timeout=50s -m x
	[ "$stderr" = "sse-pub: $PEER/: 503 later" ]
	stop_script
	run -7 --separate-stderr timeout 60 \
		sse-pub -u "$PEER" --timeout=300ms -m x
}

@test "a topic goes out as it is, dots too" {
	start_ssed
	run -0 sse-pub -u "$HUB" -t a/../publish -m '{"topic":"x","data":"y"}'
	jq -e '.topic == "a/../publish"' <<<"$output"
	run -0 sse-pub -u "$HUB" -t ../b/. -m x
	jq -e '.topic == "../b/."' <<<"$output"
}

@test "a descriptor that is closed is no place to read or write" {
	start_ssed
	run -23 bash -c 'sse-pub -u "$1" -m x >&-' - "$HUB"
	[[ $output == *'Bad file descriptor'* ]]
	run -2 bash -c 'sse-pub -u "$1" -s <&-' - "$HUB"
	[[ $output == *'standard input: Bad file descriptor'* ]]
}

@test "standard input may be nonblocking: somebody else's setting" {
	start_ssed
	mkfifo "$BATS_TEST_TMPDIR/in"
	sse-pub_nonblocking() {
		perl -e 'use Fcntl; fcntl(STDIN, F_SETFL, O_NONBLOCK) or die;
			exec @ARGV' sse-pub -u "$HUB" -lq <"$BATS_TEST_TMPDIR/in"
	}
	sse-pub_nonblocking 3>&- &
	exec 9>"$BATS_TEST_TMPDIR/in"
	echo a >&9
	run -0 sse-cat -s -r -n 1 "$HUB/events/main?since=all"
	echo b >&9
	exec 9>&-
	wait "$!"
	run -0 sse-cat -s -r -n 2 "$HUB/events/main?since=all"
	[ "$output" = $'a\nb' ]
}

@test "a redirect that keeps the body is followed, any other is a refusal" {
	start_script 'raw HTTP/1.1 308 x\r\nLocation: /b\r\n\r\n' "$RECEIPT"
	sse-pub -u "$PEER" -q -m x
	jq -se '.[1].line == "POST /b HTTP/1.1" and .[1].body == "x"' "$REQUESTS"
	start_script 'raw HTTP/1.1 302 x\r\nLocation: /b\r\n\r\n' "$RECEIPT"
	run -22 sse-pub -u "$PEER" -q -m x
	[ "$output" = "sse-pub: $PEER/: 302" ]
}

@test "an answer without a receipt is no success: 22" {
	for body in '<p>hello' '{"ok":true}' '' '["id"]'; do
		start_script "answer 200 text/html $body"
		run -22 sse-pub -u "$PEER" -m x
		[[ $output == *'200, but no receipt'* ]]
	done
}

@test "what a hub says in a receipt does a terminal no harm" {
	start_script 'answer 200 application/json {"id":"\i","x":"\\u009b31m\\u007f"}'
	run -0 sse-pub -u "$PEER" --id 1 -m x
	[ "$output" = '{"id":"1","x":"\u009b31m\u007f"}' ]
}

@test "the receipt of another event is none: 22" {
	local odd='é %2f/&="'

	start_script 'answer 200 application/json {"id":"zzz","topic":"q","delivered":1}'
	run -22 sse-pub -u "$PEER" --id zz -t q -m x
	[[ $output == *': 200, but no receipt {"id":"zzz"'* ]]
	run -22 sse-pub -u "$PEER" -t q -m x
	run -22 sse-pub -u "$PEER" --id zz --to ann -m x
	run -22 sse-pub H -u "$PEER" --id zz -m x
	[[ $output == *'the answer is no receipt of what was sent' ]]
	run -0 sse-pub -u "$PEER" --id zzz -t q -m x
	run -0 sse-pub H -u "$PEER" --id zzz -m x
	# An answer has an id that the hub gives it.
	start_script 'answer 200 application/json {"id":"zzz","re":"p"}'
	run -22 sse-pub C -u "$PEER" q
	run -0 sse-pub C -u "$PEER" p
	# So too for a line that is too long for any but a request of its own.
	long=$BATS_TEST_TMPDIR/long
	head -c 300000 /dev/zero | tr '\0' '\001' >"$long"
	start_script 'answer 200 application/json {"id":"zzz","topic":"q","delivered":1}'
	run -22 sse-pub -u "$PEER" -l <"$long"
	[[ $output == *'200, but no receipt {"id":"zzz"'* ]]
	start_script "$RECEIPT"
	run -0 sse-pub -u "$PEER" -l <"$long"
	start_ssed
	for again in null true; do
		run -0 sse-pub -u "$HUB" --id "$odd" -m x
		jq -e --arg id "$odd" ".id == \$id and .duplicate == $again" \
			<<<"$output"
		run -0 sse-pub -u "$HUB" --id "$odd-u" --to=ann -m x
		jq -e --arg id "$odd-u" ".id == \$id and .duplicate == $again" \
			<<<"$output"
	done
	run -0 sse-pub H -u "$HUB" --id "$odd-H" -m x
	run -0 sse-pub C -u "$HUB" "$odd-H"
}

@test "--timeout ends all tries: 28 without an answer, 7 without a connection" {
	start_script hang
	run -28 sse-pub -u "$PEER" --timeout=500ms -m x
	[[ $output == *'no answer in time'* ]]
	stop_script
	run -7 sse-pub -u "$PEER" --timeout=500ms -m x
	start_script 'answer 503 text/plain later'
	run -22 sse-pub -u "$PEER" --timeout=3s -m x
	[[ $output == *'503 later'* ]]
}

@test "SSE_URL says where the hub is, -u says it louder" {
	start_ssed
	SSE_URL=$HUB run -0 sse-pub -q -m x
	SSE_URL=http://127.0.0.1:1 run -0 sse-pub -q -u "$HUB/" -m x
	SSE_URL=ftp://x run -2 sse-pub -m x
}

@test "a hub may be behind a unix socket, and a path" {
	start_ssed --listen "unix:$BATS_TEST_TMPDIR/s"
	run -0 sse-pub --unix-socket "$BATS_TEST_TMPDIR/s" -u http://hub/ -m x
	run -7 sse-pub --unix-socket nope -u http://hub/ --timeout=300ms -m x
	[[ $output == *': nope: No such file or directory'* ]]
	start_script "$RECEIPT"
	sse-pub -q -u "$PEER/hub/" -H 'X-Key: k' -t a/b --id 1 -m x
	jq -e '.line == "POST /hub/events/a/b?id=1 HTTP/1.1"' "$REQUESTS"
	[ "$(header 1 x-key)" = k ]
}

@test "a receipt that cannot be written is told: 23" {
	start_ssed
	run -23 bash -c 'sse-pub -u "$1" -m x >/dev/full' - "$HUB"
	[[ $output == *'published, but standard output: No space left'* ]]
}

@test "a wrong command line says what is wrong, and a hint: 2" {
	run -2 sse-pub
	[ "${lines[1]}" = "Try 'sse-pub --help'." ]
	run -2 sse-pub -m x -n
	run -2 sse-pub -m x extra
	run -2 sse-pub -l --id 1
	run -2 sse-pub -l --ndjson
	run -2 sse-pub --ndjson --fail-if-nobody
	run -2 sse-pub -m x --to ''
	run -2 sse-pub -t '' -m x
	run -2 sse-pub -u 'http://127.0.0.1:1/?x=y' -m x
	run -2 sse-pub -u http://127.0.0.1:1/events/news -m x
	[[ $output == *'ends before /events'* ]]
	run -2 sse-pub -u ftp://me:secret@127.0.0.1/ -m x
	[[ $output != *secret* ]]
	run -2 sse-pub --unix-socket "$(printf '%0200d' 0)" -m x
	run -2 sse-pub -e $'a\nb' -m x
	for id in '' $'a\nb' $'a\tb' $'\x01' $'\x7f' ' a' 'a '; do
		run -2 sse-pub --id "$id" -m x
		[[ $output == *'is not an id'* ]]
	done
}

@test "--help fits a screen, --version is a line" {
	run -0 --separate-stderr sse-pub --help
	((${#lines[@]} <= 60))
	run -0 sse-pub -V
	[[ $output =~ ^sse-pub\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}
