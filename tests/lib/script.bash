# script.bash - a server that answers as the test tells it.
# shellcheck shell=bash

SCRIPT_PIDS=()

# start_script step...: see peers/script.mjs for what a step may be.  Sets
# PEER to its URL and REQUESTS to the file of what it was asked.  The one
# before ends, unless SCRIPT_MORE is set.
start_script() {
	local port_file=$BATS_TEST_TMPDIR/script.port

	[[ -n ${SCRIPT_MORE:-} ]] || stop_script
	REQUESTS=$BATS_TEST_TMPDIR/requests
	rm -f "$port_file"
	: >"$REQUESTS"
	node "$ROOT/tests/peers/script.mjs" "$port_file" "$REQUESTS" "$@" \
		</dev/null >&2 3>&- &
	SCRIPT_PIDS+=("$!")
	wait_until test -s "$port_file"
	PEER=http://127.0.0.1:$(<"$port_file")
	export PEER REQUESTS
}

# start_bulk step...: the same for publishing many; see peers/bulk.mjs.  Sets
# TAKEN to the file of what it took.
start_bulk() {
	local port_file=$BATS_TEST_TMPDIR/bulk.port

	stop_script
	REQUESTS=$BATS_TEST_TMPDIR/requests
	TAKEN=$BATS_TEST_TMPDIR/taken
	rm -f "$port_file"
	: >"$REQUESTS"
	: >"$TAKEN"
	node "$ROOT/tests/peers/bulk.mjs" "$port_file" "$REQUESTS" "$TAKEN" \
		"$@" </dev/null >&2 3>&- &
	SCRIPT_PIDS+=("$!")
	wait_until test -s "$port_file"
	PEER=http://127.0.0.1:$(<"$port_file")
	export PEER REQUESTS TAKEN
}

stop_script() {
	((${#SCRIPT_PIDS[@]} > 0)) || return 0
	kill "${SCRIPT_PIDS[@]}" 2>/dev/null || true
	wait "${SCRIPT_PIDS[@]}" 2>/dev/null || true
	SCRIPT_PIDS=()
}

# header number name: what the request of that number said; it must have.
header() {
	sed -n "$1p" "$REQUESTS" |
		jq -er --arg name "$2: " '.headers[] |
			select(ascii_downcase |
				startswith($name | ascii_downcase)) |
			.[($name | length):]'
}
