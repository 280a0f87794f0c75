#!/usr/bin/env bats
# Whatever becomes of the hub or the way to it, at whatever point of a run of
# 10,000 lines: the log holds each line once and in order; or sse-pub tells by
# its exit status, and the line it names, which it does not.
# sse-pub(1), RETRIES.

load ../lib/helpers

LINES_COUNT=10000

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	seq "$LINES_COUNT" >input
	mkfifo wake # that nobody does
}

teardown() {
	stop_proxy
	stop_ssed
}

# start_proxy kind first [count]: sets PROXY to its URL.
start_proxy() {
	stop_proxy
	rm -f proxy.port
	node "$ROOT/tests/peers/faults.mjs" proxy.port "${HUB##*:}" "$@" \
		</dev/null >&2 3>&- &
	PROXY_PID=$!
	wait_until test -s proxy.port
	PROXY=http://127.0.0.1:$(<proxy.port)
}

stop_proxy() {
	[[ -n ${PROXY_PID:-} ]] || return 0
	kill "$PROXY_PID" 2>/dev/null || true
	wait "$PROXY_PID" || true
	PROXY_PID=
}

# logged topic: the data of all that the hub's log has of it, in its order.
logged() {
	curl -sS --max-time 20 -H 'Accept: text/plain' \
		"$HUB/events/$1?since=all&poll=1"
}

# publish topic [option...]: publishes the input, in some six requests.
publish() {
	run --separate-stderr timeout 60 sse-pub -u "$PROXY" -l -t "$1" \
		"${@:2}" <input
}

# all_logged topic
all_logged() {
	logged "$1" | cmp - input
}

# complete kind: the fault, at each request in turn, is made good.
complete() {
	local at

	for at in 1 2 3; do
		start_proxy "$1" "$at" 2
		publish "$1/$at"
		((status == 0)) || {
			echo "$1 at $at: $status $stderr"
			return 1
		}
		jq -e --argjson n "$LINES_COUNT" \
			'.accepted + .duplicates == $n and .refused == 0' <<<"$output"
		all_logged "$1/$at"
	done
}

# reads: prints the lines, slowly enough to be met in the middle of them, and
# in a shell of its own: bats looks at each command of the test's.  The last
# ones wait until there is the file met.
reads() {
	rm -f met
	bash -c '
		for ((i = 0; i < 9000; i++)); do
			read -r line
			printf "%s\n" "$line"
		done
		until [[ -e met ]]; do
			read -r -t 0.05 <>wake
		done
		cat'
}

# first_missing: the line that told names.
first_missing() {
	sed -n 's/.* line \([0-9]*\).*/\1/p' told | tail -1
}

# is_part topic: what was logged is the start of the input, up to the line that told
# names and perhaps further: it was not acknowledged, but may have been taken.
is_part() {
	logged "$1" >got
	head -n "$(wc -l <got)" input | cmp - got
	(($(first_missing) > 0 && $(wc -l <got) >= $(first_missing) - 1))
}

# tells status at kind [option...]: the log has all before the line named.
tells() {
	start_proxy "$3" "$2" 1000
	publish "$3/$2" "${@:4}"
	((status == $1)) || {
		echo "$3 at $2: $status $stderr"
		return 1
	}
	echo "$stderr" >told
	is_part "$3/$2"
	[[ $(jq '.accepted + .duplicates' <<<"$output") == "$(($(first_missing) - 1))" ]]
}

@test "a request that does not arrive, or not as a whole, is sent again" {
	start_ssed --keep=20000
	complete closed
	complete cut
}

@test "a request whose answer is lost, or broke off, is taken once" {
	start_ssed --keep=20000
	complete lost
	complete half
	complete garbage
	complete garbage-after
}

@test "408, 429 and 5xx are tried again, whether the lines were taken or not" {
	start_ssed --keep=20000
	complete 408
	complete 408-after
	complete 429-after
	complete 500
	complete 500-after
	complete 502
	complete 503
}

@test "what is too much for one request goes in smaller ones" {
	start_ssed --keep=20000
	start_proxy 413 1 1000
	publish a
	((status == 0))
	all_logged a
}

@test "a refusal of a request names the first line that is not there: 22" {
	start_ssed --keep=20000
	for at in 1 2 3; do
		tells 22 "$at" 403
		tells 22 "$at" nonsense
		tells 22 "$at" nonsense-after
	done
}

@test "without an answer in time it ends, and names the line: 28" {
	start_ssed --keep=20000
	for at in 1 2; do
		tells 28 "$at" hang --timeout=300ms
		tells 28 "$at" hang-after --timeout=300ms
	done
}

@test "a hub that stands still is told: 28, and the first line" {
	start_ssed --keep=20000
	follow live /events/a
	status=0
	reads <input | sse-pub -l -t a -u "$HUB" --timeout=2s >receipt 2>told 3>&- &
	pub=$!
	wait_until grep -q '^id:' live
	kill -STOP "$SSED_PID"
	: >met
	wait "$pub" || status=$?
	kill -CONT "$SSED_PID"
	((status == 28))
	is_part a
}

# restart_ssed: the same hub again, on its port.
restart_ssed() {
	wait "$SSED_PID" || true
	ssed --listen "127.0.0.1:${HUB##*:}" --keep=20000 --log=sqlite:log.db \
		</dev/null >>"$HUB_LOG" 2>&1 3>&- &
	SSED_PID=$!
}

# has_some topic count: the hub's log has at least so many.
has_some() {
	(($(sqlite3 -readonly log.db \
		"SELECT count(*) FROM events WHERE topic = '$1'") >= $2))
}

@test "a hub that is killed and starts again, at any time, has each line once" {
	start_ssed --keep=20000 --log=sqlite:log.db
	for ((round = 1; round <= 5; round++)); do
		reads <input | sse-pub -l -t "t$round" -u "$HUB" >receipt 3>&- &
		pub=$!
		wait_until has_some "t$round" $((RANDOM % 4000 + 1))
		kill -9 "$SSED_PID"
		: >met
		restart_ssed --keep=20000
		wait "$pub"
		all_logged "t$round"
	done
}

@test "a hub that ends in the middle of it is told: 7, and the first line" {
	start_ssed --keep=20000 --log=sqlite:log.db
	status=0
	reads <input | sse-pub -l -t a -u "$HUB" --timeout=2s >receipt 2>told 3>&- &
	pub=$!
	wait_until has_some a 10
	kill -9 "$SSED_PID"
	: >met
	wait "$pub" || status=$?
	# By where it was met: no connection, no answer, half of one, or no time.
	[[ $status =~ ^(7|28|52|56)$ ]]
	restart_ssed
	wait_until curl -sSf -o health "$HUB/healthz"
	is_part a
}
