#!/usr/bin/env bats
# sse-cat by itself, against a server that does as it is told.
# sse-cat(1): what is printed, how it ends, when it connects again.

load ../lib/helpers
load ../lib/script

teardown() {
	stop_script
}

cat_once() {
	sse-cat --retry=0 "$@"
}

@test "an event is a JSON line: event, id, data, and the topic if there is one" {
	start_script 'stream data: hi\n\nevent: alert\nid: 7\ntopic: a/b\ndata: "x"\ndata: y\n\n'
	run -0 --separate-stderr cat_once "$PEER"
	[ "${lines[0]}" = '{"event":"message","id":"","data":"hi"}' ]
	[ "${lines[1]}" = '{"event":"alert","id":"7","data":"\"x\"\ny","topic":"a/b"}' ]
	[ "${#lines[@]}" -eq 2 ]
	[ -z "$stderr" ]
}

@test "control characters of a stream reach a terminal escaped" {
	start_script 'stream data: \x1b[31m\x7f\xc2\x9b\xff\n\n'
	run -0 cat_once "$PEER"
	[ "$output" = '{"event":"message","id":"","data":"\u001b[31m\u007f\u009b'$'\xef\xbf\xbd''"}' ]
}

@test "--format=data and -r print the data and a line end" {
	start_script 'stream data: a\ndata: b\n\ndata:\n\n'
	cat_once --format=data "$PEER" >"$BATS_TEST_TMPDIR/out"
	printf 'a\nb\n\n' | cmp - "$BATS_TEST_TMPDIR/out"
	run -0 cat_once -r "$PEER"
	[ "${lines[0]}" = a ]
}

@test "--format=sse prints a stream that parses back to the same events" {
	start_script 'stream data: a\n\nid: 1\nevent: x\ntopic: t\ndata: b\ndata: c\n\nid\ndata: d\n\n'
	cat_once "$PEER" >"$BATS_TEST_TMPDIR/first"
	printed=$(cat_once --format=sse "$PEER")
	start_script "stream ${printed//$'\n'/\\n}\n\n"
	cat_once "$PEER" >"$BATS_TEST_TMPDIR/second"
	diff "$BATS_TEST_TMPDIR/first" "$BATS_TEST_TMPDIR/second"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/first")" -eq 3 ]
}

@test "-e prints only events of that type, -E all others" {
	start_script 'stream event: a\ndata: 1\n\nevent: b\ndata: 2\n\ndata: 3\n\n'
	run -0 cat_once -r -e a -e message "$PEER"
	[ "$output" = $'1\n3' ]
	run -0 cat_once -r -E a "$PEER"
	[ "$output" = $'2\n3' ]
}

@test "an event that is not printed still moves the cursor" {
	start_script 'stream retry: 0\nid: 5\nevent: no\ndata: 1\n\n' 'stream id: 6\ndata: 2\n\n'
	run -0 sse-cat -r -n 1 -E no "$PEER"
	[ "$output" = 2 ]
	[ "$(header 2 last-event-id)" = 5 ]
}

@test "the hub's control events go to standard error, unless asked for" {
	start_script 'stream event: ssed.gap\ndata: {"missed":3}\n\ndata: x\n\n'
	run -0 --separate-stderr cat_once -r "$PEER"
	[ "$output" = x ]
	[ "$stderr" = "sse-cat: $PEER/: ssed.gap {\"missed\":3}" ]
	run -0 --separate-stderr cat_once -r -e ssed.gap "$PEER"
	[ "$output" = '{"missed":3}' ]
	[ -z "$stderr" ]
}

@test "-n ends after so many events, and leaves the rest" {
	start_script 'hold data: 1\n\ndata: 2\n\ndata: 3\n\n'
	run -0 sse-cat -r -n 2 "$PEER"
	[ "$output" = $'1\n2' ]
}

