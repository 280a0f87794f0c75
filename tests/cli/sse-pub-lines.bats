#!/usr/bin/env bats
# sse-pub -l and --ndjson: many events over one connection, in order, each of
# them once, whatever the hub does.  sse-pub(1): DATA, RECEIPT, RETRIES.

load ../lib/helpers
load ../lib/script

setup() {
	cd "$BATS_TEST_TMPDIR"
}

teardown() {
	stop_script
	stop_ssed
}

# receipt accepted duplicates refused: as it is printed.
receipt() {
	echo "{\"accepted\":$1,\"duplicates\":$2,\"refused\":$3}"
}

# taken_is file: what the peer took is that, in that order, once.
taken_is() {
	cmp <(jq -r . "$TAKEN") "$1"
}

@test "-l publishes each line, the last one too if it does not end" {
	start_ssed
	run -0 sse-pub -u "$HUB" -l -t log <<<$'a\n\nb\r'
	[ "$output" = "$(receipt 3 0 0)" ]
	run -0 bash -c 'printf c | sse-pub -u "$1" -lq -t log' - "$HUB"
	run -0 sse-cat -s -r -n 4 "$HUB/events/log?since=all"
	[ "$output" = $'a\n\nb\nc' ]
}

@test "no line is nothing to publish, and no failure" {
	start_ssed
	for option in -l --ndjson; do
		run -0 sse-pub -u "$HUB" $option </dev/null
		[ "$output" = "$(receipt 0 0 0)" ]
	done
	run -0 --separate-stderr sse-pub -u http://127.0.0.1:1 -l </dev/null
	[ -z "$stderr" ]
}

@test "a lone line leaves at once, while more may come" {
	start_ssed
	mkfifo in
	sse-pub -u "$HUB" -l -q -t log <in 3>&- &
	exec 9>in
	for count in 1 2 3; do
		echo "$count" >&9
		run -0 sse-cat -s -r -n "$count" "$HUB/events/log?since=all"
		[ "$output" = "$(seq "$count")" ]
	done
	exec 9>&-
	wait "$!"
}

@test "lines that come while one is underway go together, on one connection" {
	start_bulk take
	seq 10000 >lines
	run -0 sse-pub -u "$PEER" -l <lines
	[ "$output" = "$(receipt 10000 0 0)" ]
	taken_is lines
	jq -se 'length < 50 and all(.[]; .connection == 1 and
		.type == "application/x-ndjson")' "$REQUESTS"
}

@test "whatever fails on the way, each line is there once, and in order" {
	start_bulk lose 'status 500' take cut reset 'later 429 0' close \
		'status 408' lose take 'status 503' cut take
	seq 10000 >lines
	run -0 --separate-stderr sse-pub -u "$PEER" -l <lines
	taken_is lines
	jq -e '.refused == 0 and .accepted + .duplicates == 10000' <<<"$output"
	# Told once: nobody waits without a word.
	[ "$(wc -l <<<"$stderr")" -eq 1 ]
	[[ $stderr == *'again in 0.'* ]]
}

@test "-v tells each time what is tried again" {
	start_bulk close 'status 500 oops' 'status 503' take
	run -0 --separate-stderr sse-pub -v -u "$PEER" -l <<<a
	[ "$(grep -c 'again in' <<<"$stderr")" -eq 3 ]
	[[ $stderr == *'500 oops; again in 0.4 s'* ]]
}

@test "Retry-After is waited for" {
	start_bulk 'later 429 1' take
	run -0 sse-pub -q -u "$PEER" -l <<<$'a\nb'
	jq -se '.[1].ms - .[0].ms >= 1000' "$REQUESTS"
}

