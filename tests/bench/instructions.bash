# instructions.bash - what an event costs in the program itself, counted by
# valgrind: the difference of a short and a long run, which is the same on
# every machine and says nothing of the kernel.
# shellcheck shell=bash

INSTRUCTIONS_FOLLOWERS=200
INSTRUCTIONS_SHORT=100
INSTRUCTIONS_LONG=300

# instructions_of events followers: of a run of ssed.
instructions_of() {
	local file=$SCRATCH/callgrind

	rm -f "$file"
	SSED_UNDER=(valgrind --tool=callgrind --callgrind-out-file="$file"
		--log-file="$SCRATCH/valgrind.log")
	server_start ssed --threads=1 || return 1
	"$BENCH/bench_load" --port="$SERVER_PORT" --pid="${SERVER[0]}" \
		-e "$1" -n "$2" --window=1 >>"$SCRATCH/log"
	server_stop
	# shellcheck disable=SC2034 # for servers.bash
	SSED_UNDER=()
	sed -n 's/^summary: //p;s/^totals: //p' "$file" | tail -n 1
}

# instructions_per_publish followers: an event more, with its deliveries.
instructions_per_publish() {
	local short long

	short=$(instructions_of "$INSTRUCTIONS_SHORT" "$1")
	long=$(instructions_of "$INSTRUCTIONS_LONG" "$1")
	echo $(((long - short) / (INSTRUCTIONS_LONG - INSTRUCTIONS_SHORT)))
}

scenario_instructions() {
	local alone many each

	command -v valgrind >/dev/null || {
		echo "valgrind is not installed: no instructions" >&2
		return 0
	}
	alone=$(instructions_per_publish 0)
	many=$(instructions_per_publish "$INSTRUCTIONS_FOLLOWERS")
	each=$(((many - alone) / INSTRUCTIONS_FOLLOWERS))
	echo "instructions of ssed: $alone a publish, $each a delivery"
	[[ -z $RESULTS ]] || jq -nc --arg alone "$alone" --arg each "$each" \
		--argjson machine "$MACHINE" --arg date "$(date -u +%FT%TZ)" \
		'{date: $date, title: "instructions", case: "ssed",
		per_publish: ($alone | tonumber),
		per_delivery: ($each | tonumber),
		machine: $machine}' >>"$RESULTS"
}
