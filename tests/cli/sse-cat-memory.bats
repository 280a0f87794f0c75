#!/usr/bin/env bats
# What sse-cat needs at most, whatever a server sends.
# sse-cat(1): --max-event, --comments.

load ../lib/helpers

# The sanitizers have memory of their own: a build without them is measured.
setup() {
	PLAIN=${SSE_RELEASE:-$ROOT/build/release}/bin/sse-cat
	[ -x "$PLAIN" ] || skip "there is no build without sanitizers"
}

# pour bench_pour_option...: with OPTIONS; MIB and CODE are those of sse-cat.
pour() {
	local told

	told=$(timeout 60 "$SSE_BIN/../tests/bench/bench_pour" "$@" \
		-- "$PLAIN" -s --retry=0 "${OPTIONS[@]}")
	MIB=$(jq '.memory_after / 1048576 | floor' <<<"$told")
	CODE=$(jq .status <<<"$told")
	echo "status $CODE, $MIB MiB"
}

@test "a line of 16 MiB takes less than 128 MiB, in any format" {
	for format in json data sse; do
		OPTIONS=(--format="$format" -j --comments)
		pour --lead='data: ' --line-bytes=16M
		((CODE == 0 && MIB < 128))
	done
}

@test "a line without end takes less than 48 MiB, and ends it: 63" {
	OPTIONS=(--max-event=1M)
	for lead in 'data: ' 'id: ' 'x' 'data: a'$'\n''data: '; do
		pour --lead="$lead" --line-bytes=1000G
		((CODE == 63 && MIB < 48))
	done
}

@test "a comment of 96 MiB takes no memory, wanted or not" {
	OPTIONS=(--max-event=1M)
	pour --lead=': ' --line-bytes=96M
	((CODE == 63 && MIB < 48))
	OPTIONS+=(--comments)
	pour --lead=': ' --line-bytes=96M
	((CODE == 63 && MIB < 48))
	OPTIONS=(--max-event=128M)
	pour --lead=': ' --line-bytes=96M
	((CODE == 0 && MIB < 48))
}

@test "a million events are no more than one" {
	OPTIONS=(-r)
	pour --events=1000000
	((CODE == 0 && MIB < 48))
}
