#!/usr/bin/env bats
# What sse-cat asks with: who it is, its cookies, how it is answered.
# sse-cat(1): AUTHENTICATION, COOKIES, COMPRESSION.

load ../lib/helpers
load ../lib/script
load ../lib/proxy

setup() {
	cd "$BATS_TEST_TMPDIR"
	export HOME=$BATS_TEST_TMPDIR
	unset SSE_TOKEN http_proxy https_proxy all_proxy no_proxy
}

teardown() {
	stop_script
	stop_peers
}

cat_once() {
	sse-cat --retry=0 "$@"
}

# encoded_as name text...: a step: a stream that is encoded, and stays open.
encoded_as() {
	printf %s 'open HTTP/1.1 200 x\r\nContent-Type: text/event-stream' \
		"\r\nContent-Encoding: $1\r\n\r\n$(encoded "$@")"
}

basic() {
	echo "Basic $(printf %s "$1" | base64)"
}

@test "-u logs in by name, each time" {
	start_script 'stream retry: 0\ndata: 1\n\n' 'stream data: 2\n\n'
	run -0 sse-cat -r -n 2 -u me:a:b "$PEER"
	[ "$(header 1 authorization)" = "$(basic me:a:b)" ]
	[ "$(header 2 authorization)" = "$(basic me:a:b)" ]
}

@test "-u must have a password, which is not shown" {
	run -2 sse-cat -u hushhush http://127.0.0.1:1/
	[[ $output == *'--user must be NAME:PASSWORD'* ]]
	[[ $output != *hushhush* ]]
}

@test "--netrc logs in with what ~/.netrc says of the host" {
	start_script 'stream data: 1\n\n'
	run -2 cat_once --netrc "$PEER"
	[[ $output == *.netrc:\ No\ such\ file* ]]
	echo 'machine other login x password y' >.netrc
	echo 'machine 127.0.0.1 login me password pw' >>.netrc
	run -0 cat_once --netrc "$PEER"
	[ "$(header 1 authorization)" = "$(basic me:pw)" ]
	run -0 cat_once "$PEER"
	run -4 header 2 authorization
	run -0 cat_once --netrc -u you:two "$PEER"
	[ "$(header 3 authorization)" = "$(basic you:two)" ]
	run -0 cat_once --netrc "${PEER/127.0.0.1/localhost}"
	run -4 header 4 authorization
}

@test "--token-file sends a bearer token, read again at each reconnection" {
	printf ' one\r\n' >token
	# The time until it comes back is for the other token to get there.
	start_script 'stream retry: 2000\ndata: 1\n\n' 'hold data: 2\n\n'
	sse-cat -r --token-file=token "$PEER" >out 2>&1 3>&- &
	pid=$!
	wait_until test -s "$REQUESTS"
	echo two >token.new
	mv token.new token
	wait_until grep -qx 2 out
	kill "$pid"
	wait "$pid" || true
	[ "$(header 1 authorization)" = 'Bearer one' ]
	last=$(wc -l <"$REQUESTS")
	[ "$(header "$last" authorization)" = 'Bearer two' ]
}

@test "a token's file that is gone for a while is tried again" {
	echo one >token
	start_script 'hang' 'stream data: 2\n\n'
	sse-cat -r -n 1 --token-file=token "$PEER" >out 2>err 3>&- &
	pid=$!
	wait_until test -s "$REQUESTS"
	rm token
	mkfifo hold
	stop_script
	wait_until grep -q 'again in' err
	# The server is back, the token is not.
	wait_until grep -q 'token: No such file.*again' err
	kill "$pid"
	wait "$pid" || true
}

@test "what is no token is refused, and not shown" {
	for text in '' 'two words' $'a\nb' $'\x01'; do
		printf %s "$text" >token
		run -2 sse-cat --token-file=token http://127.0.0.1:1/
		[ "${lines[0]}" = 'sse-cat: token: no token in it' ]
	done
	head -c 20000 /dev/zero | tr '\0' x >token
	run -2 sse-cat --token-file=token http://127.0.0.1:1/
	run -2 sse-cat --token-file=none http://127.0.0.1:1/
	[ "${lines[0]}" = 'sse-cat: none: No such file or directory' ]
	SSE_TOKEN='hush hush' run -2 sse-cat http://127.0.0.1:1/
	[ "${lines[0]}" = 'sse-cat: SSE_TOKEN is not a token' ]
	[[ $output != *hush* ]]
	run -2 sse-cat --token-file=token -u a:b http://127.0.0.1:1/
	[[ $output == *'only one of'* ]]
}

