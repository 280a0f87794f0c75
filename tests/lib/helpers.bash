# helpers.bash - start and stop a private hub for one test.
# shellcheck shell=bash
bats_require_minimum_version 1.5.0

ROOT=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
SSE_BIN=${SSE_BIN:-$ROOT/build/asan/bin} # the directory of the programs
PATH=$SSE_BIN:$PATH
export ROOT SSE_BIN PATH

# What a user or a build server has set changes no test: script(1) runs SHELL.
export SHELL=/bin/sh LANG=C.UTF-8 LC_ALL=C.UTF-8 TERM=xterm
unset SSE_TOKEN SSE_URL NO_COLOR COLUMNS LINES TZ CDPATH BASH_ENV ENV "${!SSED_@}"
unset http_proxy https_proxy all_proxy no_proxy ALL_PROXY HTTPS_PROXY NO_PROXY

# start_ssed [option...]
# Starts ssed on a free port of the loopback and sets HUB to its URL,
# SSED_PID to its process and HUB_LOG to the file of its messages.  (Not
# SSED_LOG: ssed would read it as --log.)  SSED_INPUT: its standard input.
# HUB_PROGRAM: another build of it than that in SSE_BIN.
start_ssed() {
	local port_file=$BATS_TEST_TMPDIR/port

	HUB_LOG=$BATS_TEST_TMPDIR/ssed.log
	rm -f "$port_file"
	"${HUB_PROGRAM:-ssed}" --listen 127.0.0.1:0 --port-file "$port_file" "$@" \
		<"${SSED_INPUT:-/dev/null}" >>"$HUB_LOG" 2>&1 3>&- &
	SSED_PID=$!
	wait_until ssed_is_up_or_gone "$port_file"
	if [[ ! -s $port_file ]]; then
		echo "ssed did not start: $(<"$HUB_LOG")" >&2
		return 1
	fi
	HUB=http://127.0.0.1:$(<"$port_file")
	export HUB
}

ssed_is_up_or_gone() {
	[[ -s $1 ]] || ! kill -0 "$SSED_PID" 2>/dev/null
}

# stop_ssed: tells the hub to end.  Fails if it did not end well, which is
# where a sanitizer's report comes to light.
stop_ssed() {
	local status=0

	[[ -n ${SSED_PID:-} ]] || return 0
	kill "$SSED_PID" 2>/dev/null || true
	wait "$SSED_PID" || status=$?
	SSED_PID=
	case $status in
	0 | 143) return 0 ;; # 143: it was told to stop
	esac
	echo "ssed ended with $status:" >&2
	cat "$HUB_LOG" >&2
	return 1
}

# post path data [curl option...]: publishes, and prints the receipt.
post() {
	curl -sS --max-time 20 --data-binary "$2" "${@:3}" "$HUB$1"
}

# follow file path [curl option...]
# Follows path into file, and returns once its stream is open.  Descriptor 9
# is the test's own: the pipe that it feeds a hub with.
follow() {
	: >"$1"
	curl -sSN --max-time 100 "${@:3}" "$HUB$2" >"$1" 2>&1 3>&- 9>&- &
	FOLLOWERS+=($!)
	wait_until grep -q '^event: ssed.open' "$1"
}

# stop_followers: ends them, by their own ids.
stop_followers() {
	local pid

	for pid in "${FOLLOWERS[@]}"; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" || true
	done
	FOLLOWERS=()
}
FOLLOWERS=()

# followers_ended: waits until all their streams ended as they should.
followers_ended() {
	local pid

	for pid in "${FOLLOWERS[@]}"; do
		wait "$pid" || return
	done
	FOLLOWERS=()
}

# has file count pattern: file has that many lines that match pattern.
has() {
	(($(grep -c -- "$3" "$1") == $2))
}

# has_least file count pattern: that many, or more: of what goes on coming.
has_least() {
	(($(grep -c -- "$3" "$1") >= $2))
}

# said_before_end pattern command...
# Runs what would go on, until it has said what matches; sets output to that.
said_before_end() {
	local pid

	output=
	"${@:2}" >"$BATS_TEST_TMPDIR/said_so_far" 2>&1 </dev/null 3>&- &
	pid=$!
	wait_until grep -qE -- "$1" "$BATS_TEST_TMPDIR/said_so_far" || true
	output=$(<"$BATS_TEST_TMPDIR/said_so_far")
	kill "$pid"
	wait "$pid" || true
	grep -qE -- "$1" <<<"$output"
}

# is_over pid: it has ended, whether anybody has asked how or not.
is_over() {
	[[ ! -e /proc/$1/stat || $(<"/proc/$1/stat") == *') Z '* ]]
}

# data file: prints the data of the events in file, but not of the hub's own.
data() {
	awk '/^event: ssed[.]/ { own = 1 }
	     /^data:/ && !own { sub(/^data: ?/, ""); print }
	     /^$/ { own = 0 }' "$1"
}

# raw text...
# Sends each text (with printf's escapes) on one connection, and prints all
# that comes until the hub ends it.
raw() {
	local fd text

	exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	for text; do
		printf '%b' "$text" >&"$fd" || true
	done
	timeout 20 cat <&"$fd" || echo "cat ended with $?"
	exec {fd}>&-
}

# has_streams count: whether the hub has so many.
has_streams() {
	[[ $(curl -sS "$HUB/healthz") == *"\"streams\":$1}" ]]
}

# hub_rests: waits until the hub uses no processor time for a while.
hub_rests() {
	local ticks=0 resting=0

	wait_until rests
}

# rests: it used none in ten calls, one after the other.
rests() {
	local now

	now=$(awk '{ print $14 + $15 }' "/proc/$SSED_PID/stat")
	((resting = now == ticks ? resting + 1 : 0))
	ticks=$now
	((resting >= 10))
}

# wait_until command...
# Runs command until it succeeds.  Fails after half a minute, or more.
wait_until() {
	local try

	for ((try = 0; try < 600; try++)); do
		"$@" && return 0
		sleep 0.05
	done
	echo "gave up waiting for: $*" >&2
	return 1
}
