#!/usr/bin/env bats
# Following by HTTP: the four ways to ask for a stream, what it begins with,
# which events it gets, and its heartbeat.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	start_ssed --heartbeat=1s --retry=2s
}

teardown() {
	stop_followers
	stop_ssed
}

publish_some() {
	for topic in a a/b a/c/d b %24x; do
		post "/events/$topic" "in $topic" >>receipts
	done
	post /events/end 'end' >>receipts
}

# gets path data...: a follower of path gets these of publish_some.
gets() {
	follow out "$1"
	publish_some
	wait_until has out 1 '^data: end'
	stop_followers
	diff - <(data out) < <(printf '%s\n' "${@:2}")
}

@test "GET /events/{topic} follows one topic" {
	follow out /events/a
	publish_some
	post /events/a last
	wait_until has out 1 '^data: last'
	[[ $(data out) == $'in a\nlast' ]]
}

@test "a pattern's * is one segment, its ** is the rest" {
	gets '/events?topic=a/*&topic=end' 'in a/b' end
	gets '/events?topic=a/**&topic=end' 'in a/b' 'in a/c/d' end
	gets '/events/**' 'in a' 'in a/b' 'in a/c/d' 'in b' end
	gets '/events/*' 'in a' 'in b' end
}

@test "GET /events?topic=P&topic=Q follows several, each event once" {
	gets '/events?topic=a&topic=a&topic=*&topic=a%2Fb&topic=end' \
		'in a' 'in a/b' 'in b' end
}

@test "GET /subscribe?user=U&topics=a|b does too, raw or encoded" {
	gets '/subscribe?user=jack&topics=a|b|end' 'in a' 'in b' end
	grep -q '"user":"jack","topics":\["a","b","end"\]' out
	gets '/subscribe?user=jack&topics=a%7Cend' 'in a' end
}

@test "GET /sse follows everything" {
	gets /sse 'in a' 'in a/b' 'in a/c/d' 'in b' end
}

@test "a topic that starts with \$ is the hub's own: nobody publishes there" {
	run -0 post /events/%24x no -w '%{http_code}'
	[[ $output == *'"code":"bad-topic"'*400 ]]
}

@test "a stream begins with its head, retry and ssed.open" {
	post '/events/a?id=newest' x
	follow out '/events/a?user=jack' -i
	grep -q '^HTTP/1.1 200 OK' out
	grep -qi '^content-type: text/event-stream' out
	grep -qi '^cache-control: no-cache, no-transform' out
	grep -qi '^x-accel-buffering: no' out
	sid=$(sed -n 's/^Ssed-Stream: \(.*\)\r$/\1/p' out)
	[[ $sid =~ ^[A-Za-z0-9_-]{22}$ ]]
	wait_until has out 1 '^data:'
	diff - <(sed $'1,/^\r$/d' out) <<-END
		retry: 2000
		event: ssed.open
		data: {"sid":"$sid","user":"jack","topics":["a"],"last":"newest"}

	END
}

@test "open=0 leaves ssed.open out" {
	post '/events/a?id=1' x
	run -0 curl -sSN --max-time 20 "$HUB/events/a?open=0&since=all&n=1"
	[[ $output == $'retry: 2000\n\nid: 1\ntopic: a\ndata: x'* ]]
}

@test "a silent stream has a heartbeat, and data puts it off" {
	follow out /events/a
	wait_until has_least out 2 '^:$'
	[[ $(tail -2 out) == ':' ]]
	run -1 grep -q '^data:.*:$' out
}

@test "HEAD has the head of a stream, and no stream" {
	run -0 curl -sSI "$HUB/events/a"
	[[ ${output,,} == *'content-type: text/event-stream'* ]]
	[[ $(curl -sS "$HUB/healthz") == '{"status":"ok","streams":0}' ]]
}

@test "a follower that left is forgotten" {
	follow out /events/a
	[[ $(curl -sS "$HUB/healthz") == '{"status":"ok","streams":1}' ]]
	stop_followers
	wait_until no_streams
}

no_streams() {
	[[ $(curl -sS "$HUB/healthz") == '{"status":"ok","streams":0}' ]]
}

@test "a user's name and the number of topics have their limits" {
	long=$(printf 'u%.0s' {1..256})
	run -0 curl -sS --max-time 5 -w '%{http_code}' \
		"$HUB/events/a?user=$long"
	[[ $output == *'"code":"bad-field"'*400 ]]
	run -0 curl -sS --max-time 5 -w '%{http_code}' \
		"$HUB/events/a?user=a%0Ab"
	[[ $output == *'"code":"bad-field"'*400 ]]
	topics=$(printf '&topic=t%d' {1..65})
	run -0 curl -sS -w '%{http_code}' "$HUB/events?${topics#&}"
	[[ $output == *'at most 64 topics'*400 ]]
	topics=$(printf '&topic=t%d' {1..64})
	follow out "/events?${topics#&}"
	for path in /events '/subscribe?user=u' '/subscribe?topics=' \
		'/events/a//b' '/events?topic=**/a'; do
		run -0 curl -sS --max-time 5 -w '%{http_code}' "$HUB$path"
		[[ $output == *'"code":"bad-topic"'*400 ]]
	done
}

@test "one stream too many is turned away with 503 and Retry-After" {
	stop_ssed
	start_ssed --max-streams=1
	follow out /events/a
	run -0 curl -sSi "$HUB/events/a"
	[[ $output == *' 503 '*'Retry-After: '*'"code":"busy"'* ]]
	stop_followers
	wait_until no_streams
	follow out /events/a
}
