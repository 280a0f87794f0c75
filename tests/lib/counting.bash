# counting.bash - many followers who keep account of what they get.
# shellcheck shell=bash
# Load after helpers.

COUNTERS=() # their processes, in the order in which they were started

# count name path streams events [topics]: starts followers who count.
count() {
	"$SSE_BIN/../tests/followers" "${HUB##*:}" "${@:2}" >"$1" 2>&1 3>&- &
	COUNTERS+=($!)
}

# publish events topic...: the numbers 1 to events, in order.
publish() {
	timeout 100 node "$ROOT/tests/peers/publish.mjs" "$HUB" "$@"
}

# counted name streams events: they got that many, each once and in order.
counted() {
	wait "${COUNTERS[0]}" || echo "followers: $?"
	COUNTERS=("${COUNTERS[@]:1}")
	cat "$1"
	[[ $(tail -1 "$1") == "streams=$2 events=$3 lost=0 doubled=0 reordered=0 foreign=0" ]]
}

# stop_counters: ends those that were not waited for.
stop_counters() {
	local pid

	for pid in "${COUNTERS[@]}"; do
		kill "$pid" 2>/dev/null || true
	done
	COUNTERS=()
}
