#!/usr/bin/env bats
# --threads: several threads write, and nobody can tell but by the speed.
# The hub is built with ThreadSanitizer here, which ends it at a data race.
# ssed(8), --threads.

load ../lib/helpers
load ../lib/counting

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	export HUB_PROGRAM=${SSE_TSAN:-$ROOT/build/tsan/bin}/ssed
	export TSAN_OPTIONS=halt_on_error=1:exitcode=99
}

teardown() {
	stop_counters
	stop_followers
	stop_ssed
}

# has_threads count
has_threads() {
	(($(find "/proc/$SSED_PID/task" -mindepth 1 -maxdepth 1 | wc -l) == $1))
}

@test "on four threads, every follower gets every event once and in order" {
	start_ssed --threads=4
	count a /events/a 300 200
	count all /sse 200 200 3
	wait_until grep -q open a
	wait_until grep -q open all
	publish 200 a b c
	counted a 300 60000
	counted all 200 120000
}

@test "on four threads, followers come, catch up and go while others are written" {
	start_ssed --threads=4 --keep=1000
	count stays /events/a 200 300
	wait_until grep -q open stays
	publish 300 a 3>&- &
	publisher=$!
	for ((i = 0; i < 5; i++)); do
		count "late$i" '/events/a?since=all' 50 300
		count "gone$i" '/events/a?since=all' 100 300
		wait_until grep -q open "gone$i"
		kill "${COUNTERS[-1]}"
		wait "${COUNTERS[-1]}" || true
		unset 'COUNTERS[-1]'
	done
	wait "$publisher"
	counted stays 200 60000
	for ((i = 0; i < 5; i++)); do
		counted "late$i" 50 15000
	done
}

@test "on four threads, those who do not read are ended, the others not" {
	start_ssed --threads=4 --lag-bytes=64k
	follow quick /events/a
	deaf=()
	for ((i = 0; i < 80; i++)); do
		exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
		printf 'GET /events/a HTTP/1.1\r\nHost: x\r\n\r\n' >&"$fd"
		deaf+=("$fd")
	done
	wait_until has_streams 81
	head -c 1000000 /dev/zero | tr '\0' x >big
	for ((i = 1; i <= 20; i++)); do
		post /events/a @big >>receipts
	done
	wait_until has quick 20 '^data: x'
	wait_until grep -q 'slow streams were ended' "$HUB_LOG"
	for fd in "${deaf[@]}"; do
		exec {fd}>&-
	done
	wait_until has_streams 1
}

@test "--threads=N is how many there are" {
	for n in 1 3; do
		HUB_PROGRAM=ssed start_ssed --threads="$n"
		wait_until has_threads "$n"
		stop_ssed
	done
}

@test "without --threads there is one for each processor, at most eight" {
	# What others tell it is not asked.
	processors=$(env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc)
	HUB_PROGRAM=ssed start_ssed
	wait_until has_threads "$((processors < 8 ? processors : 8))"
}

# names: how many of the hub's threads have each.
names() {
	cat "/proc/$SSED_PID/task"/*/comm | sort | uniq -c | xargs
}

@test "their names tell the threads apart" {
	HUB_PROGRAM=ssed start_ssed --threads=3 --log=sqlite:log.db
	wait_until eval '[ "$(names)" = "1 ssed 2 ssed flush 1 ssed log read 1 ssed log write" ]'
}
