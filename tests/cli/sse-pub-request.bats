#!/usr/bin/env bats
# Who sse-pub says it is.  sse-pub(1): AUTHENTICATION.

load ../lib/helpers
load ../lib/script

RECEIPT='answer 200 application/json {"id":"\i"}'

setup() {
	cd "$BATS_TEST_TMPDIR"
	export HOME=$BATS_TEST_TMPDIR
	unset SSE_TOKEN SSE_URL http_proxy https_proxy all_proxy no_proxy
	echo file >token
	printf 'machine 127.0.0.1 login me password pw\n' >.netrc
}

teardown() {
	stop_script
}

publish() {
	sse-pub -q -m x -u "$PEER" "$@"
}

@test "--token-file and SSE_TOKEN send a bearer token, --netrc a password" {
	start_script "$RECEIPT"
	publish
	run -4 header 1 authorization
	SSE_TOKEN='env' publish
	[ "$(header 2 authorization)" = 'Bearer env' ]
	SSE_TOKEN='env' publish --token-file=token
	[ "$(header 3 authorization)" = 'Bearer file' ]
	SSE_TOKEN='env' publish --netrc
	[ "$(header 4 authorization)" = "Basic $(printf me:pw | base64)" ]
	SSE_TOKEN='env' publish -H 'Authorization: mine'
	[ "$(header 5 authorization)" = mine ]
}

@test "what is no token is refused before anything is sent, and not shown" {
	start_script "$RECEIPT"
	run -2 publish --token-file=none
	[ "${lines[0]}" = 'sse-pub: none: No such file or directory' ]
	SSE_TOKEN='hush hush' run -2 publish
	[[ $output != *hush* ]]
	run -2 publish --token-file=token --netrc
	[ ! -s "$REQUESTS" ]
}

@test "a long path does not hide the reason" {
	deep=$PWD/$(printf 'd%.0s' {1..200})/$(printf 'é%.0s' {1..100})
	mkdir -p "$deep"
	echo 'no token' >"$deep/file"
	run -2 publish -u http://127.0.0.1:1 --token-file="$deep/none"
	[[ ${lines[0]} == "sse-pub: ${PWD:0:20}"*'...'*'é/none: No such file or directory' ]]
	run -2 publish -u http://127.0.0.1:1 --token-file="$deep/file"
	[[ ${lines[0]} == *'...'*'é/file: '* ]]
	run -2 publish -u http://127.0.0.1:1 --spool="$deep/file/spool"
	[[ ${lines[0]} == *'...'*'é/file/spool: Not a directory'* ]]
	# A long URL gives way as well.
	run -7 publish -u "http://127.0.0.1:1/$(printf 'd%.0s' {1..300})" \
		--timeout=300ms
	[[ $output == "sse-pub: http://127.0.0.1:1/d"*'d...d'*': '*[Cc]onne* ]]
}

@test "the token is read again for each request" {
	start_script "answer 200 application/json\
 {\"accepted\":1,\"duplicates\":0,\"errors\":[]}"
	mkfifo lines
	sse-pub -q -l -u "$PEER" --token-file=token <lines 3>&- &
	pid=$!
	exec 9>lines
	echo one >&9
	wait_until test -s "$REQUESTS"
	echo newer >token.new
	mv token.new token
	echo two >&9
	exec 9>&-
	wait "$pid"
	[ "$(header 1 authorization)" = 'Bearer file' ]
	[ "$(header 2 authorization)" = 'Bearer newer' ]
}

@test "another origin is not told who publishes" {
	start_script 'answer 200 application/json {"id":"1"}'
	other=$PEER
	SCRIPT_MORE=1 start_script \
		"raw HTTP/1.1 307 x\r\nLocation: $other/\r\nContent-Length: 0\r\n\r\n"
	publish --id 1 --token-file=token
	[ "$(header 1 authorization)" = 'Bearer file' ]
	run -4 header 2 authorization
}
