# clients.bash - what the clients make of a stream that is there at once.
# shellcheck shell=bash

# client_row TITLE EVENTS CASE...: a case is "LABEL: COMMAND"; bench_pour adds
# its URL.  The first one is what the others are compared with.
client_row() {
	local title=$1 events=$2 repetition case line
	local -a command

	shift 2
	: >"$SCRATCH/row"
	for ((repetition = 1; repetition <= REPEAT; repetition++)); do
		for case; do
			read -ra command <<<"${case#*: }"
			line=$("$BENCH/bench_pour" --events="$events" \
				-- "${command[@]}") || line='{"failed": true}'
			jq -nc --arg title "$title" --arg case "${case%%: *}" \
				--arg reference "${1%%: *}" \
				--arg repetition "$repetition" \
				--arg date "$(date -u +%FT%TZ)" \
				--argjson machine "$MACHINE" \
				"{date: \$date, title: \$title, case: \$case,
				unit: \"event\", reference: \$reference,
				repetition: (\$repetition | tonumber)}
				+ $line + {machine: \$machine}" \
				>>"$SCRATCH/row"
		done
	done
	row_show "$title" event
}

scenario_client() {
	# shellcheck disable=SC2153 # from run
	local cat="$BUILD/bin/sse-cat --retry=0"

	client_row 'events of 100 bytes, to /dev/null' 3000000 'curl -N: curl -sN' \
		"sse-cat -r: $cat -r" "sse-cat: $cat" "sse-cat -j: $cat -j" \
		"sse-cat --format=sse: $cat --format=sse"
}
