#!/usr/bin/env bats
# What people come for, as they type it: prompts, finite streams, typed events,
# a ticker, a hub in production, topics by user, channels, a log that is piped.
# See FOLLOW, PUBLISH and MANAGE in ssed(8).

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	stop_followers
	stop_ssed
}

# status curl_argument...: prints the status, and leaves the answer in answer.
status() {
	curl -sS --max-time 20 -o answer -w '%{http_code}' "$@"
}

# sid file: the name of the stream that is in it.
sid() {
	sed -n '/^event: ssed.open/{n;s/^data: //p;}' "$1" | jq -r .sid
}

# ended status: the hub is gone, with that exit status.
ended() {
	local status=0

	wait "$SSED_PID" || status=$?
	SSED_PID=
	[[ $status == "$1" ]]
}

# piped option...: a hub whose standard input is what goes into the pipe "in".
piped() {
	mkfifo in
	exec 8<>in # so that neither end waits for the other to be opened
	SSED_INPUT=in start_ssed --stdin=auto "$@" 8>&-
	exec 9>in
	exec 8>&-
}

# 1. H and C

@test "two who follow both see each H and each C, never one of them by chance" {
	start_ssed
	follow one /sse
	follow two /sse
	for i in {1..20}; do
		curl -sS -d "{\"id\":\"$i\"}" "$HUB/H"
		curl -sS -d "{\"id\":\"$i\"}" "$HUB/C"
	done >receipts
	[[ $(jq -s 'map(.delivered) | unique == [2]' receipts) == true ]]
	for out in one two; do
		wait_until has "$out" 20 '^event: C$'
		diff <(seq 20) <(sed -n '/^event: H$/{n;s/^id: //p;}' "$out")
		diff <(seq 20) <(data "$out" | jq -r 'select(.ok) | .id')
	done
}

@test "an H or C that is no JSON is 400" {
	start_ssed
	for path in H C; do
		[[ $(status -d '{"id":' "$HUB/$path") == 400 ]]
		[[ $(jq -r .code answer) == bad-json ]]
	done
}

@test "a stream knows its user and itself; a user has any number of them" {
	start_ssed
	follow one '/sse?user=u1' -D head.one
	follow two '/sse?user=u1' -D head.two
	[[ $(grep -c '"user":"u1"' one) == 1 ]]
	[[ $(sid one) != "$(sid two)" ]]
	for out in one two; do
		grep -q "^Ssed-Stream: $(sid "$out")" "head.$out"
	done
	[[ $(curl -sS "$HUB/users/u1" | jq '.streams | length') == 2 ]]
	# Each has its own life.
	kill "${FOLLOWERS[0]}"
	wait_until has_streams 1
	curl -sS -d '{"id":"42"}' "$HUB/H"
	wait_until has two 1 '^id: 42$'
}

@test "an H with to reaches all streams of that user, and nobody else" {
	start_ssed
	follow u1 '/sse?user=u1'
	follow u1b '/events/other?user=u1'
	follow u2 '/sse?user=u2'
	follow any /sse
	[[ $(curl -sS -d '{"id":"42","to":"u1"}' "$HUB/H" |
		jq .delivered) == 2 ]]
	curl -sS -d 'end' "$HUB/events/other"
	for out in u1 u1b u2 any; do
		wait_until has "$out" 1 '^data: end'
	done
	has u1 1 '^id: 42$'
	has u1b 1 '^id: 42$'
	has u2 0 '^event: H'
	has any 0 '^event: H'
}

# 2. Finite stream

@test "ten lines at their own pace, each with its time, and then the end" {
	piped --on-eof=exit
	sse-cat -n 10 "$HUB/events/main" 2>errors 3>&- 9>&- |
		jq --unbuffered -c '[now, .data]' >lines 3>&- 9>&- &
	reader=$!
	follow out /events/main
	wait_until has_streams 2
	for i in $(seq 10); do
		echo "$i"
		sleep .3 # its pace
	done >&9
	exec 9>&-
	ended 0
	followers_ended
	wait "$reader"
	diff <(seq 10) <(data out)
	[[ $(tail -n 2 out) == 'data: {"reason":"closed"'* ]]
	diff <(seq 10) <(jq -r '.[1]' lines)
	# They did not wait for each other.
	jq -se '.[9][0] - .[0][0] > 1' lines
}

# 3. Typed events

