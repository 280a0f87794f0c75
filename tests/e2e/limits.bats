#!/usr/bin/env bats
# Who may follow, how many and for how long; what becomes of those who are
# slow, of those who only read, and of all of them as the hub ends.  See
# "LIMITS" and "SIGNALS" in ssed(8).

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	stop_followers
	stop_ssed
}

# asks path [curl option...]: prints the status of a stream that is refused,
# or "open" of one that is not, and is closed again.
asks() {
	local pid

	: >answer
	curl -sSN -o answer -D head -w '%{http_code}' \
		--max-time 60 "${@:2}" "$HUB$1" 2>errors >status 3>&- &
	pid=$!
	wait_until eval "is_open || is_over $pid"
	if is_open; then
		kill "$pid"
		wait "$pid" || true
		wait_until has_streams "${BASE:-0}"
		echo open
	else
		wait "$pid" || true
		cat status
	fi
}

# is_open: the stream that asks() asked for is open.
is_open() {
	grep -q '^event: ssed.open' answer
}

# follows path [curl option...]: follows, as one of many.
follows() {
	follow "got.${#FOLLOWERS[@]}" "$@"
}

# retry_after: prints the seconds that the last refusal named.
retry_after() {
	sed -n 's/^Retry-After: \([0-9]*\)\r$/\1/p' head
}

@test "--max-streams-per-ip bounds the streams of each address by itself" {
	start_ssed --max-streams-per-ip=2
	follows /events/a
	follows /events/b
	BASE=2
	[[ $(asks /events/a) == 429 ]]
	jq -e '.code == "busy-address" and .status == 429' answer
	(($(retry_after) >= 5 && $(retry_after) <= 10))
	[[ $(asks /events/a --interface 127.0.0.2) == open ]]
	# Publishing, and all else, is not following.
	post /events/a x
	# A place that is free again is anyone's.
	kill "${FOLLOWERS[0]}"
	wait_until has_streams 1
	BASE=1
	[[ $(asks /events/a) == open ]]
}

@test "a hub is not told of a limit: any number comes from one address" {
	start_ssed
	for ((i = 0; i < 20; i++)); do
		follows /events/a
	done
	has_streams 20
}

@test "--trusted-proxy says whose streams they are that a proxy passes on" {
	start_ssed --max-streams-per-ip=1 --trusted-proxy=127.0.0.1 \
		--trusted-proxy=10.0.0.0/8
	follows /events/a -H 'X-Forwarded-For: 192.0.2.1'
	BASE=1
	for same in '192.0.2.1' '198.51.100.7, 192.0.2.1' \
		'192.0.2.1, 10.1.2.3' '[::ffff:192.0.2.1]:99'; do
		[[ $(asks /events/a -H "X-Forwarded-For: $same") == 429 ]]
	done
	[[ $(asks /events/a -H 'Forwarded: for=192.0.2.1;proto=https') == 429 ]]
	[[ $(asks /events/a -H 'X-Forwarded-For: 192.0.2.2') == open ]]
	[[ $(asks /events/a -H 'Forwarded: for="[2001:db8::1]:80"') == open ]]
	# Who is not trusted speaks for itself alone.
	follows /events/a --interface 127.0.0.2 -H 'X-Forwarded-For: 192.0.2.8'
	BASE=2
	[[ $(asks /events/a --interface 127.0.0.2 \
		-H 'X-Forwarded-For: 192.0.2.9') == 429 ]]
	[[ $(asks /events/a -H 'X-Forwarded-For: 192.0.2.8') == open ]]
}

@test "an IPv6 client counts with its /64" {
	start_ssed --max-streams-per-ip=1 --trusted-proxy=127.0.0.1
	follows /events/a -H 'X-Forwarded-For: 2001:db8::1'
	BASE=1
	[[ $(asks /events/a -H 'X-Forwarded-For: 2001:db8::ffff:2') == 429 ]]
	[[ $(asks /events/a -H 'X-Forwarded-For: 2001:db8:0:1::1') == open ]]
}

