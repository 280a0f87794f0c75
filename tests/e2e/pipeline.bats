#!/usr/bin/env bats
# The three programs in pipelines, as README.md shows them.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR"
}

teardown() {
	stop_jobs
	stop_ssed
}

# job command...: runs it until the end of the test.
job() {
	"$@" 3>&- &
	JOBS+=("$!")
}

stop_jobs() {
	[[ -z ${JOBS:-} ]] || kill "${JOBS[@]}" 2>/dev/null || true
	[[ -z ${JOBS:-} ]] || wait "${JOBS[@]}" 2>/dev/null || true
	JOBS=()
}

# has_lines file count: whether so many lines are there, at least.
has_lines() {
	[[ -e $1 ]] && (($(wc -l <"$1") >= $2))
}

# A fifo opens when both ends are there: not in the shell of the test.
tail_into() {
	exec tail -f -n +1 "$1" >"$2"
}

# exec: what is stopped at the end is the follower, and not a shell beside it.
follow_with_curl() {
	exec curl -sN "$HUB/events/$1" >curl.txt
}

follow_with_jq() {
	exec sse-cat "$HUB/events/$1" 2>opened \
		> >(exec jq -r --unbuffered .data >cat.txt)
}

@test "tail -f of a growing file: two followers see each line once, in order" {
	seq 1 10 >app.log
	mkfifo lines
	job tail_into app.log lines
	SSED_INPUT=lines start_ssed --stdin=lines
	job follow_with_curl 'main?since=all'
	job follow_with_jq 'main?since=all'
	wait_until has_lines cat.txt 10
	for i in $(seq 11 200); do echo "$i" >>app.log; done
	wait_until has_lines cat.txt 200
	wait_until grep -qx 'data: 200' curl.txt
	seq 200 | diff - cat.txt
	sed -n '/^data: [0-9]*$/s/data: //p' curl.txt | diff <(seq 200) -
}

@test "whatever was published is what jq reads" {
	start_ssed
	job sse-cat "$HUB/events/t?since=all" >got 2>opened
	n=0
	while IFS= read -r text; do
		jq -j . <<<"$text" | sse-pub -q -u "$HUB" -t t -s
		n=$((n + 1))
		wait_until has_lines got "$n"
		# The format has one line end: CR and CR LF come back as LF.
		tail -n 1 got | jq -e --argjson sent "$text" \
			'.data == ($sent | gsub("\r\n?"; "\n"))'
	done <<'END'
"hello, world"
"two\nlines, and an end\n"
"\n\n\n"
"a\rb\r\nc\n\rd"
"quotes \" and \\ and ' and `"
"emoji 🎉 and ünïcödé and \u2028 and \u0085"
"event: x"
"a\nevent: x\nid: 7\nretry: 1\n:comment\ndata: y"
" a space first"
"\u0001\u001b[31m\u007f"
END
	tail -n 3 got | jq -se 'all(.[]; .event == "message")'
}

@test "a mebibyte arrives whole" {
	start_ssed
	head -c 786432 /dev/urandom | base64 -w 0 | head -c 1048576 >big
	sse-pub -q -u "$HUB" -t t -f big
	sse-cat -s -r -n 1 "$HUB/events/t?since=all" | head -c -1 | cmp big
	run -22 sse-pub -u "$HUB" -t t -s < <(cat big && printf x)
	[[ $output == *' 413 '* ]]
}

@test "the hub restarted: sse-cat comes back, and is told what is gone" {
	start_ssed --retry=100ms --listen "unix:$PWD/s"
	job sse-cat -r --unix-socket s \
		http://hub/events/t >got 2>said
	wait_until grep -q ssed.open said
	sse-pub -q -u "$HUB" -t t -m before
	wait_until grep -qx before got
	kill -9 "$SSED_PID"
	wait "$SSED_PID" || true
	start_ssed --retry=100ms --listen "unix:$PWD/s"
	wait_until grep -q 'ssed.gap {"requested":' said
	grep -q '"reason":"unknown"' said
	sse-pub -q -u "$HUB" -t t -m after
	wait_until grep -qx after got
	printf 'before\nafter\n' | diff - got
}

@test "sse-cat killed, and started with the last id: nothing twice, nothing missing" {
	start_ssed --keep=10000
	# A line a request, so that it lasts.
	job bash -c 'seq 3000 | sse-pub -u "$1" -lq --stop-on-error -t t' - \
		"$HUB"
	: >got
	last='?since=all'
	args=()
	for _ in 1 2 3; do
		sse-cat "${args[@]}" "$HUB/events/t${last}" >part 2>said 3>&- &
		pid=$!
		wait_until has_lines part 100
		kill -9 "$pid"
		wait "$pid" || true
		# What was cut off in the middle of a line was not seen.
		grep -n '}$' part | cut -d: -f2- >>got
		args=(--last-event-id "$(tail -n 1 got | jq -r .id)")
		last=
	done
	left=$((3000 - $(wc -l <got)))
	sse-cat "${args[@]}" -n "$left" "$HUB/events/t" >>got
	jq -r .data got | diff <(seq 3000) -
}

@test "one hub's stream is another hub's input" {
	start_ssed
	for i in 1 2 3; do
		sse-pub -q -u "$HUB" -t "a/$i" -e "type$i" --id "id$i" -m "$i"$'\n'x
	done
	sse-cat -s --format=sse -n 3 "$HUB/events/**?since=all" >relayed
	sse-cat -s -n 3 "$HUB/events/**?since=all" >want
	stop_ssed
	SSED_INPUT=relayed start_ssed --stdin=sse
	sse-cat -s -n 3 "$HUB/events/**?since=all" | diff want -
}

@test "a hub that follows another has the same thousand events, with their ids" {
	for i in $(seq 1000); do
		printf 'id: n%d\nevent: type%d\ntopic: a/%d\ndata: %d\ndata: \\x1b<>\n\n' \
			"$i" "$((i % 3))" "$((i % 7))" "$i"
	done >prepared
	SSED_INPUT=prepared start_ssed --stdin=sse --keep=2000
	first=$HUB
	JOBS+=("$SSED_PID")
	mkfifo relay
	job relay_from "$first"
	SSED_INPUT=relay start_ssed --stdin=sse --keep=2000
	timeout 60 sse-cat -s -n 1000 "$first/events/**?since=all" >want
	timeout 60 sse-cat -s -n 1000 "$HUB/events/**?since=all" | diff want -
	[ "$(jq -r .id want)" = "$(printf 'n%d\n' $(seq 1000))" ]
	# And what comes later, as it comes.
	sse-pub -q -u "$first" -t late --id=n1001 -m x
	wait_until has_late
}

relay_from() {
	exec sse-cat -s --format=sse --comments "$1/events/**?since=all" >relay
}

has_late() {
	[ "$(timeout 20 sse-cat -s -r -n 1 "$HUB/events/late?since=all")" = x ]
}