@test "a token may come through a pipe, and is kept" {
	start_script 'stream retry: 0\ndata: 1\n\n' 'stream data: 2\n\n'
	run -0 bash -c 'sse-cat -n 2 --token-file=<(echo piped) "$1"' - "$PEER"
	[ "$(header 2 authorization)" = 'Bearer piped' ]
}

@test "SSE_TOKEN is a token, where nothing else says who it is" {
	start_script 'stream data: 1\n\n'
	echo file >token
	echo 'machine other login x password y' >.netrc
	export SSE_TOKEN=env
	cat_once "$PEER"
	[ "$(header 1 authorization)" = 'Bearer env' ]
	cat_once --token-file=token "$PEER"
	[ "$(header 2 authorization)" = 'Bearer file' ]
	cat_once -u me:pw "$PEER"
	[ "$(header 3 authorization)" = "$(basic me:pw)" ]
	cat_once "${PEER/:\/\//:\/\/me:url@}"
	[ "$(header 4 authorization)" = "$(basic me:url)" ]
	cat_once -H 'Authorization: Digest x' "$PEER"
	[ "$(header 5 authorization)" = 'Digest x' ]
	[ "$(sed -n 5p "$REQUESTS" | grep -o Authorization | wc -l)" -eq 1 ]
	cat_once -H 'Authorization:' "$PEER"
	run -4 header 6 authorization
	cat_once --netrc "$PEER"
	run -4 header 7 authorization
	SSE_TOKEN='' cat_once "$PEER"
	run -4 header 8 authorization
}

@test "-b sends cookies, as they are or from a file" {
	start_script 'stream data: 1\n\n'
	cat_once -b 'a=1; b=2' -b c=3 "$PEER"
	[ "$(header 1 cookie)" = 'a=1; b=2; c=3' ]
	printf '127.0.0.1\tFALSE\t/\tFALSE\t0\tfrom\tfile\n' >cookies
	printf 'other.test\tFALSE\t/\tFALSE\t0\tnot\tours\n' >>cookies
	cat_once -b cookies "$PEER"
	[ "$(header 2 cookie)" = from=file ]
	cat_once -b @cookies -b a=1 "$PEER"
	[ "$(header 3 cookie)" = 'from=file; a=1' ]
	run -2 cat_once -b none "$PEER"
	[ "${lines[0]}" = 'sse-cat: none: No such file or directory' ]
	run -2 cat_once -b $'hush=1\r\nX: y' "$PEER"
	[[ $output != *hush* ]]
}

@test "-c keeps what answers set, for its owner only, and sends it back" {
	start_script 'raw HTTP/1.1 200 x\r\nContent-Type: text/event-stream\r\nSet-Cookie: sid=7; Max-Age=99\r\n\r\nretry: 0\ndata: 1\n\n' \
		'stream data: 2\n\n'
	run -0 sse-cat -r -n 2 -b jar -c jar "$PEER"
	run -4 header 1 cookie
	[ "$(header 2 cookie)" = sid=7 ]
	[ "$(stat -c %a jar)" = 600 ]
	grep -qP '\tsid\t7$' jar
	cat_once -b jar "$PEER"
	[ "$(header 3 cookie)" = sid=7 ]
	cat_once "$PEER"
	run -4 header 4 cookie
}

@test "without -b FILE and -c no cookie is kept; with them a newer one wins" {
	set -- 'raw HTTP/1.1 200 x\r\nContent-Type: text/event-stream\r\nSet-Cookie: sid=8\r\n\r\nretry: 0\ndata: 1\n\n' \
		'stream data: 2\n\n'
	start_script "$@"
	sse-cat -n 2 -b a=1 "$PEER"
	[ "$(header 2 cookie)" = a=1 ]
	printf '127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\told\n' >cookies
	start_script "$@"
	sse-cat -n 2 -b cookies "$PEER"
	[ "$(header 1 cookie)" = sid=old ]
	[ "$(header 2 cookie)" = sid=8 ]
	start_script "${1/sid=8/sid=; Max-Age=0}" "${@:2}"
	sse-cat -n 2 -b cookies "$PEER"
	[ "$(header 1 cookie)" = sid=old ]
	run -4 header 2 cookie
}