@test "a proxy on a unix socket is trusted by that word" {
	start_ssed --listen=unix:sock --max-streams-per-ip=1 \
		--trusted-proxy=unix
	follows /events/a --unix-socket sock -H 'X-Forwarded-For: 192.0.2.1'
	BASE=1
	[[ $(asks /events/a --unix-socket sock \
		-H 'X-Forwarded-For: 192.0.2.1') == 429 ]]
	[[ $(asks /events/a --unix-socket sock \
		-H 'X-Forwarded-For: 192.0.2.2') == open ]]
	# Without a word of it, all of them are one.
	follows /events/a --unix-socket sock
	BASE=2
	[[ $(asks /events/a --unix-socket sock) == 429 ]]
}

@test "a network that is none is refused" {
	for net in 10.0.0.0/33 proxy.example '' unix:/run/x; do
		run -2 ssed --check --trusted-proxy="$net"
		[[ $output == *'not an address, a network such as'* ]]
	done
}

@test "--max-streams-per-user bounds the streams of each user" {
	start_ssed --max-streams-per-user=2
	follows '/events/a?user=jack'
	follows '/subscribe?topics=b&user=jack'
	BASE=2
	[[ $(asks '/events/a?user=jack') == 429 ]]
	jq -e '.code == "busy-user"' answer
	(($(retry_after) >= 5 && $(retry_after) <= 10))
	[[ $(asks '/events/a?user=jac%6b') == 429 ]]
	[[ $(asks '/events/a?user=jill') == open ]]
	[[ $(asks '/events/a') == open ]]
}

@test "--max-streams bounds them all" {
	start_ssed --max-streams=2 --max-streams-per-ip=3
	follows /events/a
	follows /events/a
	BASE=2
	[[ $(asks /events/a) == 503 ]]
	jq -e '.code == "busy"' answer
	[[ $(asks /events/a) == 503 ]]
	# What was refused for it took no place of the address.
	kill "${FOLLOWERS[@]}"
	wait_until has_streams 0
	FOLLOWERS=()
	follows /events/a
	follows /events/a
}

