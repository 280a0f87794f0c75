# publish.bash - what comes through sse-pub: lines of a file, into ssed.
# shellcheck shell=bash

PUBLISH_LINES=1000000

# publish_inputs: the lines, the same as objects, and in bodies for curl.
publish_inputs() {
	local dir=$SCRATCH/publish part

	mkdir -p "$dir"
	awk -v count="$PUBLISH_LINES" 'BEGIN {
		for (i = 1; i <= count; i++)
			printf "%0100d\n", i
	}' >"$dir/lines"
	awk '{ printf "{\"topic\":\"log\",\"id\":\"%s-%d\",\"data\":\"%s\"}\n",
		"01234567-89ab-4def-8123-456789abcdef", NR, $0 }' \
		"$dir/lines" >"$dir/objects"
	split -C 512k "$dir/objects" "$dir/body."
	for part in "$dir"/body.*; do
		printf 'next\nurl = "%s"\ndata-binary = "@%s"\n%s\n' \
			"http://127.0.0.1:@PORT@/publish" "$part" \
			'header = "Content-Type: application/x-ndjson"'
	done | sed 1d >"$dir/curl"
}

# publish_with command: prints how many lines are acknowledged.
publish_with() {
	local dir=$SCRATCH/publish url=http://127.0.0.1:$SERVER_PORT

	case $1 in
	curl) curl -sS -K <(sed "s/@PORT@/$SERVER_PORT/" "$dir/curl") ;;
	objects) "$BUILD/bin/sse-pub" -u "$url" --ndjson <"$dir/objects" ;;
	lines) "$BUILD/bin/sse-pub" -u "$url" -l -t log <"$dir/lines" ;;
	esac | jq -s 'map(.accepted) | add'
}

# publish_cpu_ns: what ssed used.
publish_cpu_ns() {
	awk '{ sum += $1 } END { printf "%d", sum }' \
		"/proc/${SERVER[0]}/task"/*/schedstat
}

# publish_run command: a line of JSON, as of bench_load.
publish_run() {
	local start end cpu accepted pss

	server_pin 1
	server_start ssed --threads=1 || return
	cpu=$(publish_cpu_ns)
	start=$EPOCHREALTIME
	# shellcheck disable=SC2016 # it is for the other shell
	accepted=$("${PIN_LOAD[@]}" bash -c "$(declare -f publish_with)"'
		SERVER_PORT=$2 SCRATCH=$3 BUILD=$4 publish_with "$1"' - "$1" \
		"$SERVER_PORT" "$SCRATCH" "$BUILD")
	end=$EPOCHREALTIME
	cpu=$(($(publish_cpu_ns) - cpu))
	pss=$(awk '/^Pss:/ { print $2 * 1024 }' "/proc/${SERVER[0]}/smaps_rollup")
	jq -nc --argjson us "$((${end/./} - ${start/./}))" \
		--argjson cpu "$cpu" --argjson accepted "${accepted:-0}" \
		--argjson lines "$PUBLISH_LINES" --argjson pss "${pss:-0}" '{
		line_per_s: ($lines * 1e6 / $us),
		cpu_us_per_line: ($cpu / 1e3 / $lines), memory_after: $pss,
		lost: ($lines - $accepted), doubled: 0, reordered: 0,
		foreign: 0, closed: 0}'
	server_stop
}

# publish_measure title repetition "label: command": keeps a line.
publish_measure() {
	local line

	publish_run "${3#*: }" >"$SCRATCH/line" || true
	line=$(<"$SCRATCH/line")
	[[ -n $line ]] || line='{"failed": true}'
	jq -nc --arg title "$1" --arg case "${3%%: *}" \
		--arg repetition "$2" --arg date "$(date -u +%FT%TZ)" \
		--argjson machine "$MACHINE" \
		"{date: \$date, title: \$title, case: \$case, unit: \"line\",
		reference: \"curl, bodies that are ready\",
		repetition: (\$repetition | tonumber)}
		+ $line + {machine: \$machine}" >>"$SCRATCH/row"
}

scenario_pub_lines() {
	local title='a million lines of 100 bytes' repetition case

	publish_inputs
	: >"$SCRATCH/row"
	for ((repetition = 1; repetition <= REPEAT; repetition++)); do
		for case in 'curl, bodies that are ready: curl' \
			'sse-pub -l: lines' 'sse-pub --ndjson: objects'; do
			publish_measure "$title" "$repetition" "$case"
		done
	done
	row_show "$title" line
	rm -rf "$SCRATCH/publish"
}