@test "the jar is written while the stream is open" {
	start_script 'open HTTP/1.1 200 x\r\nContent-Type: text/event-stream\r\nSet-Cookie: sid=9; Max-Age=99\r\n\r\ndata: 1\n\n'
	sse-cat -c jar "$PEER" >out 3>&- &
	pid=$!
	wait_until grep -q sid jar
	kill -9 "$pid"
	wait "$pid" || true
	run -23 sse-cat -c none/jar "$PEER"
}

# No file can be written: it is as if the disk were full.
cat_on_full_disk() {
	(
		trap '' XFSZ
		ulimit -f 0
		cat_once "$@"
	)
}

@test "a jar that cannot be written is 23, and stays as it was" {
	start_script 'raw HTTP/1.1 200 x\r\nContent-Type: text/event-stream\r\nSet-Cookie: sid=9; Max-Age=99\r\n\r\ndata: 1\n\n' \
		'stream data: 2\n\n' 'answer 404 text/plain no'
	run -23 cat_on_full_disk -r -c jar "$PEER"
	[ "$output" = $'1\nsse-cat: jar: File too large' ]
	printf '127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\told\n' >jar
	cp jar before
	run -23 cat_on_full_disk -r -n 1 -b jar -c jar "$PEER"
	[ "$output" = $'2\nsse-cat: jar: File too large' ]
	cmp jar before
	run -23 cat_on_full_disk -c jar "$PEER"
	[ "${lines[0]}" = "sse-cat: $PEER/: 404 no" ]
	[ "$(echo jar*)" = jar ]
}

@test "the jar keeps its permissions and is where a link leads; what is over is not in it" {
	mkdir folder
	printf '#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t0\tkept\t1\n' >folder/jar
	printf '127.0.0.1\tFALSE\t/\tFALSE\t9\tover\t1\n' >>folder/jar
	chmod 640 folder/jar
	ln -s folder/jar jar
	start_script 'raw HTTP/1.1 200 x\r\nContent-Type: text/event-stream\r\nSet-Cookie: sid=9; Max-Age=99\r\n\r\ndata: 1\n\n' \
		'raw HTTP/1.1 200 x\r\nContent-Type: text/event-stream\r\nSet-Cookie: two=2; Max-Age=99\r\n\r\ndata: 2\n\n'
	# Two servers' cookies share it.
	run -0 sse-cat --retry=0 -b jar -c jar "$PEER/1" "$PEER/2"
	[ -L jar ]
	[ "$(stat -c %a folder/jar)" = 640 ]
	[ "$(head -n 1 folder/jar)" = '# Netscape HTTP Cookie File' ]
	grep -qP '^#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t0\tkept\t1$' jar
	grep -qP '\tsid\t9$' jar
	grep -qP '\ttwo\t2$' jar
	[ "$(grep -c over jar)" = 0 ]
	[ "$(echo folder/*)" = folder/jar ]
	# What is no file is none afterwards.
	run -0 cat_once -c /dev/null "$PEER"
	[ -c /dev/null ]
}

@test "-A says what program it is; an empty one, nothing" {
	start_script 'stream data: 1\n\n'
	cat_once -A 'me/2' "$PEER"
	[ "$(header 1 user-agent)" = me/2 ]
	cat_once -A '' "$PEER"
	run -4 header 2 user-agent
	run -2 cat_once -A $'a\r\nX: y' "$PEER"
	run -2 cat_once -X $'GET / HTTP/1.1\r\nX: y' "$PEER"
}

@test "--compressed asks for a compressed stream, and reads it as it comes" {
	for name in gzip deflate br; do
		start_script "$(encoded_as "$name" 'data: 1\n\n' 'data: 2\n\n')"
		run -0 sse-cat -r -n 2 -m 20 --compressed "$PEER"
		[ "$output" = $'1\n2' ]
		[[ $(header 1 accept-encoding) == *gzip*br* ]]
		run -8 sse-cat -r -n 2 "$PEER"
		[[ $output == *"encoded as $name"* ]]
		run -4 header 2 accept-encoding
	done
}

@test "a compressed event that is too large is that: 63" {
	text=$(encoded gzip "data: $(printf '%0100000d' 0)\n\n")
	start_script "open HTTP/1.1 200 x\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n\r\n$text"
	run -63 sse-cat -m 20 --max-event=1k --compressed "$PEER"
}