@test "id, type and data of any JSON arrive as they are" {
	start_ssed
	follow out /events/board
	curl -sS -d 'Build 7 is done' "$HUB/events/board?event=notification&id=n1"
	curl -sS "$HUB/publish" -d '{"topic":"board","event":"alert","id":"a1",
		"data":{"level":"high","tags":["a","ü\n"],"none":null}}'
	curl -sS "$HUB/publish" -d '{"topic":"board","event":"metric","id":"m1",
		"data":[1,2.5,0.1,-3e-2,true]}'
	curl -sS "$HUB/publish" -d '{"topic":"board","data":"plain","id":"p1"}'
	wait_until has out 1 '^data: plain'
	diff - <(sed 1,/^$/d out) <<-'END'
		event: notification
		id: n1
		topic: board
		data: Build 7 is done

		event: alert
		id: a1
		topic: board
		data: {"level":"high","tags":["a","ü\n"],"none":null}

		event: metric
		id: m1
		topic: board
		data: [1,2.5,0.1,-0.03,true]

		id: p1
		topic: board
		data: plain

	END
	# Who wants some of them asks for their types.
	run -0 curl -sS "$HUB/events/board?since=all&poll=1&type=alert,metric"
	[[ $(grep '^event: [am]' <<<"$output") == \
		$'event: alert\nevent: metric' ]]
	run -0 sse-cat -s -e metric -r -n 1 "$HUB/events/board?since=all"
	[[ $output == '[1,2.5,'* ]]
}

# 4. Ticker

