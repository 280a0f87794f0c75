# scenarios.bash - what is measured: a function a scenario, a row a line.
# shellcheck shell=bash
#
# row TITLE UNIT REFERENCE CASE... -- LOAD_OPTION...
#
#   TITLE      of the row in the table
#   UNIT       what is counted: delivery, publish, connection or follower
#   REFERENCE  the label of the case that the others are compared with
#   CASE       "LABEL: SERVER" or SERVER; SERVER is ssed, limit or nchan with
#              options: NAME[=OPTION[,OPTION]...][+LOAD_OPTION[,...]]

# shellcheck disable=SC2034 # for run
SCENARIOS=(fanout_1k fanout_10k fanout_18k publishers_1k publishers_10k
	latency_10k publish_1 publish_16 publish_64 topics idle churn replay
	big deaf pattern stdin durable durable_replay durable_live client
	pub_lines)
# shellcheck disable=SC2034
QUICK=(fanout_1k publishers_1k publish_16)

COALESCED='limit, coalescing: limit=--coalesce'
PLAIN2='limit, 2 threads: limit=--threads=2'
COALESCED2='limit, coalescing, 2 threads: limit=--coalesce,--threads=2'

# The hub on one thread is what the limit on one thread is compared with.
scenarios_init() {
	SSED=ssed SSED2=()
	# shellcheck disable=SC2153 # from run
	"$BUILD/bin/ssed" --help | grep -q -e '--threads' || return 0
	SSED='ssed: ssed=--threads=1'
	SSED2=('ssed, 2 threads: ssed=--threads=2')
}

# fit count: as many followers as the limit of descriptors lets be.
fit() {
	local most=$((FILES - 200))

	if (($1 <= most)); then
		echo "$1"
	else
		echo "bench: $most followers instead of $1:" \
			"ulimit -Hn is $FILES" >&2
		echo "$most"
	fi
}

scenario_fanout_1k() {
	row '1 publisher, 1,000 followers' delivery limit \
		limit "$SSED" nchan -- -n "$(fit 1000)"
}

scenario_fanout_10k() {
	row '1 publisher, 10,000 followers' delivery limit \
		limit "$PLAIN2" "$SSED" "${SSED2[@]}" nchan -- -n "$(fit 10000)"
}

scenario_fanout_18k() {
	row '1 publisher, 18,000 followers' delivery limit \
		limit "$PLAIN2" "$SSED" "${SSED2[@]}" nchan -- -n "$(fit 18000)"
}

scenario_publishers_1k() {
	row '16 publishers, 1,000 followers' delivery 'limit, coalescing' \
		"$COALESCED" "$SSED" nchan -- -P 16 -n "$(fit 1000)"
}

scenario_publishers_10k() {
	row '16 publishers, 10,000 followers' delivery 'limit, coalescing' \
		"$COALESCED" "$COALESCED2" limit "$SSED" "${SSED2[@]}" nchan \
		-- -P 16 -n "$(fit 10000)"
}

# Four events a second leave time between them.
scenario_latency_10k() {
	row '4 events/s, 10,000 followers' delivery limit \
		limit "$PLAIN2" "$SSED" "${SSED2[@]}" nchan \
		-- -n "$(fit 10000)" --rate=4 --warm=1s --time=5s
}

publish_on() {
	row "publish, $1, 1 follower" publish 'limit, coalescing' \
		"$COALESCED" "$SSED" nchan -- -P "${1%% *}" -n 1
}

scenario_publish_1() {
	publish_on '1 connection'
}

scenario_publish_16() {
	publish_on '16 connections'
}

scenario_publish_64() {
	publish_on '64 connections'
}

scenario_topics() {
	row '16 publishers, 1,000 topics x 10' delivery 'limit, coalescing' \
		"$COALESCED,--topics=1000,--log-bytes=64k" "$SSED" nchan \
		-- -P 16 -T 1000 -n "$(fit 10000)"
}

scenario_idle() {
	row '10,000 idle followers' follower limit \
		limit "$SSED" nchan -- --mode=idle -n "$(fit 10000)"
}

scenario_churn() {
	row 'connect, first byte, close' connection limit \
		limit "$SSED" nchan -- --mode=churn -n 16
}

scenario_replay() {
	row 'replay of 10,000 events to 50' delivery 'limit, coalescing' \
		"$COALESCED,--log-bytes=4M" 'ssed: ssed=--keep=20000' \
		'nchan: nchan=20000,oldest' \
		-- --mode=replay -e 10000 -P 16 -n 50 --query='?since=all'
}

scenario_big() {
	row '64 KiB events, 200 followers' delivery limit \
		limit "$SSED" nchan -- -b 64k -n 200
}

# Events of 4,000 bytes fill what the kernel holds for the deaf at once.
scenario_deaf() {
	row '1,000 followers, 100 deaf besides' delivery 'ssed, none deaf' \
		'ssed, none deaf: ssed' 'ssed: ssed+--deaf=100' \
		"$COALESCED+--deaf=100" 'nchan: nchan+--deaf=100' \
		-- -P 16 -b 4000 -n "$(fit 1000)" --warm=1s --time=3s
}

# With ten topics it must cost as much, beside what the limit then saves.
scenario_pattern() {
	local n ten=+--topics=10,--followers=10

	n=$(fit 10000)
	row '** among 10,000 followed topics' publish 'limit, coalescing' \
		"$COALESCED,--topics=10000,--log-bytes=16k" "$SSED" \
		"limit, 10 topics: ${COALESCED#*: },--topics=10$ten" \
		"ssed, 10 topics: ${SSED#*: }$ten" \
		-- -P 16 -T "$n" -n "$n" --patterns=1
}

scenario_stdin() {
	row 'NDJSON on standard input' publish ssed \
		'ssed: ssed=feed' -- -n 1 --batch=64
}

durable_on() {
	row "durable publish, $1, 1 follower" publish 'ssed, memory' \
		"ssed, memory: ${SSED#*: }" \
		"ssed, full: ${SSED#*: },durable=full" \
		'ssed, full, 2 processors: ssed=--threads=2,durable=full' \
		"ssed, normal: ${SSED#*: },durable=normal" \
		-- -P "${1%% *}" -n 1
}

scenario_durable() {
	durable_on '1 connection'
	durable_on '16 connections'
	durable_on '64 connections'
	durable_on '256 connections'
}

# All that is published is kept: more than a log on disk has in memory, too.
DURABLE_KEEP=,--keep=200000,--keep-bytes=64M

scenario_durable_replay() {
	row 'replay of 100,000 events to 10' delivery 'ssed, memory' \
		"ssed, memory: ${SSED#*: }$DURABLE_KEEP" \
		"ssed, sqlite: ${SSED#*: }$DURABLE_KEEP,durable=full" \
		-- --mode=replay -e 100000 -P 64 -n 10 --query='?since=all'
}

# The live ones have a rate that leaves the hub half of its time.
scenario_durable_live() {
	local ssed=${SSED#*: }$DURABLE_KEEP

	row '1,000 live at 50/s' delivery 'ssed, memory, none replays' \
		"ssed, memory, none replays: $ssed" \
		"ssed, memory, 50 replay: $ssed+--replays=50" \
		"ssed, sqlite, none replays: $ssed,durable=full" \
		"ssed, sqlite, 50 replay: $ssed,durable=full+--replays=50" \
		-- -P 4 -n "$(fit 1000)" --rate=50 --warm=1s --time=5s
}
