#!/usr/bin/env bats
# --static=DIR: files beside the streams.  ssed(8), FILES OF YOUR OWN.

load ../lib/helpers

setup() {
	WEB=$BATS_TEST_TMPDIR/web
	mkdir -p "$WEB/sub"
	echo '<h1>home</h1>' >"$WEB/index.html"
	echo '<h1>sub</h1>' >"$WEB/sub/index.html"
	echo 'let a' >"$WEB/app.js"
}

teardown() {
	stop_ssed
}

# got path [curl option...]: prints status, type, length and body, a line each.
got() {
	curl -sS --max-time 20 --path-as-is "${@:2}" "$HUB$1" \
		-w '\n%{http_code} %{content_type} %header{content-length}\n'
}

# status path [curl option...]: prints the status alone.
status() {
	curl -sS --max-time 20 --path-as-is -o /dev/null -w '%{http_code}' \
		"${@:2}" "$HUB$1"
}

# header name path [curl option...]: prints one field of the answer.
header() {
	curl -sS --max-time 20 -o /dev/null -w "%header{$1}" "${@:3}" "$HUB$2"
}

# rest_of descriptor: prints how many bytes come until the hub ends it.
rest_of() {
	timeout 20 cat <&"$1" >"$BATS_TEST_TMPDIR/rest" || return
	wc -c <"$BATS_TEST_TMPDIR/rest"
}

@test "a file is served with its type and its length" {
	start_ssed --static="$WEB"
	printf '\1\2' >"$WEB/what"
	: >"$WEB/none.txt"
	echo x >"$WEB/a b+c.TXT"
	run -0 got /app.js
	[[ $output == $'let a\n\n200 text/javascript; charset=utf-8 6' ]]
	run -0 got /what
	[[ $output == *'200 application/octet-stream 2' ]]
	run -0 got /none.txt
	[[ $output == $'\n200 text/plain; charset=utf-8 0' ]]
	run -0 got '/a%20b+c.TXT?v=1'
	[[ $output == $'x\n\n200 text/plain; charset=utf-8 2' ]]
}

@test "an answer forbids to guess the type, and offers no ranges" {
	start_ssed --static="$WEB"
	[[ $(header x-content-type-options /app.js) == nosniff ]]
	[[ $(header accept-ranges /app.js) == none ]]
	[[ $(header cache-control /app.js) == no-cache ]]
	[[ $(status /app.js -H 'Range: bytes=0-1') == 200 ]]
}

@test "the path of a folder is answered with its index.html" {
	start_ssed --static="$WEB"
	run -0 got /
	[[ $output == $'<h1>home</h1>\n\n200 text/html; charset=utf-8 14' ]]
	run -0 got /sub/
	[[ $output == '<h1>sub</h1>'* ]]
}

@test "a folder without the slash redirects to it, and keeps the query" {
	start_ssed --static="$WEB"
	mkdir "$WEB/sub/a b"
	[[ $(status /sub) == 301 ]]
	[[ $(header location /sub) == ./sub/ ]]
	[[ $(header location '/sub?x=1&y=%20') == './sub/?x=1&y=%20' ]]
	[[ $(header location '/sub/a%20b') == './a%20b/' ]]
	run -0 curl -sSL --max-time 20 "$HUB/sub"
	[[ $output == '<h1>sub</h1>' ]]
	[[ $(status "/sub?$(printf 'x%.0s' {1..2000})") == 414 ]]
}

@test "no folder is listed" {
	mkdir "$WEB/bare" "$WEB/odd" "$WEB/odd/index.html"
	start_ssed --static="$WEB"
	[[ $(status /bare) == 301 ]]
	[[ $(status /bare/) == 404 ]]
	[[ $(status /odd/) == 404 ]]
	[[ $(status /app.js/) == 404 ]]
}