@test "a refused line is told by its number, the rest is sent: 22" {
	start_ssed
	printf '%s\n' '{"data":"a"}' '' '{"data":"b","topic":"x//y"}' 'no' \
		'{}' '["data"]' '{"data":"c"}' >lines
	run -22 --separate-stderr sse-pub -u "$HUB" --ndjson -t log <lines
	[ "$output" = "$(receipt 2 0 4)" ]
	[[ $stderr == *'line 3: bad-topic: a topic is '* ]]
	[[ $stderr == *'line 4: bad-json: '* ]]
	[[ $stderr == *"line 5: bad-field: 'data' is missing"* ]]
	[[ $stderr == *'line 6: bad-json: '* ]]
	[[ $stderr == *'sse-pub: 4 of the lines refused' ]]
	run -0 sse-cat -s -r -n 2 "$HUB/events/log?since=all"
	[ "$output" = $'a\nc' ]
}

@test "of however many are refused, each is told, and no other is" {
	start_bulk take
	seq 1000 | sed -E 's/.*[258]$/bad&/' >lines
	grep -v bad lines >good
	run -22 --separate-stderr sse-pub -u "$PEER" -l <lines
	[ "$output" = "$(receipt 700 0 300)" ]
	taken_is good
	sed -n 's/.*line \(.*\): bad-topic: because$/\1/p' <<<"$stderr" >told
	cmp told <(grep -n bad lines | cut -d: -f1)
}

@test "all refused is all told" {
	start_bulk take
	yes bad | head -n 500 >lines
	run -22 --separate-stderr sse-pub -u "$PEER" -l <lines
	[ "$output" = "$(receipt 0 0 500)" ]
	[ "$(grep -c 'bad-topic: because' <<<"$stderr")" -eq 500 ]
	# As many requests as it takes, not one for each.
	jq -se 'length < 20' "$REQUESTS"
}

@test "what the hub cannot take for now is sent again before the rest" {
	start_bulk 'busy 3,5' 'busy 1' take
	seq 6 >lines
	run -0 --separate-stderr sse-pub -u "$PEER" -l <lines
	[ "$output" = "$(receipt 6 0 0)" ]
	taken_is <(printf '%s\n' 1 2 4 6 5 3)
	jq -sce 'map(.count) == [6, 2, 1]' "$REQUESTS"
	[[ $stderr == *'busy: later; again in '* ]]
}

@test "what is too much for a request is sent in parts" {
	start_bulk 'limit 3000'
	(seq 300; printf '%03000d\n' 0; seq 301 400) >lines
	grep -v 000000 lines >good
	run -22 --separate-stderr sse-pub -u "$PEER" -l <lines
	[ "$output" = "$(receipt 400 0 1)" ]
	taken_is good
	[[ $stderr == *'line 301: 413'* ]]
}

@test "an answer that does not count every line is no success: 22" {
	for text in '<p>hello' '{}' '' '{"accepted":1,"duplicates":0,"errors":[]}' \
		'{"accepted":3,"duplicates":0}' \
		'{"accepted":3,"duplicates":0,"errors":[{"line":4,"code":"x"}]}'; do
		start_bulk "garbage $text"
		run -22 --separate-stderr sse-pub -u "$PEER" -l <<<$'a\nb\nc'
		[ "$output" = "$(receipt 0 0 0)" ]
		[[ $stderr == *'line 1: 200, but no receipt'* ]]
		[ "$(wc -l <"$REQUESTS")" -eq 1 ]
	done
}

@test "a refusal of them all ends it, and the first is named: 22" {
	for code in 400 401 403 404; do
		start_bulk "status $code because"
		run -22 --separate-stderr sse-pub -u "$PEER" -l <<<$'a\nb'
		[ "$output" = "$(receipt 0 0 0)" ]
		[[ $stderr == "sse-pub: $PEER/: line 1: $code because" ]]
		[ "$(wc -l <"$REQUESTS")" -eq 1 ]
	done
}