@test "a stream that ends before -n is a failure: 56" {
	start_script 'stream data: 1\n\n'
	run -56 --separate-stderr cat_once -r -n 2 "$PEER"
	[ "$output" = 1 ]
	[[ $stderr == *'ended after 1 of 2 events'* ]]
}

@test "-m holds while nobody takes what is printed" {
	start_script "hold data: $(printf '%0100000d' 0)\n\n"
	mkfifo "$BATS_TEST_TMPDIR/pipe"
	exec 9<>"$BATS_TEST_TMPDIR/pipe"
	run -28 timeout 20 bash -c 'sse-cat -m 300ms "$1" >&9' - "$PEER"
	exec 9>&-
}

@test "-m ends it after that time, however idle it is: 28" {
	start_script 'hold data: 1\n\n'
	run -28 --separate-stderr sse-cat -r -m 2 "$PEER"
	[ "$output" = 1 ]
	[[ $stderr == *'the time is over'* ]]
	start_script hang
	run -28 sse-cat -m 300ms "$PEER"
}

@test "it connects again by itself and asks for what came after the last id" {
	start_script 'stream retry: 0\nid: 1\ndata: a\n\n' \
		'reset id: \xc3\xa9 2\n\n: no data, but the id holds\n' \
		'stream data: b\n\n'
	run -0 --separate-stderr sse-cat -r -n 2 "$PEER"
	[ "$output" = $'a\nb' ]
	run -4 header 1 last-event-id
	[ "$(header 2 last-event-id)" = 1 ]
	# Byte for byte: what came as UTF-8 goes back as UTF-8.
	[ "$(header 3 last-event-id)" = $'\xc3\x83\xc2\xa9 2' ]
}

@test "an event that was cut off is not printed" {
	start_script 'stream data: 1\n\ndata: half'
	run -0 cat_once -r "$PEER"
	[ "$output" = 1 ]
}

@test "--last-event-id is what the first request asks for" {
	start_script 'stream retry: 0\ndata: 1\n\n' 'stream data: 2\n\n'
	run -0 sse-cat -r -n 2 --last-event-id=41 "$PEER"
	[ "$(header 1 last-event-id)" = 41 ]
	[ "$(header 2 last-event-id)" = 41 ]
	run -2 sse-cat --last-event-id=$'a\nb' "$PEER"
}

@test "a newer id wins over one that was given as a header" {
	start_script 'stream retry: 0\nid: 9\ndata: 1\n\n' 'stream data: 2\n\n'
	run -0 sse-cat -r -n 2 -H 'last-event-id: 3' "$PEER"
	[ "$(header 1 last-event-id)" = 3 ]
	[ "$(header 2 last-event-id)" = 9 ]
}