@test "nothing outside of the folder is served" {
	echo secret >"$BATS_TEST_TMPDIR/secret"
	ln -s ../secret "$WEB/up"
	ln -s "$BATS_TEST_TMPDIR/secret" "$WEB/absolute"
	ln -s .. "$WEB/out"
	ln -s /proc/self/cwd "$WEB/magic"
	start_ssed --static="$WEB"
	for path in /up /absolute /out /out/ /out/secret /magic /magic/secret \
		/../secret /sub/../../secret /%2e%2e/secret /%2E./secret \
		/..%2fsecret '/..%5csecret' '/..\secret' //secret \
		/sub/%2e%2e/%2e%2e/secret /./app.js //app.js /sub//index.html \
		/sub%2findex.html '/sub\index.html' /app.js%00 /%00; do
		run -0 got "$path"
		[[ $output == *'"code":"not-found"'*'404 application/problem+json'* ]] || {
			echo "$path: $output"
			return 1
		}
		[[ $output != *"$BATS_TEST_TMPDIR"* ]]
	done
	run -0 got /%zz
	[[ $output == *'"code":"bad-request"'*'400 '* ]]
	[[ $(status /app.js%2) == 400 ]]
	[[ $(status "/$(printf 'x%.0s' {1..300})") == 404 ]]
	[[ $(status "/$(printf 'x/%.0s' {1..2500})") == 404 ]]
}

@test "a link that stays within the folder is followed" {
	ln -s sub/index.html "$WEB/link.html"
	ln -s ../app.js "$WEB/sub/up.js"
	ln -s sub "$WEB/same"
	start_ssed --static="$WEB"
	run -0 got /link.html
	[[ $output == '<h1>sub</h1>'* ]]
	run -0 got /sub/up.js
	[[ $output == 'let a'* ]]
	run -0 got /same/
	[[ $output == '<h1>sub</h1>'* ]]
}

@test "a name that begins with a dot is not served" {
	mkdir "$WEB/.git" "$WEB/.d"
	for file in .git/config .env sub/.htpasswd ...; do
		echo secret >"$WEB/$file"
	done
	start_ssed --static="$WEB"
	for path in /.git/config /.git /.git/ /%2egit/config /.env /%2Eenv \
		/sub/.htpasswd /...; do
		[[ $(status "$path") == 404 ]]
	done
}

@test "only regular files are served" {
	mkfifo "$WEB/pipe"
	start_ssed --static="$WEB"
	[[ $(status /pipe) == 404 ]]
}

@test "HEAD has the head, and no body" {
	start_ssed --static="$WEB"
	run -0 raw 'HEAD /app.js HTTP/1.1\r\nHost: x\r\n\r\nHEAD /sub/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
	[[ $(grep -c '^HTTP/1.1 200' <<<"$output") == 2 ]]
	[[ $output == *'Content-Length: 6'*'Content-Length: 13'* ]]
	[[ $output != *let* && $output != *sub* ]]
}

@test "another method is 405, and says which are right" {
	start_ssed --static="$WEB"
	run -0 got /app.js -X DELETE
	[[ $output == *'"code":"bad-method"'*405* ]]
	[[ $(status /app.js -d x) == 405 ]]
	[[ $(header allow / -X PUT) == 'GET, HEAD, OPTIONS' ]]
	[[ $(status /app.js -X OPTIONS) == 204 ]]
	[[ $(header allow /app.js -X OPTIONS) == 'GET, HEAD, OPTIONS' ]]
}

@test "what a client has already is 304" {
	start_ssed --static="$WEB"
	etag=$(header etag /app.js)
	date=$(header last-modified /app.js)
	[[ $etag == '"'*'"' && $date == *GMT ]]
	for have in "$etag" "W/$etag" "\"x\", W/\"y\",$etag" '*'; do
		run -0 got /app.js -H "If-None-Match: $have"
		[[ $output == $'\n304  ' ]]
		[[ $(header etag /app.js -H "If-None-Match: $have") == "$etag" ]]
	done
	[[ $(status /app.js -H "If-None-Match: \"x\"" \
		-H "If-None-Match: $etag") == 304 ]]
	[[ $(status /app.js -I -H "If-None-Match: $etag") == 304 ]]
	[[ $(status /app.js -H "If-Modified-Since: $date") == 304 ]]
	[[ $(status /app.js -H 'If-None-Match: "x"') == 200 ]]
	[[ $(status /app.js -H 'If-None-Match: "x"' \
		-H "If-Modified-Since: $date") == 200 ]]
	[[ $(status /none -H 'If-None-Match: *') == 404 ]]
}