@test "a loop of jq shows each follower three symbols at a time" {
	piped --stdin=ndjson --topic=ticker --on-eof=exit
	follow one /events/ticker
	follow two /events/ticker
	for round in 1 2 3; do
		for symbol in AAPL GOOG MSFT; do
			jq -nc --arg symbol "$symbol" --argjson round "$round" \
				'{event: "price", data: {$symbol, $round}}'
		done
		sleep .3 # its pace
	done >&9
	exec 9>&-
	ended 0
	followers_ended
	for out in one two; do
		has "$out" 9 '^event: price$'
		[[ $(data "$out" | jq -rs 'group_by(.round) | map(map(.symbol) |
			join(" ")) | unique | join(",")') == 'AAPL GOOG MSFT' ]]
	done
}

# 5. Production hub

# warned: publishes what is in big, and says whether a warning came of it.
warned() {
	post /events/a @big >>receipts
	grep -q ' warn .*slow streams were ended.* streams=1' "$HUB_LOG"
}

@test "a comment goes out every --heartbeat, which is 15 s" {
	[[ $(ssed --print-config </dev/null | grep heartbeat) == *15s* ]]
	start_ssed --heartbeat=1s
	follow out /events/a
	wait_until has_least out 2 '^:'
	# By any other hand it is a blank comment, and no event.
	[[ $(sed 1,/^$/d out | sort -u) == $'\n:' ]]
}

@test "the pool of clients has a limit, at which browsers are kept" {
	start_ssed --max-streams=2
	follow one /events/a
	follow two /events/a
	[[ $(status -D head "$HUB/events/a") == 503 ]]
	grep -q '^Retry-After: [0-9]' head
	[[ $(jq -r .code answer) == busy ]]
	# EventSource would stop for ever on that.
	[[ $(status -H "Origin: $HUB" "$HUB/events/a") == 200 ]]
	[[ $(<answer) == 'retry: '*$'\nevent: ssed.busy\n'* ]]
	# One that is dead makes room.
	kill -9 "${FOLLOWERS[0]}"
	wait_until has_streams 1
	follow three /events/a
}

@test "a stream that is too old ends, and says so" {
	start_ssed --max-age=1s
	curl -sSN --max-time 20 "$HUB/events/a" >out # ends by itself
	[[ $(tail -n 3 out) == *'event: ssed.bye'*'"reason":"expired"'* ]]
	wait_until has_streams 0
}

@test "a slow client is ended with a warning; nobody waits for it" {
	start_ssed --lag-bytes=64k
	follow quick /events/a
	exec {slow}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'GET /events/a HTTP/1.1\r\nHost: x\r\n\r\n' >&"$slow"
	wait_until has_streams 2
	head -c 500000 /dev/zero | tr '\0' x >big
	wait_until warned
	[[ $(curl -sS -d end "$HUB/events/a" | jq .delivered) == 1 ]]
	wait_until has quick 1 '^data: end'
	[[ $(data quick | sort | uniq -c | wc -l) == 2 ]]
	exec {slow}>&-
	wait_until has_streams 1
}

@test "events come as one array: so many, or those of so long" {
	start_ssed --batch=3,1m
	follow out /events/a
	follow soon '/events/a?batch=100,100'
	for i in 1 2 3 4; do
		curl -sS -d "$i" "$HUB/events/a"
	done
	wait_until eval '[[ $(data soon | jq -s "add | length") == 4 ]]'
	wait_until has out 1 '^data: \['
	[[ $(data out | jq -c 'map(.data)') == '["1","2","3"]' ]]
}

@test "pages of an origin that is listed may follow and publish" {
	local app=https://app.example

	start_ssed --cors="$app"
	follow out /events/a -H "Origin: $app" -D head
	grep -q "^Access-Control-Allow-Origin: $app" head
	grep -q '^Vary: Origin' head
	[[ $(status -X OPTIONS -H "Origin: $app" -D head \
		-H 'Access-Control-Request-Method: POST' "$HUB/publish") == 204 ]]
	grep -q '^Access-Control-Allow-Methods: POST, OPTIONS' head
	[[ $(status -H "Origin: $app" -d x "$HUB/events/a") == 200 ]]
	[[ $(status -H 'Origin: https://evil.example' -d x \
		"$HUB/events/a") == 403 ]]
	wait_until has out 1 '^data: x'
}

@test "clients are told when to come back" {
	start_ssed --retry=1234ms
	follow out /events/a
	[[ $(head -n 1 out) == 'retry: 1234' ]]
	follow own '/events/a?retry=50'
	[[ $(head -n 1 own) == 'retry: 50' ]]
	post '/events/a?retry=77' x
	wait_until has out 1 '^retry: 77'
}

@test "a live stream subscribes and unsubscribes" {
	start_ssed
	follow out /events/a
	[[ $(curl -sS -X PATCH -d '{"add":["b","group/*"],"remove":["a"]}' \
		"$HUB/streams/$(sid out)" | jq -c .topics) == '["b","group/*"]' ]]
	for topic in a b group/1 c; do
		curl -sS -d "in $topic" "$HUB/events/$topic"
	done
	wait_until has out 1 '^data: in group/1'
	curl -sS -X PATCH -d '{"remove":["b"]}' "$HUB/streams/$(sid out)"
	curl -sS -d 'again in b' "$HUB/events/b"
	curl -sS -d 'end' "$HUB/events/group/2"
	wait_until has out 1 '^data: end'
	[[ $(data out) == $'in b\nin group/1\nend' ]]
}

# 6. Topic subscription

@test "what is published to a topic reaches who subscribed to it, alone" {
	printf 'jack\nrose\n' >users
	printf 'chatgpt\nrobot\nnews\n' >topics
	start_ssed --users=users --topics=topics
	follow jack '/subscribe?user=jack&topics=chatgpt|robot'
	follow tab '/subscribe?user=jack&topics=chatgpt%7Crobot'
	follow rose '/subscribe?user=rose&topics=chatgpt'
	[[ $(curl -sS -d '{"topic":"robot","data":"hi robot"}' \
		"$HUB/publish" | jq .delivered) == 2 ]]
	curl -sS -d '{"topic":"chatgpt","data":"hi all"}' "$HUB/publish"
	for out in jack tab rose; do
		wait_until has "$out" 1 '^data: hi all'
	done
	[[ $(data jack) == $'hi robot\nhi all' ]]
	[[ $(data tab) == $'hi robot\nhi all' ]]
	[[ $(data rose) == 'hi all' ]]
	# Who and what is not registered, or not named, is 400.
	[[ $(status "$HUB/subscribe?user=who&topics=robot") == 400 ]]
	[[ $(jq -r .code answer) == unknown-user ]]
	[[ $(status "$HUB/subscribe?user=jack&topics=") == 400 ]]
	[[ $(status "$HUB/subscribe?user=jack") == 400 ]]
	[[ $(jq -r .code answer) == bad-topic ]]
	[[ $(status "$HUB/subscribe?user=jack&topics=nope") == 400 ]]
	[[ $(jq -r .code answer) == unknown-topic ]]
	[[ $(status "$HUB/subscribe?topics=robot") == 400 ]]
	[[ $(status -d '{"topic":"nope","data":1}' "$HUB/publish") == 400 ]]
	# The page that shows it, live.
	[[ $(status -D head "$HUB/?user=jack&topics=chatgpt|robot") == 200 ]]
	grep -q '^Content-Type: text/html' head
}

# 7. Channels

@test "a channel: to all in it, to one of them; listed, asked for, closed" {
	start_ssed --header='X-Powered-By: ssed'
	follow one /events/channel-1 -D head
	follow two /events/channel-1
	follow all '/events/*'
	follow other /events/channel-2
	grep -q '^X-Powered-By: ssed' head
	[[ $(curl -sS -d hello "$HUB/events/channel-1?id=m1" |
		jq .delivered) == 3 ]]
	curl -sS -d elsewhere "$HUB/events/channel-2?id=m2"
	# One client alone.
	[[ $(curl -sS -d psst "$HUB/streams/$(sid two)" |
		jq .delivered) == 1 ]]
	wait_until has two 1 '^data: psst'
	# Which there are, and how one of them is.
	[[ $(curl -sS "$HUB/topics" | jq -c '[.topics[].topic] | sort') == \
		'["channel-1","channel-2"]' ]]
	[[ $(curl -sS "$HUB/topics/channel-1" |
		jq -c '[.topic, .followers, .last, .count]') == \
		'["channel-1",3,"m1",1]' ]]
	[[ $(status "$HUB/topics/channel-3") == 404 ]]
	# Its end is the end of those who follow it by name.
	[[ $(curl -sS -X DELETE "$HUB/topics/channel-1" | jq .ended) == 2 ]]
	wait_until has_streams 2
	wait_until has one 1 '"reason":"closed"'
	[[ $(status "$HUB/events/channel-1") == 204 ]]
	[[ $(data one) == hello ]]
	[[ $(data two) == $'hello\npsst' ]]
	wait_until has all 1 '^data: elsewhere'
	[[ $(data all) == $'hello\nelsewhere' ]]
	[[ $(data other) == elsewhere ]]
}

@test "who comes back with the last id it saw gets what it missed" {
	start_ssed
	for i in {1..9}; do
		curl -sS -d "$i" "$HUB/events/channel-1?id=$i"
	done
	follow out /events/channel-1 -H 'Last-Event-ID: 6'
	curl -sS -d 10 "$HUB/events/channel-1"
	wait_until has out 1 '^data: 10'
	[[ $(data out | xargs) == '7 8 9 10' ]]
	has out 0 ssed.gap
	# And of an id that is not known, all there is, and word of it.
	follow lost /events/channel-1 -H 'Last-Event-ID: never'
	wait_until has lost 1 '^data: 10'
	[[ $(data lost | xargs) == '1 2 3 4 5 6 7 8 9 10' ]]
	has lost 1 '"reason":"unknown"'
}

@test "another method is 405, and files come from a folder" {
	mkdir www
	echo '<title>Ours</title>' >www/index.html
	start_ssed --static=www
	[[ $(status -X PUT -D head -d x "$HUB/events/channel-1") == 405 ]]
	grep -q '^Allow: GET, HEAD, POST, OPTIONS' head
	[[ $(curl -sS "$HUB/") == '<title>Ours</title>' ]]
	[[ $(status "$HUB/../../etc/passwd" --path-as-is) == 40[04] ]]
}

@test "told to end, the hub says good-bye to all, and is gone" {
	start_ssed
	follow one /events/channel-1
	follow two /sse
	kill "$SSED_PID"
	ended 143
	followers_ended
	for out in one two; do
		[[ $(tail -n 3 "$out") == 'event: ssed.bye'*'"reason":"drain"'* ]]
	done
	run -7 curl -sS "$HUB/healthz"
}

# 8. Pipe daemon

@test "tail -f app.log | ssed --listen :0: every line, to everyone" {
	echo before >app.log
	ssed --listen :0 --port-file port \
		< <(exec tail -n 0 -f app.log 3>&-) >ssed.log 2>&1 3>&- &
	SSED_PID=$!
	HUB_LOG=ssed.log
	wait_until test -s port
	HUB=http://127.0.0.1:$(<port)
	for out in one two three; do
		follow "$out" /sse
	done
	# tail begins when it begins: what counts is behind "go".
	wait_until eval 'echo go >>app.log; grep -q "^data: go" three'
	seq 1000 >>app.log
	for out in one two three; do
		wait_until has "$out" 1 '^data: 1000'
		data "$out" | grep -v go | diff <(seq 1000) -
	done
	stop_ssed
	echo end >>app.log # so that tail, too, finds its reader gone
}