@test "an encoding that nobody knows is no event stream: 8" {
	for name in rot13 'gzip, rot13'; do
		start_script "raw HTTP/1.1 200 x\r\nContent-Type: text/event-stream\r\nContent-Encoding: $name\r\n\r\nqngn"
		run -8 sse-cat --compressed "$PEER"
		[[ $output == *"encoded as $name)"* ]]
	done
	start_script "raw HTTP/1.1 200 x\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip,gzip,gzip,gzip,gzip,gzip\r\n\r\nx"
	run -8 sse-cat --compressed -m 20 "$PEER"
}

@test "a compressed stream that is broken is tried again" {
	start_script 'raw HTTP/1.1 200 x\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8bgarbage......' \
		"$(encoded_as gzip 'data: 2\n\n')"
	run -0 --separate-stderr sse-cat -r -n 1 -m 20 --retry-delay=0 \
		--compressed "$PEER"
	[ "$output" = 2 ]
}

@test "the words of a refusal are read, compressed as they are" {
	text=$(encoded gzip 'because')
	start_script "open HTTP/1.1 403 x\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\n$text"
	run -22 sse-cat --compressed "$PEER"
	[ "$output" = "sse-cat: $PEER/: 403 because" ]
}

@test "--http1.1, --http2 and --http3 choose the version" {
	make_certificates
	export TLS_CERT=server.pem TLS_KEY=server.key
	start_script 'stream data: 1\n\n'
	cat_once -k --http1.1 "${PEER/http/https}"
	cat_once -k --http2 "${PEER/http/https}"
	jq -se '.[0].alpn == ["http/1.1"] and .[1].alpn[0] == "h2"' "$REQUESTS"
	unset TLS_CERT TLS_KEY
	start_script 'stream data: 1\n\n'
	cat_once --http2 "$PEER"
	[ "$(header 1 upgrade)" = h2c ]
	cat_once --http1.1 "$PEER"
	run -4 header 2 upgrade
	run -2 cat_once --http1.1 --http2 "$PEER"
	[[ $output == *'give only one of'* ]]
	if ! curl -V | grep -qw HTTP3; then
		run -2 cat_once --http3 "$PEER"
		[[ $output == *'--http3: the libcurl of this system has no HTTP/3'* ]]
	fi
}

@test "a stream comes over HTTP/2, unless it must be HTTP/1.1" {
	make_certificates
	TLS_CERT=server.pem TLS_KEY=server.key start_peer http2.mjs
	run -0 cat_once -r --cacert ca.pem "https://127.0.0.1:$PORT"
	[ "$output" = 2.0 ]
	run -0 cat_once -r --cacert ca.pem --http2 "https://127.0.0.1:$PORT"
	[ "$output" = 2.0 ]
	run -0 cat_once -r --cacert ca.pem --http1.1 "https://127.0.0.1:$PORT"
	[ "$output" = 1.1 ]
}

@test "no secret is said on standard error, however much is said" {
	echo filetoken >token
	start_script 'answer 401 text/plain no' 'reset data: 1\n\n'
	for option in -u=me:hush1 -b=a=hush1 -H='X: hush1' \
		-x=http://me:hush1@127.0.0.1:1 -x=foo://me:hush1@127.0.0.1:1; do
		run sse-cat --retry=0 -v "${option%%=*}" "${option#*=}" "$PEER"
		[ -n "$output" ]
		[[ $output != *hush* ]]
	done
	run sse-cat --retry=0 -v --token-file=token "$PEER"
	[[ $output != *filetoken* ]]
	http_proxy=foo://me:hush1@127.0.0.1:1 run sse-cat --retry=0 -v "$PEER"
	[ -n "$output" ]
	[[ $output != *hush* ]]
}

@test "a trailer without end takes no memory, and is a failure: 56" {
	start_script "raw HTTP/1.1 200 x\r\nContent-Type: text/event-stream\r\n$(
	)Transfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n0\r\n$(
		for ((i = 0; i < 80; i++)); do printf 'X: %01000d\\r\\n' 0; done)"
	run -56 --separate-stderr sse-cat -r --retry=0 "$PEER"
	[ "$output" = 1 ]
	[ "$stderr" = "sse-cat: $PEER/: the trailer is over 65536 bytes" ]
}
