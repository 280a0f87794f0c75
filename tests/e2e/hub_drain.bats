#!/usr/bin/env bats
# How a hub ends: streams are told, requests are finished, nobody is held up
# for longer than --drain.  See "SIGNALS" in ssed(1).

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	stop_followers
	stop_ssed
}

# ended status: the hub is gone, with that exit status.
ended() {
	local status=0

	wait "$SSED_PID" || status=$?
	SSED_PID=
	[[ $status == "$1" ]] || {
		echo "ended with $status"
		return 1
	}
}

@test "SIGTERM ends each stream with ssed.bye and a delay of its own" {
	start_ssed --retry=2s
	for name in a b c; do
		follow "$name" /events/a
	done
	kill "$SSED_PID"
	ended 143
	followers_ended
	for name in a b c; do
		retry=$(sed -n 's/^data: {"reason":"drain","retry":\(.*\)}$/\1/p' \
			"$name")
		((retry >= 2000 && retry <= 4000))
		diff - <(sed 1,/^$/d "$name") <<-END
			retry: $retry
			event: ssed.bye
			data: {"reason":"drain","retry":$retry}

		END
	done
	[[ $(grep -h '^data.*drain' a b c | sort -u | wc -l) -gt 1 ]]
}

@test "SIGINT does too, and the hub ends by that signal" {
	start_ssed
	follow a /events/a
	# A shell starts its background jobs deaf to SIGINT: the hub hears it.
	kill -INT "$SSED_PID"
	ended 130
	grep -q '"reason":"drain"' a
}

@test "a request that is under way is finished, no new one begins" {
	start_ssed --drain=30s
	exec {half}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	exec {idle}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'POST /events/a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab' \
		>&"$half"
	# Its answer tells that what was sent before it has been read.
	curl -sS "$HUB/healthz"
	kill "$SSED_PID"
	[[ -z $(timeout 10 cat <&"$idle") ]]
	run -7 curl -sS "$HUB/healthz"
	printf 'cd' >&"$half"
	run -0 timeout 10 cat <&"$half"
	[[ $output == *' 200 '*'Connection: close'*'"topic":"a"'* ]]
	exec {half}>&-
	ended 143
}

@test "who does not finish is cut off after --drain" {
	start_ssed --drain=200ms
	exec {half}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'POST /events/a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab' \
		>&"$half"
	curl -sS "$HUB/healthz"
	kill "$SSED_PID"
	ended 143
	exec {half}>&-
	grep -q 'drain is over.*connections=1' "$HUB_LOG"
}

@test "a second signal ends it at once" {
	start_ssed --drain=60s
	exec {half}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'POST /events/a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab' \
		>&"$half"
	curl -sS "$HUB/healthz"
	kill "$SSED_PID"
	wait_until grep -q draining "$HUB_LOG"
	kill "$SSED_PID"
	ended 143
	exec {half}>&-
}

@test "events that were published before SIGTERM still arrive" {
	start_ssed
	follow a /events/a
	for ((i = 1; i <= 50; i++)); do
		echo "$i"
	done >want
	xargs -I{} curl -sS -o /dev/null -d {} "$HUB/events/a" <want
	kill "$SSED_PID"
	ended 143
	followers_ended
	diff want <(data a)
}

@test "the port file is gone with the hub" {
	start_ssed
	[[ -s $BATS_TEST_TMPDIR/port ]]
	stop_ssed
	[[ ! -e $BATS_TEST_TMPDIR/port ]]
}

@test "after kill -9 the port is free at once" {
	start_ssed
	follow a /events/a
	kill -9 "$SSED_PID"
	ended 137
	ssed --listen "127.0.0.1:${HUB##*:}" --port-file again \
		</dev/null >>"$HUB_LOG" 2>&1 3>&- &
	SSED_PID=$!
	wait_until test -s again
	curl -sS "$HUB/healthz"
}
