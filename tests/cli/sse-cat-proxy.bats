#!/usr/bin/env bats
# The way sse-cat goes: certificates and proxies.
# sse-cat(1): CERTIFICATES, PROXIES.

load ../lib/helpers
load ../lib/script
load ../lib/proxy

setup() {
	cd "$BATS_TEST_TMPDIR"
	unset SSE_TOKEN http_proxy https_proxy all_proxy no_proxy
}

teardown() {
	stop_script
	stop_peers
}

cat_once() {
	sse-cat --retry=0 -r "$@"
}

start_tls() {
	make_certificates
	TLS_CERT=server.pem TLS_KEY=server.key start_script "$@"
	PEER=${PEER/http/https}
}

@test "--cacert trusts the authorities in a file, and no others" {
	start_tls 'stream data: 1\n\n'
	run -60 sse-cat "$PEER"
	run -0 cat_once --cacert ca.pem "$PEER"
	[ "$output" = 1 ]
	run -60 sse-cat --cacert client.pem "$PEER"
	run -2 sse-cat --cacert none.pem "$PEER"
	[ "${lines[0]}" = 'sse-cat: none.pem: No such file or directory' ]
}

@test "what a certificate says cannot steer the terminal" {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -utf8 -keyout own.key \
		-out own.pem -subj "/CN=$(printf 'a\033[31mb\302\233c')" 2>/dev/null
	TLS_CERT=own.pem TLS_KEY=own.key start_script 'stream data: 1\n\n'
	run -60 cat_once --cacert own.pem "${PEER/http/https}"
	[[ $output == *"'a?[31mb??c'"* ]]
	[[ $output != *$'\033'* && $output != *$'\302\233'* ]]
}

@test "--cert and --key show who the client is" {
	make_certificates
	TLS_CERT=server.pem TLS_KEY=server.key TLS_CA=ca.pem \
		start_script 'stream data: 1\n\n'
	PEER=${PEER/http/https}
	run -0 cat_once --cacert ca.pem --cert client.pem --key client.key "$PEER"
	[ "$output" = 1 ]
	jq -e '.peer == "client"' "$REQUESTS"
	cat client.pem client.key >both.pem
	run -0 cat_once --cacert ca.pem --cert both.pem "$PEER"
	run ! cat_once --cacert ca.pem "$PEER"
	[ "$(wc -l <"$REQUESTS")" -eq 2 ]
	run -2 cat_once --key client.key "$PEER"
	[[ $output == *'--key goes with --cert'* ]]
	for option in --cert --key; do
		run -2 cat_once --cert client.pem "$option" none "$PEER"
		[ "${lines[0]}" = 'sse-cat: none: No such file or directory' ]
	done
}

@test "a file that is no certificate or no key ends it at once, and is named" {
	start_tls 'stream data: 1\n\n'
	echo none >bad.pem
	cat_with() {
		run -"$1" timeout 20 sse-cat -r "${@:2}" "$PEER"
		[ "${#lines[@]}" -eq 1 ]
		[[ $output == *bad.pem* && $output != *again* ]]
	}
	cat_with 60 --cacert bad.pem
	cat_with 35 --cacert ca.pem --cert bad.pem
	cat_with 35 --cacert ca.pem --cert client.pem --key bad.pem
	cp server.key bad.pem
	cat_with 35 --cacert ca.pem --cert client.pem --key bad.pem
	[ ! -s "$REQUESTS" ]
}

@test "a key that has a password asks nobody for it" {
	start_tls 'stream data: 1\n\n'
	openssl rsa -aes256 -passout pass:x -in client.key -out locked.key \
		2>/dev/null
	# On a terminal, where there is somebody to be asked.
	run -35 script -qec "timeout --foreground 20 sse-cat --retry=0 \
		--cacert ca.pem --cert client.pem --key locked.key '$PEER'" \
		/dev/null </dev/null
	[[ $output != *'pass phrase:'* ]]
}

@test "-x goes through an http proxy, which is asked for the URL" {
	start_script 'stream data: 1\n\n'
	start_proxy
	for scheme in "" http://; do
		run -0 cat_once -x "$scheme$PROXY_ADDR" "$PEER/a"
		[ "$output" = 1 ]
		[ "$(proxied .way)" = absolute ]
		[ "$(proxied .to)" = "$PEER/a" ]
	done
	[ "$(wc -l <"$PROXIED")" -eq 2 ]
}

@test "-x goes through a tunnel where the URL is https" {
	start_tls 'stream data: 1\n\n'
	start_proxy
	run -0 cat_once -x "http://$PROXY_ADDR" --cacert ca.pem -u me:hush \
		-H 'X-Key: k' -b a=1 "$PEER/a"
	[ "$output" = 1 ]
	[ "$(proxied .way)" = connect ]
	[ "https://$(proxied .to)" = "$PEER" ]
	# The proxy learns where to, and nothing else.
	[[ $(proxied .head) != *uthorization* ]]
	[[ $(proxied .head) != *X-Key* && $(proxied .head) != *ookie* ]]
	[ "$(header 1 x-key)" = k ]
}

