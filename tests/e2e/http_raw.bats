#!/usr/bin/env bats
# HTTP/1.1 as hostile or odd clients speak it, octet by octet.

load ../lib/helpers

H='Host: x\r\n'
LAST="GET /nope HTTP/1.1\r\n${H}Connection: close\r\n\r\n"

setup() {
	start_ssed
}

teardown() {
	stop_ssed
}

# statuses: prints the status codes in $output, on one line.
statuses() {
	grep -ao '^HTTP/1[.]1 [0-9]*' <<<"$output" | cut -d' ' -f2 | xargs
}

@test "requests that are pipelined are answered in order" {
	run -0 raw "GET /healthz HTTP/1.1\r\n$H\r\nPOST /events/a HTTP/1.1\r\n${H}Content-Length: 2\r\n\r\nhiPUT /sse HTTP/1.1\r\n$H\r\n$LAST"
	[[ $(statuses) == '200 200 405 404' ]]
}

@test "a thousand requests in one go have a thousand answers" {
	many=$(printf "GET /healthz HTTP/1.1\\\\r\\\\n$H\\\\r\\\\n%.0s" {1..1000})
	run -0 raw "$many$LAST"
	[[ $(grep -c '^HTTP/1.1 200' <<<"$output") == 1000 ]]
	[[ $(grep -c '^HTTP/1.1 404' <<<"$output") == 1 ]]
}

@test "nothing is answered behind Connection: close" {
	run -0 raw "${LAST}GET /healthz HTTP/1.1\r\n$H\r\n"
	[[ $(statuses) == 404 ]]
}

@test "a request may come an octet at a time" {
	request="POST /events/a HTTP/1.1\r\n${H}Connection: close\r\nContent-Length: 2\r\n\r\nhi"
	printf '%b' "$request" >"$BATS_TEST_TMPDIR/request"
	mapfile -t octets < <(od -An -v -to1 -w1 "$BATS_TEST_TMPDIR/request")
	run -0 raw "${octets[@]/# /\\0}"
	[[ $(statuses) == 200 && $output == *'"topic":"a"'* ]]
}

@test "HTTP/1.0 ends after one answer, unless it asks otherwise" {
	run -0 raw 'GET /healthz HTTP/1.0\r\n\r\nGET /healthz HTTP/1.0\r\n\r\n'
	[[ $(statuses) == 200 ]]
	run -0 raw 'GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /healthz HTTP/1.0\r\n\r\n'
	[[ $(statuses) == '200 200' && $output == *'Connection: keep-alive'* ]]
}

@test "chunks, extensions and trailers are taken apart" {
	run -0 raw "POST /events/a?id=1 HTTP/1.1\r\n${H}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n" \
		"3;x=y\r\n yo\r\n0\r\nTr: a\r\n\r\n$LAST"
	[[ $(statuses) == '200 404' ]]
	run -0 post '/events/a?id=1' 'hi yo'
	[[ $output == *'"duplicate":true}' ]]
}

@test "100-continue is sent when the body is welcome" {
	exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'POST /events/a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n' >&"$fd"
	IFS= read -r -t 10 -u "$fd" line
	[[ $line == $'HTTP/1.1 100 Continue\r' ]]
	printf hi >&"$fd"
	run -0 timeout 10 cat <&"$fd"
	[[ $output == *'HTTP/1.1 200 '*'"topic":"a"'* ]]
}

@test "100-continue is not sent when it is not" {
	run -0 raw "POST /events/a HTTP/1.1\r\n${H}Expect: 100-continue\r\nContent-Length: 1048577\r\n\r\n"
	[[ $(statuses) == 413 ]]
	run -0 raw "POST /nope HTTP/1.1\r\n${H}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"
	[[ $(statuses) == 404 ]]
}

@test "what two parsers could read in two ways is refused, and the end" {
	for fields in 'Content-Length: 3\r\nTransfer-Encoding: chunked' \
		'Transfer-Encoding: chunked\r\nContent-Length: 3' \
		'Content-Length: 3\r\nContent-Length: 3' \
		'Content-Length: 3, 3' 'Content-Length: -3' \
		'Content-Length: +3' 'Content-Length: 0x3' \
		'Content-Length: 99999999999999999999' \
		'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked' \
		'Content-Length : 3' 'X: y\r\n z' 'X: a\0000b' 'X: a\nb: c' \
		'Host: y' 'X y' ': y'; do
		run -0 raw "POST /events/a HTTP/1.1\r\n${H}$fields\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
		echo "$fields: $output"
		[[ $(statuses) == 400 ]]
		[[ $output == *'Connection: close'* ]]
	done
}

@test "a request line that is none is refused" {
	for line in 'hello' 'GET /' 'GET  / HTTP/1.1' 'GET / HTTP/1.1 ' \
		'GET / http/1.1' ' GET / HTTP/1.1' '\0026\0003\0001' \
		'GET /a b HTTP/1.1' '(GET) / HTTP/1.1' 'GET x HTTP/1.1'; do
		run -0 raw "$line\r\n${H}\r\n"
		echo "$line: $output"
		[[ $(statuses) == 400 ]]
	done
	run -0 raw 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
	[[ $(statuses) == 505 ]]
	run -0 raw 'GET /healthz HTTP/1.1\r\n\r\n'
	[[ $(statuses) == 400 && $output == *'Host is missing'* ]]
}

@test "a transfer coding that is unknown is 501" {
	run -0 raw "POST /events/a HTTP/1.1\r\n${H}Transfer-Encoding: gzip, chunked\r\n\r\n"
	[[ $(statuses) == 501 ]]
}

@test "chunks that are malformed are refused" {
	for body in 'zz\r\n' '2\nhi' '2\r\nhiX\r\n' '-1\r\n' \
		'11111111111111111\r\n' '0\r\nX y\r\n\r\n'; do
		run -0 raw "POST /events/a HTTP/1.1\r\n${H}Transfer-Encoding: chunked\r\n\r\n$body"
		echo "$body: $output"
		[[ $(statuses) == 400 ]]
	done
}

@test "a body where none belongs is passed over" {
	run -0 raw "GET /healthz HTTP/1.1\r\n${H}Content-Length: 3\r\n\r\nabc$LAST"
	[[ $(statuses) == '200 404' ]]
}

@test "a target may be absolute" {
	run -0 raw "GET http://x/healthz HTTP/1.1\r\n$H\r\n$LAST"
	[[ $(statuses) == '200 404' ]]
}

@test "every answer has a date, and none is guessed to be a page" {
	run -0 raw "$LAST"
	[[ $output =~ Date:\ [A-Z][a-z]{2},\ [0-9]{2}\ [A-Z][a-z]{2}\ [0-9]{4}\ [0-9:]{8}\ GMT ]]
	[[ $output == *'X-Content-Type-Options: nosniff'* ]]
}