@test "a browser gets a stream that says so, and ends" {
	start_ssed --max-streams=2 --max-streams-per-ip=1 \
		--max-streams-per-user=1 --cors=https://app.example
	follows '/events/a?user=jack'
	for header in 'Origin: https://app.example' 'Sec-Fetch-Mode: cors' \
		'sec-fetch-site: same-origin'; do
		run -0 curl -sSN --max-time 20 -D head -H "$header" \
			"$HUB/events/a"
		retry=$(head -1 <<<"$output")
		retry=${retry#retry: }
		((retry >= 5000 && retry <= 10000))
		diff <(echo "$output") - <<-END
			retry: $retry
			event: ssed.busy
			data: {"reason":"address","retry":$retry}
		END
		grep -q '^HTTP/1.1 200 ' head
		grep -qi '^content-type: text/event-stream' head
	done
	other=(-sSN --max-time 20 --interface 127.0.0.2 -H 'Origin: null')
	[[ $(curl "${other[@]}" "$HUB/events/a?user=jack") == \
		*'"reason":"user"'* ]]
	follows /events/a --interface 127.0.0.3
	[[ $(curl "${other[@]}" "$HUB/events/a") == *'"reason":"total"'* ]]
	# A page's own fetch() can read a status.
	[[ $(curl "${other[@]}" -H 'Accept: application/x-ndjson' \
		"$HUB/events/a") == *'"code":"busy"'* ]]
	# And a page that is let in can read all of it.
	curl -sSN -D head -H 'Origin: https://app.example' "$HUB/events/a"
	grep -q '^Access-Control-Allow-Origin: https://app.example' head
}

@test "not all who are refused come back at once" {
	start_ssed --max-streams=1
	follows /events/a
	for ((i = 0; i < 20; i++)); do
		curl -sSN -H 'Origin: null' "$HUB/events/a" | head -1
	done >delays
	(($(sort -u delays | wc -l) > 10))
}

@test "refusals are a line of the log a second, however many they are" {
	start_ssed --max-streams-per-ip=1
	follows /events/a
	SECONDS=0
	for ((i = 0; i < 50; i++)); do
		echo "url = $HUB/events/a"
	done | curl -sS -K - >answers
	refused() {
		(($(sed -n 's/.*streams were refused.* address=\([0-9]*\).*/\1/p' \
			"$HUB_LOG" | awk '{ n += $1 } END { print +n }') == 50))
	}
	wait_until refused
	(($(grep -c 'streams were refused' "$HUB_LOG") <= SECONDS + 2))
}

@test "--max-age ends a stream, which is told when to come back" {
	start_ssed --max-age=1s --retry=2s --heartbeat=1s
	follows /events/a
	post /events/a one
	followers_ended
	[[ $(data got.0) == one ]]
	retry=$(sed -n 's/^data: {"reason":"expired","retry":\(.*\)}$/\1/p' got.0)
	((retry >= 2000 && retry <= 4000))
	[[ $(tail -4 got.0) == "retry: $retry"$'\n'"event: ssed.bye"* ]]
	wait_until has_streams 0
}

@test "who comes back after --max-age has missed nothing" {
	start_ssed --max-age=300ms --retry=20ms
	sse-cat -r -n 40 "$HUB/events/a" >got 2>errors 3>&- &
	FOLLOWERS+=($!)
	wait_until has_streams 1
	for ((i = 1; i <= 40; i++)); do
		post /events/a "$i" >>receipts
		sleep 0.05 # its pace
	done
	followers_ended
	diff <(seq 40) got
	(($(grep -c expired errors) >= 2))
}

# skips accept: a stream that reads nothing is told of a gap in its place.
skips() {
	start_ssed --slow=skip --lag-bytes=64k
	exec {slow}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'GET /events/a HTTP/1.1\r\nHost: x\r\nAccept: %s\r\n\r\n' "$1" \
		>&"$slow"
	wait_until has_streams 1
	head -c 500000 /dev/zero | tr '\0' x >big
	for ((i = 1; i <= 40; i++)); do
		post "/events/a?id=$i" @big
	done >receipts
	wait_until grep -q 'slow streams were moved ahead.*missed=' "$HUB_LOG"
	timeout 20 sed '/last of all/q' <&"$slow" >stuck 3>&- &
	reader=$!
	post "/events/a?id=41" 'last of all'
	wait "$reader"
	exec {slow}>&-
}

@test "--slow=skip tells a stream what it missed, and goes on" {
	skips text/event-stream
	[[ $(grep -c '^event: ssed.gap' stuck) == 1 ]]
	gap=$(sed -n 's/^data: \({.*"reason":"slow".*}\)$/\1/p' stuck)
	got=$(($(grep -c '^id:' stuck)))
	before=$(jq -r .requested <<<"$gap")
	after=$(jq -r .resumed_after <<<"$gap")
	missed=$(jq .missed <<<"$gap")
	((missed > 10 && got + missed == 41 && after - before == missed))
	# What it got is whole, in order, and with the gap all there was.
	diff <(seq "$before"; seq $((after + 1)) 41) \
		<(sed -n 's/^id: //p' stuck)
	[[ $(data stuck | awk '{ print length }' | sort -u | xargs) == \
		'11 500000' ]]
	run -1 grep -q 'slow streams were ended' "$HUB_LOG"
}

@test "--slow=skip says so in lines of JSON, too" {
	skips application/x-ndjson
	sed '1,/^\r$/d' stuck >lines
	jq -e . lines >/dev/null
	gap=$(jq -r 'select(.event == "ssed.gap") | .data' lines)
	before=$(jq -r .requested <<<"$gap")
	after=$(jq -r .resumed_after <<<"$gap")
	((after - before == $(jq .missed <<<"$gap")))
	diff <(seq "$before"; seq $((after + 1)) 41) \
		<(jq -r 'select(.id) | .id | select(. != "")' lines)
}

# half path: asks, ends the sending side, and prints what comes until there is
# a line "data: hang up".
half() {
	perl -MIO::Socket::INET -e '
		$s = IO::Socket::INET->new(PeerAddr => $ARGV[0]) or die;
		print $s "GET $ARGV[1] HTTP/1.1\r\nHost: x\r\n\r\n";
		$s->flush;
		$s->shutdown(1);
		$| = 1;
		while (defined($_ = <$s>) && !/hang up/) {
			print;
		}
	' "${HUB#http://}" "$1"
}

@test "a client that has only ended its sending side keeps its stream" {
	start_ssed
	half /events/a >got 3>&- &
	FOLLOWERS+=($!)
	wait_until grep -q '^event: ssed.open' got
	hub_rests
	for i in 1 2 3; do
		post /events/a "$i"
		wait_until grep -q "^data: $i" got
	done
	has_streams 1
	# Once it is gone, what is sent next finds out.
	post /events/a 'hang up'
	followers_ended
	gone() {
		post /events/a x >receipt
		has_streams 0
	}
	wait_until gone
	[[ $(data got | xargs) == '1 2 3' ]]
}

@test "a heartbeat finds out that such a client is gone" {
	start_ssed --heartbeat=1s
	half /events/a >got 3>&- &
	FOLLOWERS+=($!)
	wait_until grep -q '^event: ssed.open' got
	post /events/a 'hang up'
	wait_until has_streams 0
}

@test "a client that ends altogether is gone at once" {
	start_ssed --heartbeat=1h
	for accept in text/event-stream application/x-ndjson text/plain; do
		exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
		printf 'GET /events/a HTTP/1.1\r\nHost: x\r\nAccept: %s\r\n\r\n' \
			"$accept" >&"$fd"
		wait_until has_streams 1
		# All that came is read: so it ends with no reset.
		read -r -N 16 -t 9 -u "$fd"
		while read -r -t 0.2 -u "$fd"; do :; done
		exec {fd}>&-
		wait_until has_streams 0
	done
}

# crowd count: follows /events/a so often.
crowd() {
	local i

	for ((i = 0; i < $1; i++)); do
		follows /events/a
	done
}

# ended status: the hub is gone, with that exit status.
ended() {
	local status=0

	wait "$SSED_PID" || status=$?
	SSED_PID=
	[[ $status == "$1" ]]
}

# told: prints how many were told to go.
told() {
	cat got.* | grep -c '^event: ssed.bye' || true
}

some_but_not_all() {
	local n

	n=$(told)
	((n > 0 && n < 30))
}

@test "as the hub ends, a crowd is told one after the other" {
	start_ssed --drain=16s --retry=1s
	crowd 30
	post /events/a before
	SECONDS=0
	kill "$SSED_PID"
	wait_until some_but_not_all
	ended 143
	((SECONDS >= 1))
	followers_ended
	[[ $(told) == 30 && $(cat got.* | grep -c '^data: before') == 30 ]]
	run -1 grep -q 'drain is over' "$HUB_LOG"
}

@test "a few are told at once, and a hub without streams just ends" {
	start_ssed --drain=1h
	crowd 16
	kill "$SSED_PID"
	ended 143
	followers_ended
	[[ $(told) == 16 ]]
	start_ssed --drain=1h
	curl -sS "$HUB/healthz"
	kill "$SSED_PID"
	ended 143
}

@test "a second SIGTERM does not wait for a crowd" {
	start_ssed --drain=1h
	crowd 20
	kill "$SSED_PID"
	wait_until grep -q draining "$HUB_LOG"
	kill "$SSED_PID"
	ended 143
}

@test "at the end of the input a crowd is told at once" {
	mkfifo in
	exec 9<>in
	SSED_INPUT=in start_ssed --on-eof=exit --drain=1h --stdin=lines 9>&-
	exec 8>in
	exec 9>&-
	for ((i = 0; i < 20; i++)); do
		follow "got.$i" /events/main 8>&-
	done
	exec 8>&-
	ended 0
	followers_ended
	[[ $(cat got.* | grep -c '"reason":"closed"') == 20 ]]
}

@test "a request that has begun is answered while the hub drains" {
	start_ssed --drain=30s
	for line in 'GET /healthz' 'GET /events/a' 'GET /events/a?browser'; do
		exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
		fds+=("$fd")
		printf '%s HTTP/1.1\r\nHo' "$line" >&"$fd"
	done
	# Its answer tells that what was sent before it has been read.
	curl -sS "$HUB/healthz"
	kill "$SSED_PID"
	wait_until grep -q draining "$HUB_LOG"
	printf 'st: x\r\n\r\n' >&"${fds[0]}"
	run -0 timeout 20 cat <&"${fds[0]}"
	[[ $output == 'HTTP/1.1 200 '*'Connection: close'*'"status"'* ]]
	printf 'st: x\r\n\r\n' >&"${fds[1]}"
	run -0 timeout 20 cat <&"${fds[1]}"
	[[ $output == 'HTTP/1.1 503 '*'Retry-After: '*'"draining"'* ]]
	printf 'st: x\r\nOrigin: http://x\r\n\r\n' >&"${fds[2]}"
	run -0 timeout 20 cat <&"${fds[2]}"
	[[ $output == 'HTTP/1.1 200 '*'ssed.busy'*'"reason":"drain"'* ]]
	for fd in "${fds[@]}"; do
		exec {fd}>&-
	done
	ended 143
}
