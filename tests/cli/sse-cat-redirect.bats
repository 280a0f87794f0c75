#!/usr/bin/env bats
# Where sse-cat is led, and what it takes along.  sse-cat(1): REDIRECTS.

load ../lib/helpers
load ../lib/script
load ../lib/proxy

setup() {
	cd "$BATS_TEST_TMPDIR"
	export HOME=$BATS_TEST_TMPDIR
	unset SSE_TOKEN http_proxy https_proxy all_proxy no_proxy
	echo hush >token
	printf 'machine 127.0.0.1 login me password pw\n' >.netrc
}

teardown() {
	stop_script
	stop_peers
}

cat_once() {
	sse-cat --retry=0 -r "$@"
}

# to status url: a step that points there.
to() {
	printf %s "raw HTTP/1.1 $1 x\r\nLocation: $2\r\n" \
		'Content-Length: 0\r\n\r\n'
}

# start_other: another origin, as OTHER, beside what comes next.
start_other() {
	start_script 'stream data: 1\n\n'
	OTHER=$PEER
}

# lines_are text...: the request lines so far, without the version.
lines_are() {
	diff <(printf '%s\n' "$@") \
		<(jq -r '.line | rtrimstr(" HTTP/1.1")' "$REQUESTS")
}

# last name: what the last request said.
last() {
	header "$(wc -l <"$REQUESTS")" "$1"
}

# has_none name...: the last request said none of them.
has_none() {
	local name

	for name; do
		run -4 last "$name"
	done
}

# scenarios where [step]: sets STEPS to those of each status, for a GET and a
# POST: a redirect there, and the step.  WANT: the methods that arrive.
scenarios() {
	local status

	STEPS=()
	WANT=()
	for status in 301 302 303 307 308; do
		STEPS+=("$(to "$status" "$1")" "${@:2}")
		STEPS+=("$(to "$status" "$1")" "${@:2}")
		WANT+=(GET)
		if ((status <= 303)); then WANT+=(GET); else WANT+=(POST); fi
	done
}

# arrives method: the last request was that, with or without its body.
arrives() {
	local body=''

	[[ $1 == GET ]] || body=body
	tail -n 1 "$REQUESTS" | jq -e --arg method "$1 " --arg body "$body" \
		'.body == $body and (.line | startswith($method))'
}

@test "at the same origin every status takes everything along, but bodies" {
	scenarios /b 'stream data: 1\n\n'
	start_script "${STEPS[@]}"
	for ((turn = 0; turn < 10; turn++)); do
		data=()
		((turn % 2 == 0)) || data=(-d body)
		run -0 cat_once -u me:pw -b a=1 -H 'X-Key: k' \
			--last-event-id=3 "${data[@]}" "$PEER/a"
		[ "$output" = 1 ]
		arrives "${WANT[turn]}"
		[ "$(last authorization)" = "Basic $(printf me:pw | base64)" ]
		[ "$(last cookie)" = a=1 ]
		[ "$(last x-key)" = k ]
		[ "$(last last-event-id)" = 3 ]
	done
	[ "$(wc -l <"$REQUESTS")" -eq 20 ]
}

@test "to another origin no status takes along who it is" {
	start_other
	scenarios "$OTHER/b"
	SCRIPT_MORE=1 start_script "${STEPS[@]}"
	for ((turn = 0; turn < 10; turn++)); do
		data=()
		((turn % 2 == 0)) || data=(-d body)
		run -0 cat_once -u me:pw -b a=1 -H 'X-Key: k' \
			--last-event-id=3 "${data[@]}" "$PEER/a"
		[ "$output" = 1 ]
		arrives "${WANT[turn]}"
		[ "http://$(last host)" = "$OTHER" ]
		has_none authorization cookie x-key
		[ "$(last last-event-id)" = 3 ]
		[ "$(last accept)" = text/event-stream ]
	done
	[ "$(wc -l <"$REQUESTS")" -eq 20 ]
}

@test "however it says who it is, another origin is not told" {
	start_other
	SCRIPT_MORE=1 start_script "$(to 302 "$OTHER")"
	for option in -ume:pw --token-file=token --netrc \
		-H'Authorization: Bearer hush' -bsid=hush -H'Cookie: sid=hush'; do
		run -0 cat_once "$option" "$PEER"
		has_none authorization cookie
		before=$(($(wc -l <"$REQUESTS") - 1))
		header "$before" authorization || header "$before" cookie
	done
	SSE_TOKEN=hush run -0 cat_once "$PEER"
	has_none authorization
	run -0 cat_once "${PEER/:\/\//:\/\/me:pw@}"
	has_none authorization
	[ "$(wc -l <"$REQUESTS")" -eq 16 ]
}

