#!/usr/bin/env bats
# sse-cat and what it meets out there: Nchan, a hub behind nginx with HTTP/2
# and TLS, a language model, an MCP server and a message service.

load ../lib/helpers
load ../lib/nginx

setup() {
	cd "$BATS_TEST_TMPDIR"
}

teardown() {
	stop_nginx
	rm -rf "${NGINX_ROOT:-}"
	stop_ssed
	[[ -z ${SERVICES_PID:-} ]] || kill "$SERVICES_PID" || true
}

# Sets URL to the servers of peers/services.mjs.
start_services() {
	node "$ROOT/tests/peers/services.mjs" port </dev/null >&2 3>&- &
	SERVICES_PID=$!
	wait_until test -s port
	URL=http://127.0.0.1:$(<port)
}

json=(-H 'Content-Type: application/json')

@test "a language model's words come one by one, and then it is done" {
	start_services
	echo '{"stream":true,"messages":[{"content":"Hello, you out there"}]}' >ask
	run -0 --separate-stderr timeout 20 sse-cat --retry=0 -n 5 -d @ask \
		"${json[@]}" -H 'Authorization: Bearer key' \
		"$URL/v1/chat/completions"
	[ -z "$stderr" ]
	[ "${#lines[@]}" -eq 5 ]
	[ "$(jq -r .data <<<"${lines[4]}")" = '[DONE]' ]
	[ "$(jq -rj 'select(.data != "[DONE]") | .data | fromjson |
		.choices[0].delta.content' <<<"$output")" = 'Hello, you out there' ]
}

@test "a language model says why it does not answer" {
	start_services
	run -22 timeout 20 sse-cat -d '{}' "${json[@]}" \
		"$URL/v1/chat/completions"
	[ "$output" = "sse-cat: $URL/v1/chat/completions: 401 {\"error\":{\"message\":\"no such key\"}}" ]
}

@test "an MCP server's answer to a call is one event" {
	start_services
	run -0 --separate-stderr timeout 20 sse-cat -r -n 1 \
		-d '{"jsonrpc":"2.0","id":7,"method":"tools/list"}' "${json[@]}" \
		-H 'Accept: application/json, text/event-stream' "$URL/mcp"
	[ "$(jq -c .result <<<"$output")" = '{"method":"tools/list"}' ]
	run -22 timeout 20 sse-cat -d '{}' "${json[@]}" "$URL/mcp"
	[[ $output == *'406 {"error":{"message":"accept both"}}' ]]
}

@test "an MCP server that takes a message without an answer sends no stream: 8" {
	start_services
	run -8 timeout 20 sse-cat "${json[@]}" \
		-d '{"jsonrpc":"2.0","method":"notifications/initialized"}' \
		-H 'Accept: application/json, text/event-stream' "$URL/mcp"
}

@test "an MCP server's stream is taken up where it ended" {
	start_services
	run -0 --separate-stderr timeout 20 sse-cat -n 9 \
		-H 'Mcp-Session-Id: s1' "$URL/mcp"
	# Six, and the first one of each of three streams.
	[ "$(jq -r 'select(.data != "") | .data | fromjson | .params.progress' \
		<<<"$output" | paste -sd,)" = 1,2,3,4,5,6 ]
}

@test "a message service's heartbeats are events, and can be left out" {
	start_services
	run -0 --separate-stderr timeout 20 sse-cat -r -n 3 -E open \
		-E keepalive "$URL/ntfy/sse"
	[ "$(jq -r .message <<<"$output" | paste -sd,)" = one,two,three ]
	run -0 timeout 20 sse-cat -n 4 "$URL/ntfy/sse"
	[ "$(jq -r .event <<<"$output" | paste -sd,)" = open,keepalive,message,keepalive ]
}

# What Nchan is told.
nchan='
nchan_shared_memory_size 16m;
server {
	listen unix:SOCKET;
	location = /is-up {
		return 204;
	}
	location ~ ^/pub/(\w+)$ {
		nchan_publisher;
		nchan_channel_id $1;
		nchan_message_buffer_length 100;
	}
	location ~ ^/sub/(\w+)$ {
		nchan_subscriber eventsource;
		nchan_channel_id $1;
		nchan_subscriber_first_message oldest;
		nchan_eventsource_ping_interval 1;
	}
}'

start_nchan() {
	nginx_has ngx_nchan_module.so || skip 'no Nchan here'
	NGINX_ROOT=$(mktemp -d -p /tmp)
	start_nginx "${nchan/SOCKET/$NGINX_ROOT/socket}" \
		"load_module $NGINX_MODULES/ngx_nchan_module.so;"
}

# tell text...: publishes each to Nchan.
tell() {
	local text

	for text; do
		curl -sS --max-time 5 --unix-socket "$NGINX_SOCKET" \
			-H 'Content-Type: text/plain' \
			--data-binary "$text" http://localhost/pub/a >&2
	done
}

nchan_cat() {
	timeout 20 sse-cat --unix-socket="$NGINX_SOCKET" "$@" \
		http://localhost/sub/a
}

@test "Nchan's messages come, those of several lines too" {
	start_nchan
	tell one $'two\nlines' 'dr\xc3\xa9i'
	run -0 --separate-stderr nchan_cat -n 3
	[ "$(jq -c .data <<<"$output" | paste -sd,)" = \
		'"one","two\nlines","dr\\xc3\\xa9i"' ]
	[[ $(jq -r .id <<<"${lines[2]}") == *:* ]]
}

@test "Nchan goes on behind the id that it is told" {
	start_nchan
	tell 1 2 3 4 5
	id=$(nchan_cat -n 2 | jq -rs '.[1].id')
	run -0 nchan_cat -r -n 3 --last-event-id="$id"
	[ "$(paste -sd, <<<"$output")" = 3,4,5 ]
}

@test "Nchan's heartbeats are no events" {
	start_nchan
	run -28 nchan_cat -r -m 1500ms
	[ "$output" = "sse-cat: http://localhost/sub/a: the time is over" ]
}

# The hub, as it would be shown to the world.
proxy='
ssl_certificate cert.pem;
ssl_certificate_key key.pem;
server {
	listen unix:SOCKET ssl http2;
	location / {
		proxy_pass HUB;
		proxy_http_version 1.1;
		proxy_read_timeout 1h;
	}
}
server {
	listen unix:SOCKET-plain;
	location = /is-up {
		return 204;
	}
}'

start_proxy() {
	local server=${proxy/HUB/$HUB}

	NGINX_ROOT=${NGINX_ROOT:-$(mktemp -d -p /tmp)}
	mkdir -p nginx
	[[ -e nginx/cert.pem ]] ||
		openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost \
			-days 2 -keyout nginx/key.pem -out nginx/cert.pem
	start_nginx "${server//SOCKET/$NGINX_ROOT/socket}"
}

@test "a hub behind nginx is followed over HTTP/2 and TLS, without delay" {
	nginx_has || skip 'no nginx here'
	start_ssed
	start_proxy
	sse-cat -k -r -n 2 --unix-socket="$NGINX_SOCKET" \
		https://localhost/events/a >got 2>errors 3>&- &
	cat=$!
	wait_until has_streams 1
	post /events/a one
	wait_until grep -qx one got
	post /events/a two
	wait "$cat"
	[ "$(paste -sd, got)" = one,two ]
	wait_until grep -q 'HTTP/2.0 /events/a$' "$NGINX_LOG"
}

@test "nothing is lost while the proxy is away" {
	nginx_has || skip 'no nginx here'
	start_ssed
	start_proxy
	sse-cat -k -r -n 4 --retry-delay=0 --unix-socket="$NGINX_SOCKET" \
		https://localhost/events/a >got 2>errors 3>&- &
	cat=$!
	wait_until has_streams 1
	post /events/a one
	wait_until grep -qx one got
	stop_nginx
	wait_until has_streams 0
	post /events/a two
	post /events/a three
	start_proxy
	wait_until grep -qx three got
	post /events/a four
	wait "$cat"
	[ "$(paste -sd, got)" = one,two,three,four ]
}

@test "many streams come through a proxy at once" {
	nginx_has || skip 'no nginx here'
	start_ssed
	start_proxy
	for ((n = 0; n < 20; n++)); do
		post "/events/t/$n?retain=1" "$n"
		urls+=("https://localhost/events/t/$n?since=all")
	done
	run -0 --separate-stderr timeout 20 sse-cat -k -r -n 20 \
		--unix-socket="$NGINX_SOCKET" "${urls[@]}"
	[ "$(sort -n <<<"$output" | paste -sd,)" = "$(seq -s, 0 19)" ]
	wait_until has "$NGINX_LOG" 20 '^HTTP/2.0 /events/t/'
}
