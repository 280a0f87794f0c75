#!/usr/bin/env bats
# --access-log: a line a request, which nobody can forge, and no secret in it.
# See "The access log" in ssed(8).

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	stop_followers
	stop_ssed
}

# logged count pattern: so many requests are in the log, and match it.
logged() {
	(($(grep -cE -- " net request .*$2" "$HUB_LOG") == $1))
}

@test "there is none unless it is asked for" {
	start_ssed
	curl -sS "$HUB/healthz"
	stop_ssed
	run -1 grep ' request ' "$HUB_LOG"
}

@test "a line tells who asked for what, and what came of it" {
	start_ssed --access-log
	size=$(curl -sSi -A 'test/1' "$HUB/events/a?x=1" -d hello | wc -c)
	curl -sS "$HUB/nope"
	wait_until logged 2 ''
	logged 1 'method=POST path="/events/a\?x=1" status=200 '
	logged 1 "bytes=$size ms=[0-9]+ client=127.0.0.1:[0-9]+ agent=test/1\$"
	logged 1 'method=GET path=/nope status=404 '
}

@test "a stream has its line when it ends" {
	start_ssed --access-log
	follow a /events/a
	post /events/a x
	wait_until has a 1 '^data: x'
	wait_until logged 1 ''
	stop_followers
	wait_until logged 1 'method=GET path=/events/a status=200 '
	bytes=$(sed -n 's/.*method=GET .* bytes=\([0-9]*\) .*/\1/p' "$HUB_LOG")
	# And the head of it.
	(($(wc -c <a) < bytes && $(wc -c <a) + 500 > bytes))
	curl -sS "$HUB/events/a?poll=1" >/dev/null
	wait_until logged 1 'poll=1'
}

@test "requests on one connection have a line each" {
	start_ssed --access-log
	raw 'GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n' \
		'HEAD /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' >out
	wait_until logged 3 'agent=-$'
	for path in /a /b /c; do
		logged 1 "path=$path status=404 "
	done
	heads=$(sed -n 's/.* net request .* bytes=\([0-9]*\) .*/\1/p' \
		"$HUB_LOG" | paste -sd+)
	(($(wc -c <out) == heads))
}

@test "what is no request has a line, too" {
	start_ssed --access-log
	raw 'nothing of the kind\r\n\r\n'
	wait_until logged 1 'method=- path=- status=400 '
}

@test "a client that leaves before its answer has a line with status 0" {
	start_ssed --access-log
	exec {half}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'POST /events/a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab' \
		>&"$half"
	curl -sS "$HUB/healthz"
	exec {half}>&-
	wait_until logged 1 'method=POST path=/events/a status=0 bytes=0 '
}

@test "a connection without a request has none" {
	start_ssed --access-log
	exec {idle}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	exec {idle}>&-
	curl -sS "$HUB/healthz"
	stop_ssed
	logged 1 ''
}

@test "values that are secrets are left out" {
	start_ssed --access-log
	curl -sS "$HUB/healthz?a=1&ticket=geheim&t%4Fken=geheim&b=2"
	raw 'GET http://jack:geheim@x/healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer geheim\r\n\r\n'
	wait_until logged 2 ''
	logged 1 'path="/healthz\?a=1&ticket=\*\*\*&t%4Fken=\*\*\*&b=2"'
	run -1 grep geheim "$HUB_LOG"
}

@test "no request forges a line, or makes one that is endless" {
	start_ssed --access-log
	raw 'GET /healthz HTTP/1.1\r\nHost: x\r\nUser-Agent: a" status=1 \\\tb\xff\r\nConnection: close\r\n\r\n'
	wait_until logged 1 'agent="a\\" status=1 \\\\\\tb\\xff"$'
	long=$(head -c 3000 /dev/zero | tr '\0' x)
	curl -sS -A "$long" "$HUB/$long?q=$long" --max-time 20 || true
	wait_until logged 2 ''
	(($(wc -L <"$HUB_LOG") <= 2048))
	logged 1 'path="?/x+[.]{3}"? .*agent="?x+[.]{3}"?$'
}

@test "with --log-format=json it is JSON" {
	start_ssed --access-log --log-format=json
	curl -sS -A 'a "b"' "$HUB/healthz"
	wait_until grep -q '"message":"request"' "$HUB_LOG"
	grep '"message":"request"' "$HUB_LOG" | jq -e '.method == "GET" and
		.path == "/healthz" and .status == 200 and .agent == "a \"b\"" and
		(.bytes | type) == "number" and (.ms | type) == "number" and
		(.client | startswith("127.0.0.1:"))'
}

@test "who comes by a unix socket is called so" {
	start_ssed --access-log --listen "unix:$BATS_TEST_TMPDIR/s"
	curl -sS --unix-socket s http://x/healthz
	wait_until logged 1 'client=unix '
}