@test "a proxy that refuses the tunnel is judged as a server is" {
	for code in 301 400 403 407; do
		start_script "raw HTTP/1.1 $code No\\r\\nContent-Length: 2\\r\\n\\r\\nNo"
		run -22 timeout 20 sse-cat -x "$PEER" https://127.0.0.1:1/
		[ "$output" = "sse-cat: https://127.0.0.1:1/: $code from the proxy" ]
	done
	for code in 408 429 503; do
		start_script "raw HTTP/1.1 $code No\\r\\nContent-Length: 2\\r\\n\\r\\nNo"
		run -22 timeout 20 sse-cat -x "$PEER" --retry=1 --retry-delay=0 \
			https://127.0.0.1:1/
		[[ ${lines[0]} == *": $code from the proxy; again in "* ]]
		[ "$(wc -l <"$REQUESTS")" -eq 2 ]
		run -22 timeout 20 sse-cat -x "$PEER" --strict https://127.0.0.1:1/
		[[ $output != *again* ]]
	done
	# Behind a tunnel that is there, a failure is one of its own.
	start_script 'raw HTTP/1.1 200 Yes\r\n\r\n'
	run ! timeout 20 sse-cat -x "$PEER" --retry=0 https://127.0.0.1:1/
	[ "$status" -ne 22 ] && [[ $output != *'the proxy'* ]]
}

@test "a proxy of the environment that can be none ends it at once" {
	local hub=http://hub.test proxy
	for proxy in foo://x foo://me:hush@x ':::'; do
		export http_proxy=$proxy
		run ! timeout 20 sse-cat "$hub/"
		[ "$output" = "sse-cat: $hub/: Unsupported proxy" ]
		run ! timeout 20 sse-pub -u "$hub" -m x
		[ "$output" = "sse-pub: $hub/: Unsupported proxy" ]
		run ! --separate-stderr timeout 20 sse-pub -u "$hub" -l <<<x
		[ "$stderr" = "sse-pub: $hub/: line 1: Unsupported proxy" ]
		run ! timeout 20 sse-pub H --wait -u "$hub" -m x
		[ "$output" = "sse-pub: $hub/: Unsupported proxy" ]
	done
	# It is not the event's fault.
	run -75 timeout 20 sse-pub -u "$hub" --spool spool -m x
	[[ $output == *': Unsupported proxy; spooled in spool' ]]
}

@test "sse-pub takes the refusal of a proxy for an answer, too" {
	start_script 'raw HTTP/1.1 403 No\r\n\r\n'
	https_proxy=$PEER run -22 timeout 20 sse-pub -u https://127.0.0.1:1 -t t -m x
	[[ $output == *': 403 from the proxy' ]]
	start_script 'raw HTTP/1.1 404 No\r\n\r\n'
	https_proxy=$PEER run -22 timeout 20 sse-pub H -u https://127.0.0.1:1 -m x
	[[ $output == *': 404 from the proxy' ]]
	[ "$(wc -l <"$REQUESTS")" -eq 1 ]
}

@test "-x goes through a SOCKS proxy, with names it knows itself" {
	start_script 'stream data: 1\n\n'
	start_proxy
	run -0 cat_once -x "socks5://$PROXY_ADDR" "$PEER"
	[ "$output" = 1 ]
	[ "$(proxied .way)" = socks5 ]
	[ "http://$(proxied .to)" = "$PEER" ]
	run -0 cat_once -x "socks5h://$PROXY_ADDR" "${PEER/127.0.0.1/localhost}"
	[ "http://$(proxied .to)" = "${PEER/127.0.0.1/localhost}" ]
}

@test "-x goes through an https proxy that --cacert vouches for" {
	make_certificates
	start_script 'stream data: 1\n\n'
	TLS_CERT=server.pem TLS_KEY=server.key start_proxy
	run -0 cat_once -x "https://$PROXY_ADDR" --cacert ca.pem "$PEER"
	[ "$output" = 1 ]
	run -60 cat_once -x "https://$PROXY_ADDR" "$PEER"
}

@test "the password of a proxy is for the proxy alone, and never shown" {
	start_script 'stream data: 1\n\n'
	PROXY_AUTH=me:hush start_proxy
	for scheme in http socks5; do
		run -0 cat_once -x "$scheme://me:hush@$PROXY_ADDR" "$PEER"
		[ "$output" = 1 ]
		[ "$(proxied .auth)" = me:hush ]
	done
	run -4 header 2 authorization
	run -22 --separate-stderr cat_once -v -x "http://me:hush2@$PROXY_ADDR" "$PEER"
	[[ $stderr == *407* && $stderr != *hush* ]]
	run ! cat_once -v -x "socks5://me:hush2@$PROXY_ADDR" "$PEER"
	[[ $output != *hush* ]]
	run -7 cat_once -v -x "http://me:hush2@127.0.0.1:1" "$PEER"
	[[ $output != *hush* ]]
}

@test "a -x that is no proxy is refused, and not shown" {
	for proxy in ftp://me:hush@h http://me:hush@h:99999 'http://me:hush@['; do
		run -2 sse-cat -x "$proxy" http://127.0.0.1:1/
		[[ $output == *'--proxy must be'* && $output != *hush* ]]
	done
}

@test "http_proxy and no_proxy say where to go, and -x wins" {
	start_script 'stream data: 1\n\n'
	start_proxy
	http_proxy=http://$PROXY_ADDR run -0 cat_once "$PEER"
	[ "$(wc -l <"$PROXIED")" -eq 1 ]
	http_proxy=http://$PROXY_ADDR no_proxy=127.0.0.1 run -0 cat_once "$PEER"
	http_proxy=http://$PROXY_ADDR run -0 cat_once -x '' "$PEER"
	[ "$(wc -l <"$PROXIED")" -eq 1 ]
	http_proxy=http://127.0.0.1:1 run -0 cat_once -x "$PROXY_ADDR" "$PEER"
	[ "$(wc -l <"$PROXIED")" -eq 2 ]
}