@test "--timeout ends it, the first that is missing is named: 28, 7, 22" {
	start_bulk take hang
	mkfifo in
	(
		echo a
		wait_until test -s "$TAKEN" 2>&1
		printf 'b\nc\n'
	) >in 3>&- &
	run -28 --separate-stderr sse-pub -u "$PEER" --timeout=3s -l <in
	[ "$output" = "$(receipt 1 0 0)" ]
	[[ $stderr == *'line 2: no answer in time' ]]
	start_bulk 'status 503 later'
	run -22 --separate-stderr sse-pub -u "$PEER" --timeout=3s -l <<<a
	[[ $stderr == *'line 1: 503 later' ]]
	stop_script
	run -7 --separate-stderr sse-pub -u "$PEER" --timeout=500ms -l <<<a
	[ "$output" = "$(receipt 0 0 0)" ]
}

@test "a hub that is killed and comes back has each line once, and in order" {
	start_ssed --log=sqlite:log.db --keep=20000
	port=${HUB##*:}
	seq 10000 >lines
	mkfifo in
	(
		head -n 5000 lines
		wait_until test -e killed 2>&1
		tail -n +5001 lines
	) >in 3>&- &
	sse-pub -u "$HUB" -l <in >out 3>&- &
	pid=$!
	wait_until eval 'curl -sS "$HUB/topics" | grep -q main'
	kill -9 "$SSED_PID"
	wait "$SSED_PID" || true
	touch killed
	start_ssed --log=sqlite:log.db --keep=20000 --listen "127.0.0.1:$port"
	wait "$pid"
	jq -e '.accepted + .duplicates == 10000' out
	HUB=http://127.0.0.1:$port
	sse-cat -s -r -n 10000 "$HUB/events/main?since=all" | cmp - lines
}

@test "--stop-on-error: nothing behind a refused line is sent: 22" {
	start_bulk take
	printf '%s\n' 1 2 bad3 4 bad5 6 >lines
	run -22 --separate-stderr sse-pub -u "$PEER" -l --stop-on-error <lines
	[ "$output" = "$(receipt 2 0 1)" ]
	taken_is <(seq 2)
	[[ $stderr == *'line 3: bad-topic: because'* ]]
	[[ $stderr != *'line 5'* ]]
	start_bulk take
	printf '1\n2\n\xff\n4\n' >lines
	run -22 --separate-stderr sse-pub -u "$PEER" -l --stop-on-error <lines
	[ "$output" = "$(receipt 2 0 1)" ]
	taken_is <(seq 2)
	run -2 sse-pub --stop-on-error -m x
}

@test "--stop-on-error: a line that is too long is one, wherever that is seen" {
	local long

	long=$(head -c 1048550 /dev/zero | tr '\0' x)
	start_bulk take
	printf '{"data":"%s"}\n' 1 "$long" 3 >lines
	run -22 --separate-stderr sse-pub -u "$PEER" --ndjson --stop-on-error <lines
	[ "$output" = "$(receipt 1 0 1)" ]
	taken_is <(echo 1)
	[[ $stderr == *'line 2: too long'*'stopped at a line'* ]]
}

@test "a line that is not UTF-8 is refused, as bytes it is mended" {
	start_ssed
	printf 'a\n\xff\nb\n' >lines
	run -22 --separate-stderr sse-pub -u "$HUB" -l -t log <lines
	[ "$output" = "$(receipt 2 0 1)" ]
	[[ $stderr == *'line 2: bad-utf8: '* ]]
	run -0 sse-cat -s -r -n 2 "$HUB/events/log?since=all"
	[ "$output" = $'a\nb' ]
	run -0 sse-pub -u "$HUB" -lq -t bytes \
		-H 'content-type:application/octet-stream' <lines
	run -0 sse-cat -s -r -n 3 "$HUB/events/bytes?since=all"
	[ "$output" = $'a\n\xef\xbf\xbd\nb' ]
}

@test "a line has a hub's whole 1 MiB, whatever is in it; a longer one is refused" {
	start_ssed --keep-bytes=64M
	{
		echo a
		head -c $((1 << 20)) /dev/zero | tr '\0' '"'
		echo
		head -c $(((1 << 20) + 1)) /dev/zero | tr '\0' x
		echo
		head -c 600000 /dev/zero | tr '\0' '"'
		printf '\nb'
	} >lines
	run -22 --separate-stderr sse-pub -u "$HUB" -l -t log <lines
	[ "$output" = "$(receipt 4 0 1)" ]
	[[ $stderr == *'line 3: too long'* ]]
	sse-cat -s -r -n 4 "$HUB/events/log?since=all" >got
	sed 3d lines | cmp - <(head -c -1 got)
}

@test "--ndjson: what an object does not say, the options say" {
	start_ssed
	printf '%s\n' '{"data":"a"}' '{"data":{"b":["é","}"]},"event":"y"}' \
		'{"topic":"q","id":"7","data":"c","event":null}' \
		'  {"\u0065vent":"z","data":"\u0000d","id":""}' >lines
	run -0 sse-pub -u "$HUB" --ndjson -q -t log -e x <lines
	run -0 sse-cat -s -n 3 "$HUB/events/log?since=all"
	[ "$(jq -sc 'map([.event, .data])' <<<"$output")" = \
		'[["x","a"],["y","{\"b\":[\"é\",\"}\"]}"],["z","\u0000d"]]' ]
	run -0 sse-cat -s -n 1 "$HUB/events/q?since=all"
	[ "$(jq -c '[.event, .id, .data]' <<<"$output")" = '["x","7","c"]' ]
}

@test "--ndjson: an object may name users, and no topic" {
	start_ssed
	run -0 sse-pub -u "$HUB" --ndjson <<<'{"to":"ann","data":"for ann"}'
	run -0 sse-pub -u "$HUB" -q --to ann --to bob -m 'for both'
	run -0 sse-cat -s -r -n 2 "$HUB/events/x?user=ann&since=all"
	[ "$output" = $'for ann\nfor both' ]
}

@test "--to, --ttl, --retry-hint and --retain go with each event" {
	start_bulk take
	more=(--to ann --to 'b b' --ttl=90 --retry-hint=5s --retain -t t -e y)
	start_script 'answer 200 application/json {"id":"1","delivered":1}'
	run -0 sse-pub -u "$PEER" -q "${more[@]}" --id 1 -m x
	jq -e '.line == "POST /events/t?id=1&event=y&to=ann&to=b%20b" +
		"&ttl=90000ms&retry=5000&retain=1 HTTP/1.1"' "$REQUESTS"
	start_script 'answer 200 application/json {}'
	run -22 sse-pub -u "$PEER" -q "${more[@]}" -l <<<x
	jq -e '.body | fromjson | del(.id) == {topic: "t", event: "y", data: "x",
		to: ["ann", "b b"], ttl: "90000ms", retry: 5000, retain: true}' \
		"$REQUESTS"
	start_ssed
	run -0 sse-pub -u "$HUB" -q "${more[@]}" -m x
	run -0 sse-pub -u "$HUB" -q "${more[@]}" -l <<<x
}

