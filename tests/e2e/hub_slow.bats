#!/usr/bin/env bats
# One slow, stuck or silent client delays nobody: not the others, not the
# publisher, not the hub; and nothing is left of it.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	stop_followers
	stop_ssed
}

# open_files: how many descriptors the hub has.
open_files() {
	find "/proc/$SSED_PID/fd" -mindepth 1 | wc -l
}

has_open_files() {
	(($(open_files) == $1))
}

@test "a stream that lags too far is ended, the others go on" {
	start_ssed --lag-bytes=64k
	follow quick /events/a
	exec {slow}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'GET /events/a HTTP/1.1\r\nHost: x\r\n\r\n' >&"$slow"
	wait_until has_streams 2
	# More than the kernel holds for a socket that nobody reads.
	head -c 500000 /dev/zero | tr '\0' x >big
	for ((i = 1; i <= 40; i++)); do
		post "/events/a?id=$i" @big
	done >receipts
	wait_until has quick 40 '^id:'
	[[ $(grep -c '^data: x' quick) == 40 ]]
	wait_until grep -q 'slow streams were ended.* streams=1' "$HUB_LOG"
	timeout 20 cat <&"$slow" >stuck
	exec {slow}>&-
	[[ $(tail -2 stuck) == 'data: {"reason":"slow"}' ]]
	# What it got is whole, and in order.
	got=$(grep -c '^id:' stuck)
	((got > 0 && got < 40))
	diff <(seq "$got") <(sed -n 's/^id: //p' stuck)
	[[ $(data stuck | awk '{ print length }' | uniq -c | xargs) == \
		"$got 500000" ]]
	wait_until has_streams 1
}

@test "history that expires before a slow stream reads it is a gap" {
	start_ssed --keep=100 --keep-bytes=0
	head -c 100000 /dev/zero | tr '\0' x >big
	for ((i = 1; i <= 100; i++)); do
		post "/events/a?id=$i" @big
	done >receipts
	exec {slow}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'GET /events/a?since=all HTTP/1.1\r\nHost: x\r\n\r\n' >&"$slow"
	wait_until has_streams 1
	for ((i = 101; i <= 200; i++)); do
		post "/events/a?id=$i" x
	done >receipts
	post "/events/a?id=201" end
	timeout 20 sed '/^data: end/q' <&"$slow" >stuck
	exec {slow}>&-
	gap=$(sed -n 's/^data: \({.*"reason":"slow".*}\)$/\1/p' stuck)
	missed=$(jq .missed <<<"$gap")
	[[ $(jq -r .resumed_after <<<"$gap") == 101 ]]
	((missed > 0))
	# What it got and what it was told of are all there was.
	(($(grep -c '^id:' stuck) + missed == 201))
	sed -n 's/^id: //p' stuck >ids
	sort -nu ids | diff ids -
}

# unread_bytes: what the kernel holds to be sent by the hub.
unread_bytes() {
	local port sum=0 near queues

	port=$(printf '%04X' "${HUB##*:}")
	# At one go: the table changes between reads.
	while read -r _ near _ _ queues _; do
		[[ $near != *:"$port" ]] || ((sum += 16#${queues%:*}))
	done < <(cat /proc/net/tcp)
	echo "$sum"
}

@test "the kernel holds little for one who does not read" {
	# It stays: what is sent for one who was ended goes with its socket.
	start_ssed --lag-bytes=64M
	exec {deaf}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'GET /events/a HTTP/1.1\r\nHost: x\r\n\r\n' >&"$deaf"
	follow quick /events/a
	wait_until has_streams 2
	head -c 100000 /dev/zero | tr '\0' x >big
	for ((i = 1; i <= 60; i++)); do
		post "/events/a?id=$i" @big
	done >receipts
	wait_until has quick 60 '^id:'
	bytes=$(unread_bytes)
	has_streams 2
	exec {deaf}>&-
	echo "$bytes bytes"
	((bytes > 0 && bytes < 1000000))
}

@test "requests whose answers nobody reads do not make the hub spin" {
	start_ssed --peer-timeout=8s
	before=$(open_files)
	yes $'GET /nope HTTP/1.1\r\nHost: x\r\n\r' | head -c 16M >requests
	exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	cat requests 2>errors >&"$fd" 3>&- &
	writer=$!
	hub_rests
	kill -0 "$writer" # It is not done: the hub takes no more of it.
	# It is cut off once it took nothing for --peer-timeout.
	wait_until has_open_files "$before"
	wait "$writer" || true
	exec {fd}>&-
}

@test "200 connections, left in any state, leave nothing behind" {
	start_ssed
	before=$(open_files)
	for request in '' 'GET /he' 'POST /events/a HTTP/1.1\r\nHost: x\r\n' \
		'POST /events/a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab' \
		'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n' \
		'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' \
		'GET /events/a?since=all HTTP/1.1\r\nHost: x\r\n\r\n' '\0\0'; do
		fds=()
		for ((i = 0; i < 200; i++)); do
			exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
			fds+=("$fd")
			printf '%b' "$request" >&"$fd"
		done
		wait_until has_open_files $((before + 200))
		for fd in "${fds[@]}"; do
			exec {fd}>&-
		done
		wait_until has_open_files "$before"
	done
}

@test "out of descriptors, it waits and goes on once there are some" {
	start_ssed
	before=$(open_files)
	prlimit --pid "$SSED_PID" --nofile=$((before + 10))
	fds=()
	for ((i = 0; i < 30; i++)); do
		exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
		fds+=("$fd")
		printf 'GET /events/a HTTP/1.1\r\nHost: x\r\n\r\n' >&"$fd"
	done
	wait_until grep -q 'accepting is paused.*Too many open files' "$HUB_LOG"
	# The first are served, and the last once they leave.
	read -r -t 10 -u "${fds[0]}"
	[[ $REPLY == 'HTTP/1.1 200 OK'* ]]
	for fd in "${fds[@]:0:25}"; do
		exec {fd}>&-
	done
	read -r -t 10 -u "${fds[29]}"
	[[ $REPLY == 'HTTP/1.1 200 OK'* ]]
	for fd in "${fds[@]:25}"; do
		exec {fd}>&-
	done
	wait_until has_open_files "$before"
}

# rss_kib: the memory that the hub has.
rss_kib() {
	sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$SSED_PID/status"
}

@test "streams with different topics share what they still have to send" {
	start_ssed
	deaf=()
	for ((i = 0; i < 200; i++)); do
		exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
		printf 'GET /events?topic=news&topic=user/%d HTTP/1.1\r\nHost: x\r\n\r\n' \
			"$i" >&"$fd"
		deaf+=("$fd")
	done
	wait_until has_streams 200
	head -c 1000000 /dev/zero | tr '\0' x >big
	before=$(rss_kib)
	post /events/news @big >receipt
	[[ $(jq .delivered receipt) == 200 ]]
	wait_until has_streams 200
	after=$(rss_kib)
	# And as they are told to go: nothing is copied for each of them.
	kill "$SSED_PID"
	wait_until grep -q draining "$HUB_LOG"
	drained=$(rss_kib)
	for fd in "${deaf[@]}"; do
		exec {fd}>&-
	done
	echo "$before KiB, then $after, then $drained"
	((after - before < 50000 && drained - before < 50000))
}
