#!/usr/bin/env bats
# How sse-cat prints events, on a terminal too, and what ends it.
# sse-cat(1): OUTPUT, --until, --until-event.

load ../lib/helpers
load ../lib/script

setup() {
	cd "$BATS_TEST_TMPDIR"
}

teardown() {
	stop_script
}

# cat_of text option...: sse-cat of a stream that is text, with printf's escapes.
cat_of() {
	printf '%b' "$1" | sse-cat "${@:2}" -
}

# on_terminal command: its output there, in which a line ends in LF alone.
on_terminal() {
	TERM=xterm timeout 20 script -qec "$1" /dev/null </dev/null | tr -d '\r'
}

@test "-j embeds data that is JSON as it is, in one line; any other is a string" {
	run -0 cat_of 'data: {"n": 12345678901234567890.10,\ndata:   "n": 1e999}\n\ndata: {x}\n\n' -j
	[ "${lines[0]}" = '{"event":"message","id":"","data":{"n": 12345678901234567890.10,"n": 1e999}}' ]
	[ "${lines[1]}" = '{"event":"message","id":"","data":"{x}"}' ]
	[ "${#lines[@]}" -eq 2 ]
}

@test "data cannot leave its place in a line, nor break a reader of the line" {
	for text in '1,"x":2' '1}' '"a","id":"z"' '"\\ud800"' '[1' ']' "$(printf '[%.0s' {1..9999})"; do
		run -0 cat_of "data: $text\n\n" -j
		jq -e '(keys == ["data", "event", "id"]) and (.data | type == "string")' <<<"$output"
	done
	deep=$(printf '[%.0s' {1..250})$(printf ']%.0s' {1..250})
	cat_of "data: $deep\n\n" -j | jq -e '.data | type == "array"'
}

@test "-0 ends what is printed with NUL, so data of several lines is one" {
	cat_of 'data: a\ndata: b\n\ndata: c\n\n' -r -0 >out
	printf 'a\nb\0c\0' | cmp - out
	mapfile -d '' -t got < <(cat_of 'data: a\n\ndata: b\n\n' -0)
	[ "${#got[@]}" -eq 2 ]
	[ "$(jq -r .data <<<"${got[1]}")" = b ]
}

@test "--time tells when an event came, in UTC to the millisecond" {
	before=$(date +%s%3N)
	run -0 cat_of 'data: a\n\n' --time
	after=$(date +%s%3N)
	time=$(jq -r .time <<<"$output")
	[[ $time =~ ^20[0-9-]{8}T[0-9:]{8}\.[0-9]{3}Z$ ]]
	ms=$(date -d "$time" +%s%3N)
	((before <= ms && ms <= after))
}

@test "--comments prints comments, too, but they do not count" {
	run -0 cat_of ': a\ndata: 1\n\n:b"\n\ndata: 2\n\n' --comments -n 2
	[ "${lines[0]}" = '{"comment":"a"}' ]
	[ "${lines[2]}" = '{"comment":"b\""}' ]
	[ "${#lines[@]}" -eq 4 ]
	run -0 cat_of ': a\ndata: 1\n\n' --comments -r
	[ "$output" = 1 ]
	start_script 'stream : a\ndata: 1\n\n'
	run -0 sse-cat --retry=0 --format=sse --comments "$PEER"
	[ "$output" = $': a\ndata: 1' ]
}

@test "what --format=sse prints, comments too, is a stream that prints the same" {
	cat_of ':c\n\nid: 1\nevent: x\ntopic: t\ndata: b\ndata:  c\n\n: \n\ndata\n\n' \
		--format=sse --comments >first
	sse-cat --format=sse --comments - <first >again
	cmp first again
	sse-cat --comments - <first >second
	[ "$(wc -l <second)" -eq 4 ]
}

@test "in a pipe, data is what came, byte for byte" {
	cat_of 'data: \x1b[31m\x01\x7f\xc2\x9b\xc3\xa9\tx\n\n' -r >out
	printf '\x1b[31m\x01\x7f\xc2\x9b\xc3\xa9\tx\n' | cmp - out
}