@test "it asks for an event stream, and nothing from a cache" {
	start_script 'stream data: 1\n\n'
	cat_once "$PEER/a?b=c"
	[ "$(header 1 accept)" = text/event-stream ]
	[ "$(header 1 cache-control)" = no-store ]
	[[ $(header 1 user-agent) == sse-cat/* ]]
	jq -e '.line == "GET /a?b=c HTTP/1.1"' "$REQUESTS"
}

@test "-H adds, replaces and takes away headers" {
	start_script 'stream data: 1\n\n'
	cat_once -H 'Accept: x/y' -H 'X-Two: 2' -H 'User-Agent:' "$PEER"
	[ "$(header 1 accept)" = x/y ]
	[ "$(header 1 x-two)" = 2 ]
	run -4 header 1 user-agent
	run -2 cat_once -H 'no header' "$PEER"
	[[ $output == *"must be 'Name: value'"* ]]
}

@test "-d posts its data, again after each reconnection" {
	printf '{"ask": 1}\n' >"$BATS_TEST_TMPDIR/ask"
	start_script 'stream retry: 0\ndata: 1\n\n' 'stream data: 2\n\n'
	sse-cat -n 2 -d "@$BATS_TEST_TMPDIR/ask" "$PEER"
	jq -se '.[].line == "POST / HTTP/1.1" and
		.[].body == "{\"ask\": 1}\n"' "$REQUESTS"
	start_script 'stream data: 1\n\n'
	cat_once -X PUT -d x "$PEER"
	jq -e '.line == "PUT / HTTP/1.1" and .body == "x"' "$REQUESTS"
	run -2 cat_once -d "@$BATS_TEST_TMPDIR/none" "$PEER"
}

@test "204 ends it, and all is well" {
	start_script 'stream retry: 0\ndata: 1\n\n' 'raw HTTP/1.1 204 No\r\n\r\n'
	run -0 sse-cat -r -n 9 "$PEER"
	[ "$output" = 1 ]
}

@test "408, 429 and 5xx are tried again" {
	for code in 408 429 500 503; do
		start_script "answer $code text/plain no" 'stream data: 1\n\n'
		run -0 --separate-stderr sse-cat -r -n 1 --retry-delay=0 "$PEER"
		[ "$output" = 1 ]
		[ "$stderr" = "sse-cat: $PEER/: $code no; again in 0.0 s" ]
	done
}

@test "any other status ends it, with the first line of the answer: 22" {
	for code in 302 400 401 403 404 410; do
		start_script "answer $code text/plain because\r\nof this"
		run -22 sse-cat "$PEER"
		[ "$output" = "sse-cat: $PEER/: $code because" ]
	done
	start_script 'answer 404 application/problem+json {"detail":"no\\ntopic"}'
	run -22 sse-cat "$PEER"
	[ "$output" = "sse-cat: $PEER/: 404 no?topic" ]
	start_script 'answer 404 text/plain \x1b]0;title\x07'
	run -22 sse-cat "$PEER"
	[ "$output" = "sse-cat: $PEER/: 404 ?]0;title?" ]
}

@test "an answer that is no event stream ends it: 8" {
	start_script 'answer 200 text/html <p>hello'
	run -8 sse-cat "$PEER"
	[ "$output" = "sse-cat: $PEER/: not an event stream (text/html): <p>hello" ]
	start_script 'answer 200 text/event-streams x'
	run -8 sse-cat "$PEER"
}

@test "a stream that is encoded is none: 8" {
	start_script 'raw HTTP/1.1 200 x\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b'
	run -8 sse-cat "$PEER"
	[ "$output" = "sse-cat: $PEER/: not an event stream (text/event-stream, encoded as gzip)" ]
}

@test "what a server sends cannot steer the terminal from standard error" {
	start_script 'raw HTTP/1.1 200 x\r\nContent-Type: a\x1b[31mb\r\n\r\n\x1b[31m'
	run -8 sse-cat "$PEER"
	[[ $output != *$'\e'* ]]
	start_script 'stream event: ssed.\x1b[31m\ndata: \x1b[31m\n\n'
	run -0 cat_once "$PEER"
	[ "$output" = "sse-cat: $PEER/: ssed.?[31m ?[31m" ]
}

@test "a content type may have parameters, and any case" {
	start_script 'answer 200 Text/Event-Stream;charset=utf-8 data: 1\n\n'
	run -0 cat_once -r "$PEER"
	[ "$output" = 1 ]
}

@test "--retry=N gives up after N failures in a row; a stream clears the count" {
	start_script 'answer 500 text/plain a' 'stream retry: 0\ndata: 1\n\n' \
		'answer 500 text/plain b' 'answer 500 text/plain c' \
		'answer 500 text/plain d'
	run -22 --separate-stderr sse-cat -r --retry=2 --retry-delay=0 "$PEER"
	[ "$output" = 1 ]
	# The end of the stream was a failure too: then b, and c is too much.
	[ "$(wc -l <"$REQUESTS")" -eq 4 ]
	[[ ${stderr##*$'\n'} == *'500 c' ]]
}

@test "--retry=0 never connects again" {
	for step in 'stream data: 1\n\n' 'answer 503 text/plain no' close; do
		start_script "$step"
		cat_once "$PEER" || true
		[ "$(wc -l <"$REQUESTS")" -eq 1 ]
	done
}

@test "the delay doubles, and Retry-After raises it" {
	start_script 'answer 503 text/plain no'
	said_before_end 'again in 0\.2 s' \
		sse-cat -v --retry-delay=0.1 --retry-max=0.2 "$PEER"
	[[ $output == *'again in 0.1 s'*'again in 0.2 s'* ]]
	start_script 'raw HTTP/1.1 503 No\r\nRetry-After: 70\r\n\r\n'
	said_before_end 'again in 7[0-7]\.' sse-cat "$PEER"
}

@test "Retry-After may be a date, and it may have passed" {
	start_script 'raw HTTP/1.1 503 No\r\nRetry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n\r\n' \
		'stream data: 1\n\n'
	run -0 sse-cat -n 1 --retry-delay=0 "$PEER"
	[[ $output == *'again in 0.'* ]]
}

@test "what breaks behind an interim answer is tried again" {
	start_script 'raw HTTP/1.1 103 Early\r\nLink: </x>\r\n\r\n' \
		'raw garbage\n\n\n' 'stream data: 1\n\n'
	run -0 --separate-stderr sse-cat -r -n 1 --retry-delay=0 "$PEER"
	[ "$output" = 1 ]
	start_script 'raw garbage\n\n\n'
	run -56 cat_once "$PEER"
}

@test "until an event has come, the place is the one that the hub names" {
	start_script 'stream retry: 0\nevent: ssed.open\ndata: {"last":"9-0"}\n\n' \
		'stream data: 1\n\n' 'stream id: 3\ndata: 2\n\n' \
		'stream event: ssed.open\ndata: {"last":"10-0"}\n\n' \
		'stream data: 3\n\n'
	run -0 --separate-stderr sse-cat -r -n 3 "$PEER"
	[ "$(header 2 last-event-id)" = 9-0 ]
	[ "$(header 5 last-event-id)" = 3 ]
}

@test "a failure that goes on is told once" {
	start_script 'answer 503 text/plain no' 'answer 503 text/plain no' \
		'answer 503 text/plain no' 'stream data: 1\n\n'
	run -0 --separate-stderr sse-cat -n 1 --retry-delay=0 "$PEER"
	[ "$(grep -c 503 <<<"$stderr")" -eq 1 ]
}

@test "what breaks has curl's numbers: 7 no connection, 52 no answer, 56 broken off" {
	start_script close
	run -52 cat_once "$PEER"
	start_script 'reset data: 1\n\n'
	run -56 cat_once "$PEER"
	stop_script
	run -7 cat_once "$PEER"
	[[ $output == "sse-cat: $PEER/: "*onnect* ]]
}

@test "redirects are followed, with the headers, and dropped bodies" {
	start_script 'raw HTTP/1.1 307 x\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n' \
		'raw HTTP/1.1 303 x\r\nLocation: c\r\nContent-Length: 0\r\n\r\n' \
		'stream data: 1\n\n'
	cat_once -H 'X-Key: k' -d body "$PEER/a"
	jq -sre '[.[] | .line + "|" + .body] | join(",")' "$REQUESTS" |
		grep -Fx 'POST /a HTTP/1.1|body,POST /b HTTP/1.1|body,GET /c HTTP/1.1|'
	[ "$(header 3 x-key)" = k ]
}

@test "a redirect to another origin does not get the user's headers" {
	start_script 'stream data: 1\n\n'
	other=$PEER
	SCRIPT_MORE=1 start_script "raw HTTP/1.1 302 x\r\nLocation: $other/\r\nContent-Length: 0\r\n\r\n"
	run -0 --separate-stderr cat_once -r -H 'X-Key: k' \
		-H 'Authorization: Bearer t' --last-event-id=3 "$PEER"
	[ "$output" = 1 ]
	[ "$(header 1 x-key)" = k ]
	sed -i 1d "$REQUESTS"
	run -4 header 1 x-key
	run -4 header 1 authorization
	[ "$(header 1 last-event-id)" = 3 ]
}

@test "who was let in stays so at the same origin" {
	start_script 'raw HTTP/1.1 302 x\r\nLocation: /b\r\n\r\n' \
		'stream data: 1\n\n'
	run -0 cat_once "http://me:pw@${PEER#http://}"
	[ "$(header 2 authorization)" = "$(header 1 authorization)" ]
}

@test "redirects without end are too many, and go to http only: 47" {
	start_script 'raw HTTP/1.1 302 x\r\nLocation: /\r\nContent-Length: 0\r\n\r\n'
	run -47 sse-cat "$PEER"
	[ "$(wc -l <"$REQUESTS")" -eq 11 ]
	start_script 'raw HTTP/1.1 302 x\r\nLocation: file:///etc/passwd\r\n\r\n'
	run -47 sse-cat "$PEER"
	[[ $output != *root:* ]]
}

@test "--max-event bounds an event: 63" {
	start_script "hold data: 1\n\ndata: $(printf '%0200d' 0)"
	run -63 --separate-stderr sse-cat -r --max-event=100 "$PEER"
	[ "$output" = 1 ]
	[[ $stderr == *'an event is over 100 bytes'* ]]
}

@test "it leaves when its reader leaves, on an idle stream too: 23" {
	start_script 'hold data: 1\n\n'
	run -0 bash -c 'sse-cat -r "$1" | { read -r line; echo "$line"; }
		[ "${PIPESTATUS[0]}" = 23 ]' - "$PEER"
	[ "$output" = 1 ]
}

@test "what cannot be written is told: 23" {
	start_script 'hold data: 1\n\n'
	run -23 bash -c 'sse-cat "$1" >/dev/full' - "$PEER"
	[ "$output" = 'sse-cat: standard output: No space left on device' ]
	run -23 bash -c 'sse-cat "$1" >&-' - "$PEER"
}

@test "a password in the URL is used, and not shown" {
	start_script 'answer 404 text/plain no'
	run -22 sse-cat "${PEER/:\/\//:\/\/me:secret@}"
	[[ $output == "sse-cat: $PEER/: 404 no" ]]
	[ "$(header 1 authorization)" = "Basic $(printf me:secret | base64)" ]
}

@test "-s says nothing, but the exit status does" {
	start_script 'answer 404 text/plain no'
	run -22 sse-cat -s "$PEER"
	[ -z "$output" ]
}

@test "a certificate that nobody vouches for ends it: 60; -k takes it" {
	cd "$BATS_TEST_TMPDIR"
	openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=127.0.0.1 \
		-days 2 -keyout key.pem -out cert.pem
	TLS_CERT=cert.pem TLS_KEY=key.pem start_script 'stream data: 1\n\n'
	run -60 sse-cat "${PEER/http/https}"
	run -0 cat_once -r -k "${PEER/http/https}"
	[ "$output" = 1 ]
}

@test "a wrong command line says what is wrong, and a hint: 2" {
	run -2 sse-cat
	[ "${lines[1]}" = "Try 'sse-cat --help'." ]
	run -2 sse-cat --formt=json http://127.0.0.1/
	[[ $output == *"unknown option '--formt'"*"--format"* ]]
	run -2 sse-cat --format=xml http://127.0.0.1/
	[[ $output == *json*data*sse* ]]
	run -2 sse-cat -n 0 http://127.0.0.1/
	run -2 sse-cat ftp://127.0.0.1/
	run -2 sse-cat 'http://[::1'
}

@test "--help fits a screen, --version is a line" {
	run -0 --separate-stderr sse-cat --help
	((${#lines[@]} <= 80))
	[[ $output == *--last-event-id=ID* ]]
	run -0 sse-cat -V
	[[ $output =~ ^sse-cat\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}