@test "a token goes along at the same origin" {
	start_script "$(to 307 /b)" 'stream data: 1\n\n'
	run -0 cat_once --token-file=token "$PEER/a"
	[ "$(header 2 authorization)" = 'Bearer hush' ]
}

@test "from https to http nothing goes along, nor the other way" {
	make_certificates
	start_other
	TLS_CERT=server.pem TLS_KEY=server.key SCRIPT_MORE=1 \
		start_script "$(to 301 "$OTHER/b")" 'stream data: 1\n\n'
	secure=${PEER/http/https}
	run -0 cat_once -k -u me:pw -b a=1 -H 'X-Key: k' "$secure/a"
	lines_are 'GET /a' 'GET /b'
	has_none authorization cookie x-key
	SCRIPT_MORE=1 start_script "$(to 301 "$secure/c")"
	run -0 cat_once --cacert ca.pem --token-file=token -H 'X-Key: k' "$PEER"
	lines_are 'GET /' 'GET /c'
	has_none authorization x-key
}

@test "the same host by another name is another origin" {
	start_script "$(to 302 'http://localhost:\p/b')" 'stream data: 1\n\n'
	run -0 cat_once -u me:pw -b a=1 "$PEER/a"
	lines_are 'GET /a' 'GET /b'
	has_none authorization cookie
}

@test "back at home it is known again" {
	start_script "$(to 302 'http://localhost:\p/b')" \
		"$(to 302 'http://127.0.0.1:\p/c')" 'stream data: 1\n\n'
	run -0 cat_once -u me:pw -H 'X-Key: k' "$PEER/a"
	lines_are 'GET /a' 'GET /b' 'GET /c'
	run -4 header 2 authorization
	run -4 header 2 x-key
	[ "$(header 3 authorization)" = "Basic $(printf me:pw | base64)" ]
	[ "$(header 3 x-key)" = k ]
}

@test "the client's certificate is for home, too" {
	make_certificates
	export TLS_CERT=server.pem TLS_KEY=server.key TLS_CA=ca.pem
	start_other
	SCRIPT_MORE=1 start_script "$(to 302 "${OTHER/http/https}")" \
		"$(to 302 /b)" 'stream data: 1\n\n'
	cat client.pem client.key >both.pem
	run ! cat_once --cacert ca.pem --cert both.pem "${PEER/http/https}"
	[ "$(wc -l <"$REQUESTS")" -eq 1 ]
	run -0 cat_once --cacert ca.pem --cert both.pem "${PEER/http/https}"
	[ "$(wc -l <"$REQUESTS")" -eq 3 ]
}

@test "the cookies of the jar go where their domain says" {
	start_other
	SCRIPT_MORE=1 start_script \
		"raw HTTP/1.1 302 x\r\nSet-Cookie: sid=7\r\nLocation: $OTHER/\r\n\r\n" \
		"$(to 302 "${OTHER/127.0.0.1/localhost}")"
	run -0 cat_once -c jar "$PEER"
	[ "$(last cookie)" = sid=7 ]
	grep -q sid jar
	run -0 cat_once -b jar "$PEER"
	[ "$(header 3 cookie)" = sid=7 ]
	has_none cookie
}

@test "--max-redirs says how many are followed; one more is 47" {
	start_script "$(to 302 /b)" "$(to 302 /c)" 'stream data: 1\n\n'
	run -0 cat_once --max-redirs=2 "$PEER/a"
	lines_are 'GET /a' 'GET /b' 'GET /c'
	for n in 0 1 12; do
		start_script "$(to 302 /)"
		run -47 sse-cat --max-redirs="$n" "$PEER"
		[ "$(wc -l <"$REQUESTS")" -eq $((n + 1)) ]
		[ "$output" = "sse-cat: $PEER/: too many redirects" ]
	done
	run -2 sse-cat --max-redirs=101 "$PEER"
}

@test "a redirect that leads nowhere is an answer like any other" {
	for status in 300 304 305 306; do
		start_script "$(to "$status" /b)"
		run -22 sse-cat "$PEER"
		[ "$(wc -l <"$REQUESTS")" -eq 1 ]
	done
	for place in ftp://127.0.0.1/ file:///etc/passwd 'http://[' \
		gopher://127.0.0.1/ javascript:x 'http://\xc2\x9b.invalid/'; do
		start_script "$(to 302 "$place")"
		run -47 sse-cat "$PEER"
		[ "$(wc -l <"$REQUESTS")" -eq 1 ]
	done
}

@test "a redirect may lead through a proxy" {
	start_other
	SCRIPT_MORE=1 start_script "$(to 302 "$OTHER/b")"
	start_proxy
	run -0 cat_once -x "$PROXY_ADDR" -u me:pw "$PEER/a"
	[ "$(jq -rs 'map(.to) | join(" ")' "$PROXIED")" = "$PEER/a $OTHER/b" ]
	has_none authorization
}