@test "--fail-if-nobody: 1 where nobody got it at once" {
	start_ssed
	run -1 --separate-stderr sse-pub -u "$HUB" --fail-if-nobody -m x
	jq -e '.delivered == 0' <<<"$output"
	[[ $stderr == *': published, to nobody' ]]
	follow events /events/main
	run -0 sse-pub -u "$HUB" --fail-if-nobody -q -m x
	stop_followers
	run -2 sse-pub -u "$HUB" --fail-if-nobody -l </dev/null
}

@test "an input that cannot be read is told, once all before it is sent: 2" {
	run -2 --separate-stderr sse-pub -u http://127.0.0.1:1 -l </
	[ "$output" = "$(receipt 0 0 0)" ]
	# The command line is right: there is no hint.
	[ "$stderr" = 'sse-pub: standard input: Is a directory' ]
	run -2 sse-pub -u http://127.0.0.1:1 -s </
	[ "$output" = 'sse-pub: standard input: Is a directory' ]
	run -2 sse-pub -u http://127.0.0.1:1 -f none
	[ "$output" = 'sse-pub: none: No such file or directory' ]
	run -2 sse-pub -u http://127.0.0.1:1 --token-file none --netrc -m x
	[[ $output == *"Try 'sse-pub --help'."* ]]
}