@test "on a terminal, nothing that a stream holds is obeyed, in any format" {
	printf ': \x1b]0;t\x07\nevent: \x1b[1m\ntopic: \x1bc\nid: \xc2\x9b1m\ndata: \x1b[31m\x08\x7f\xc2\x9b\xc3\xa9\tx\n\n' >stream
	on_terminal 'sse-cat -r - <stream' >out
	printf '\\x1b[31m\\x08\\x7f\\x9b\xc3\xa9\tx\n' | cmp - out
	for format in json data sse; do
		on_terminal "sse-cat --format=$format --color=never --comments - <stream" >out
		grep -q 31m out
		run -1 grep -P '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' out
	done
	on_terminal 'sse-cat -j --color=never - <<<$'\''data: "\177\302\233\33"\n'\' >out
	run -1 grep -P '[\x1b\x7f]|\xc2[\x80-\x9f]' out
}

@test "--color: names, strings and types of JSON lines; by itself on a terminal only" {
	printf 'data: x\n\n' >stream
	run -0 sse-cat --color=always - <stream
	[ "$output" = $'{\e[34;1m"event"\e[0m:\e[33m"message"\e[0m,\e[34;1m"id"\e[0m:\e[32m""\e[0m,\e[34;1m"data"\e[0m:\e[32m"x"\e[0m}' ]
	[ "$(on_terminal 'sse-cat - <stream')" = "$output" ]
	for plain in 'sse-cat --color=never' 'NO_COLOR=1 sse-cat' \
		'TERM=dumb sse-cat' 'sse-cat -r'; do
		run -1 grep $'\e' <(on_terminal "$plain - <stream")
	done
	run -0 sse-cat - <stream
	[[ $output != *$'\e'* ]]
	[[ $(on_terminal 'NO_COLOR= sse-cat - <stream') == *$'\e'* ]]
}

@test "--until stops at an event of that data, --until-event of that type: unprinted, 0" {
	start_script 'hold data: 1\n\ndata: [DONE]\n\ndata: 2\n\n'
	run -0 --separate-stderr timeout 60 sse-cat -r '--until=[DONE]' "$PEER"
	[ "$output" = 1 ]
	[ -z "$stderr" ]
	start_script 'hold data: 1\n\nevent: done\ndata: x\n\ndata: 2\n\n'
	run -0 timeout 60 sse-cat -r --until-event=done -n 9 "$PEER"
	[ "$output" = 1 ]
}

@test "--until-event holds for types that are not printed, and for the hub's own" {
	run -0 cat_of 'event: a\ndata: 1\n\nevent: done\ndata: x\n\nevent: a\ndata: 2\n\n' \
		-r -e a --until-event=done
	[ "$output" = 1 ]
	run -0 --separate-stderr cat_of 'data: 1\n\nevent: ssed.close\ndata: {}\n\ndata: 2\n\n' \
		-r --until-event=ssed.close
	[ "$output" = 1 ]
	[ -z "$stderr" ]
}

@test "a stream that ends before --until is a failure: 56; 204 is none" {
	run -56 --separate-stderr cat_of 'data: 1\n\n' -r --until=2
	[ "$output" = 1 ]
	[ "$stderr" = 'sse-cat: -: the stream ended before the awaited event' ]
	start_script 'stream retry: 0\ndata: 1\n\n' 'raw HTTP/1.1 204 No\r\n\r\n'
	run -0 sse-cat -r --until-event=x "$PEER"
}

@test "a burst leaves in few writes, each line whole" {
	for ((i = 0; i < 2000; i++)); do printf 'data: %0100d\n\n' "$i"; done >stream
	sse-cat - <stream | dd bs=1M of=out 2>told
	[ "$(wc -l <out)" -eq 2000 ]
	writes=$(sed -n 's/.*+\([0-9]*\) records in/\1/p' told)
	((writes < 100))
}