@test "a file that is changed or replaced has another ETag" {
	start_ssed --static="$WEB"
	touch -d '2020-01-01 00:00:00 UTC' "$WEB/app.js"
	etag=$(header etag /app.js)
	[[ $(header last-modified /app.js) == 'Wed, 01 Jan 2020 00:00:00 GMT' ]]
	[[ $(header etag /app.js) == "$etag" ]]
	touch -d '2020-01-01 00:00:00.000001 UTC' "$WEB/app.js"
	[[ $(header etag /app.js) != "$etag" ]]
	etag=$(header etag /app.js)
	cp -p "$WEB/app.js" "$WEB/new"
	mv "$WEB/new" "$WEB/app.js"
	[[ $(header etag /app.js) != "$etag" ]]
	[[ $(status /app.js -H "If-None-Match: $etag") == 200 ]]
	touch -d '2100-01-01 UTC' "$WEB/app.js"
	[[ -z $(header last-modified /app.js) ]]
}

@test "the hub's own paths win" {
	mkdir "$WEB/events"
	echo mine >"$WEB/healthz"
	echo mine >"$WEB/events/a"
	start_ssed --static="$WEB"
	run -0 got /healthz
	[[ $output == '{"status":"ok"'* ]]
	follow "$BATS_TEST_TMPDIR/out" /events/a
	post /events/a hello
	wait_until has "$BATS_TEST_TMPDIR/out" 1 '^data: hello'
	stop_followers
}

@test "a large file comes whole, and the connection is good for more" {
	head -c 20000001 /dev/urandom >"$WEB/large"
	start_ssed --static="$WEB"
	curl -sS --max-time 60 -o "$BATS_TEST_TMPDIR/1" "$HUB/large" \
		--next -o "$BATS_TEST_TMPDIR/2" "$HUB/large" \
		--next -o /dev/null -w '%{num_connects}' "$HUB/healthz" \
		>"$BATS_TEST_TMPDIR/connects"
	cmp "$WEB/large" "$BATS_TEST_TMPDIR/1"
	cmp "$WEB/large" "$BATS_TEST_TMPDIR/2"
	[[ $(<"$BATS_TEST_TMPDIR/connects") == 0 ]]
}

@test "a body behind a file may come in parts" {
	start_ssed --static "$WEB"
	exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf '%b' 'GET /app.js HTTP/1.1\r\nHost: h\r\n\r\n' \
		'POST /events/a HTTP/1.0\r\nContent-Length: 4\r\n\r\nha' >&"$fd"
	until [[ $line == 'let a' ]]; do
		read -r -t 10 -u "$fd" line
	done
	printf 'lf' >&"$fd"
	run -0 timeout 10 cat <&"$fd"
	exec {fd}>&-
	[[ $output == *'"topic":"a","delivered":0}' ]]
	run -0 curl -sS "$HUB/events/a?since=all&poll=1&open=0"
	[[ $output == *'data: half'* ]]
}

@test "requests that are pipelined behind a file are answered in order" {
	head -c 3000000 /dev/zero >"$WEB/zero"
	start_ssed --static="$WEB"
	raw 'GET /zero HTTP/1.1\r\nHost: x\r\n\r\nGET /sub/ HTTP/1.1\r\nHost: x\r\n\r\n' \
		'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /app.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' \
		>"$BATS_TEST_TMPDIR/out"
	(($(wc -c <"$BATS_TEST_TMPDIR/out") > 3000000))
	run -0 tr -d '\0' <"$BATS_TEST_TMPDIR/out"
	[[ $(grep -c '^HTTP/1.1 200\|HTTP/1.1 200 OK' <<<"$output") == 4 ]]
	[[ $output == *'<h1>sub</h1>'*'"status":"ok"'*'let a' ]]
}

@test "a file for HTTP/1.0 ends with its connection" {
	start_ssed --static="$WEB"
	run -0 raw 'GET /app.js HTTP/1.0\r\n\r\n'
	[[ $output == *'Content-Length: 6'*'Connection: close'*'let a' ]]
	run -0 raw 'GET /app.js HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /sub/ HTTP/1.0\r\n\r\n'
	[[ $output == *'Connection: keep-alive'*'let a'*'<h1>sub</h1>' ]]
}