@test "--ndjson: of lines in a row that are no objects the first is told" {
	start_bulk take
	{
		jq -n '{ data: [range(1000)] }' # 1 to 1004
		printf '%s\n' '' '{"data":"a"}' no '{"data":"b"}' no '' no
	} >lines
	[ "$(wc -l <lines)" -eq 1011 ]
	run -22 --separate-stderr sse-pub -u "$PEER" --ndjson <lines
	[ "$output" = "$(receipt 2 0 1007)" ]
	taken_is <(printf '%s\n' a b)
	[ "$(sed -n "s|.*$PEER/: ||p" <<<"$stderr")" = "$(cat <<-'EOF'
		line 1: bad-json: a line must be a whole JSON object
		lines 2 to 1004: 1003 more like that; jq -c writes an object on one line
		line 1007: bad-json: a line must be a whole JSON object
		line 1009: bad-json: a line must be a whole JSON object
		line 1011: 1 more like that; jq -c writes an object on one line
	EOF
	)" ]
	# -v tells each.
	run -22 --separate-stderr sse-pub -u "$PEER" --ndjson -v <lines
	[ "$(grep -c 'bad-json: ' <<<"$stderr")" -eq 1007 ]
}

# on_terminal command: what sh -c shows of it on a terminal is in shown.  Its
# input is a line, and another once the first was told.
on_terminal() {
	rm -f in
	mkfifo in
	timeout 60 script -qefc "$1 <in" /dev/null </dev/null >shown 3>&- &
	exec 9>in
	echo a >&9
	wait_until grep -q '1 line,' shown
	echo b >&9
	exec 9>&-
	wait "$!"
	tr -d '\033' <shown >text
}

# In the time in which a line would be told: a line, and another after it.
slow() {
	echo a
	timeout 1.3 tail -f /dev/null || true
	echo b
}

@test "on a terminal long input is told how far it is, else it is not" {
	start_ssed
	on_terminal "sse-pub -u $HUB -l >/dev/null"
	[[ $(<text) == *'1 line, '*'/s, 0 retries'*$'\r[K'* ]]
	# Of a row that went on in the next the start could not be cleared.
	on_terminal "stty cols 11; sse-pub -u $HUB -l >/dev/null"
	[[ $(<text) == *$'\r[K1 line, '[0-9]'/'$'\r[K'* ]]
	slow | timeout 20 script -qec "sse-pub -u $HUB -lq" /dev/null >shown
	[ "$(<shown)" = $'a\r\nb\r' ]
	slow | sse-pub -u "$HUB" -l >/dev/null 2>shown
	[ ! -s shown ]
}

@test "input of any length takes less than 24 MiB" {
	PLAIN=${SSE_RELEASE:-$ROOT/build/release}/bin/sse-pub
	[ -x "$PLAIN" ] || skip "there is no build without sanitizers"
	start_ssed --keep-bytes=1M
	mkfifo in
	"$PLAIN" -u "$HUB" -l -q <in 3>&- &
	pid=$!
	exec 9>in
	yes "$(printf '%01000d' 0)" | head -c 50M >&9
	echo >&9
	echo end >&9
	run -0 timeout 60 sse-cat -s -r --until=end \
		"$HUB/events/main?since=all"
	(($(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status") < 24 << 10))
	exec 9>&-
	wait "$pid"
}