@test "a file that gets shorter meanwhile ends the connection" {
	truncate -s 60000000 "$WEB/large"
	start_ssed --static="$WEB"
	exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'GET /large HTTP/1.1\r\nHost: x\r\n\r\n' >&"$fd"
	read -r -u "$fd" line
	[[ $line == 'HTTP/1.1 200 OK'* ]]
	truncate -s 1000 "$WEB/large"
	# It ends by itself, though nobody asked for that, and is not whole.
	bytes=$(rest_of "$fd")
	exec {fd}>&-
	((bytes > 1000 && bytes < 60000000))
	[[ $(status /large) == 200 ]]
}

@test "a file that grows meanwhile ends where it did" {
	truncate -s 30000000 "$WEB/large"
	start_ssed --static="$WEB"
	exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' >&"$fd"
	read -r -u "$fd" line
	truncate -s 90000000 "$WEB/large"
	bytes=$(rest_of "$fd")
	exec {fd}>&-
	((bytes > 30000000 && bytes < 30001000))
}

@test "256 files are open at once at most" {
	truncate -s 60000000 "$WEB/large"
	start_ssed --static="$WEB"
	fds=()
	for ((i = 0; i < 256; i++)); do
		exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
		fds+=("$fd")
		printf 'GET /large HTTP/1.1\r\nHost: x\r\n\r\n' >&"$fd"
		read -r -u "$fd" line
		[[ $line == 'HTTP/1.1 200 OK'* ]]
	done
	run -0 got /app.js
	[[ $output == *'"code":"busy"'*'503 '* ]]
	[[ $(header retry-after /app.js) == 1 ]]
	[[ $(status /healthz) == 200 ]]
	for fd in "${fds[@]}"; do
		exec {fd}>&-
	done
	is_served() {
		[[ $(status /app.js) == 200 ]]
	}
	wait_until is_served
}

@test "a client that takes no more of a file is dropped" {
	truncate -s 60000000 "$WEB/large"
	start_ssed --static="$WEB" --peer-timeout=1s
	exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'GET /large HTTP/1.1\r\nHost: x\r\n\r\n' >&"$fd"
	[[ $(head -c 20000000 <&"$fd" | wc -c) == 20000000 ]]
	is_open() {
		find "/proc/$SSED_PID/fd" -lname "$WEB/large" | grep -q .
	}
	is_closed() {
		! is_open
	}
	is_open
	wait_until is_closed
	exec {fd}>&-
}

@test "many clients get the file whole, sent by several threads" {
	head -c 1000003 /dev/urandom >"$WEB/file"
	start_ssed --static="$WEB" --threads=4
	curl -sS --max-time 60 --parallel --parallel-immediate \
		--parallel-max 150 "$HUB/file?[1-150]" \
		-o "$BATS_TEST_TMPDIR/got-#1"
	for ((i = 1; i <= 150; i++)); do
		cmp "$WEB/file" "$BATS_TEST_TMPDIR/got-$i"
	done
}

@test "a file that is under way is finished when the hub ends" {
	truncate -s 30000000 "$WEB/large"
	start_ssed --static="$WEB" --drain=1m
	exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'GET /large HTTP/1.1\r\nHost: x\r\n\r\n' >&"$fd"
	read -r -u "$fd" line
	kill "$SSED_PID"
	wait_until grep -q draining "$HUB_LOG"
	bytes=$(rest_of "$fd")
	exec {fd}>&-
	((bytes > 30000000))
}

@test "a folder that is renamed is still served, a folder that is none refused" {
	start_ssed --static="$WEB"
	mv "$WEB" "$WEB.old"
	[[ $(status /app.js) == 200 ]]
	run -2 ssed --check --static="$WEB"
	[[ $output == *"static $WEB: No such file or directory"* ]]
	run -2 ssed --listen 127.0.0.1:0 --static="$WEB.old/app.js"
	[[ $output == *"app.js: Not a directory"* ]]
	run -0 ssed --check --static="$WEB.old"
}

@test "without --static no file is served" {
	cd "$WEB"
	start_ssed
	[[ $(status /app.js) == 404 ]]
	[[ $(status /a/) == 404 ]]
	[[ $(status /app.js -d x) == 404 ]]
}

@test "pages of other origins may read files where --cors says so" {
	start_ssed --static="$WEB" --cors=https://app.example
	[[ $(header access-control-allow-origin /app.js \
		-H 'Origin: https://app.example') == https://app.example ]]
	[[ -z $(header access-control-allow-origin /app.js \
		-H 'Origin: https://b.example') ]]
	[[ $(header vary /app.js) == Origin ]]
}
