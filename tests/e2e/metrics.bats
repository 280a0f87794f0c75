#!/usr/bin/env bats
# What a hub tells of itself, in both formats; and whether it is ready.
# See METRICS in ssed(8).

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	stop_followers
	stop_ssed
}

# metric name: its value, the labels being part of the name.
metric() {
	curl -sS --max-time 20 "$HUB/metrics" |
		awk -v name="$1" '$1 == name { print $2 }'
}

# is name value: whether it has that value.
is() {
	local got

	got=$(metric "$1")
	[[ $got == "$2" ]] || {
		echo "$1 is $got, not $2"
		return 1
	}
}

# openmetrics: the same as OpenMetrics.
openmetrics() {
	curl -sS --max-time 20 -H 'Accept: application/openmetrics-text' \
		"$HUB/metrics"
}

# type curl_option...: the Content-Type of the answer.
type() {
	curl -sS --max-time 20 -o /dev/null -w '%{content_type}' "$@" \
		"$HUB/metrics"
}

@test "the format is Prometheus' for all who do not ask for OpenMetrics" {
	start_ssed
	text='text/plain; version=0.0.4; charset=utf-8'
	open='application/openmetrics-text; version=1.0.0; charset=utf-8'
	[[ $(type) == "$text" ]]
	[[ $(type -H 'Accept: text/plain') == "$text" ]]
	[[ $(type -H 'Accept: text/html') == "$text" ]]
	[[ $(type -H 'Accept: application/openmetrics-text') == "$open" ]]
	# As Prometheus asks.
	[[ $(type -H "Accept: application/openmetrics-text;version=1.0.0,\
application/openmetrics-text;version=0.0.1;q=0.75,\
text/plain;version=0.0.4;q=0.5,*/*;q=0.1") == "$open" ]]
	[[ $(type -I) == "$text" ]]
	curl -sSi "$HUB/metrics" | grep -qi '^Cache-Control: no-store'
}

@test "promtool finds nothing in either format" {
	command -v promtool || skip "no promtool"
	start_ssed
	post /events/a x
	curl -sS "$HUB/metrics" >text
	run -0 --separate-stderr promtool check metrics <text
	[ -z "$output$stderr" ]
	# It reads OpenMetrics where it fills a database, with times.
	openmetrics | sed '/^[^#]/s/$/ 1700000000/' >open
	run -0 promtool tsdb create-blocks-from openmetrics open blocks
	[[ $output == *"$(grep -c '^[^#]' open)"* ]]
}

@test "OpenMetrics has units, and ends in a line that says so" {
	start_ssed
	openmetrics >open
	[[ $(tail -1 open) == '# EOF' ]]
	grep -qx '# UNIT ssed_sent_bytes bytes' open
	grep -qx '# TYPE ssed_streams_opened counter' open
	grep -qx '# TYPE ssed_build info' open
	# A family stands in one piece, and each has its help and its type.
	sed -n 's/^# TYPE \([^ ]*\) .*/\1/p' open >types
	[[ -z $(sort types | uniq -d) ]]
	sed -n 's/^# HELP \([^ ]*\) .*/\1/p' open | diff types -
	run -1 grep -E 'topic=|user=' open
}

@test "streams are counted as they come and go" {
	start_ssed --max-streams=2
	is ssed_streams 0
	follow a /events/a
	follow b '/events/b?user=jack'
	is ssed_streams 2
	is ssed_users 1
	curl -sS "$HUB/events/c" | grep -q '"code":"busy"'
	is 'ssed_streams_refused_total{limit="total"}' 1
	stop_followers
	wait_until has_streams 0
	is ssed_streams 0
	is ssed_streams_opened_total 2
	is 'ssed_streams_ended_total{reason="client"}' 2
	curl -sS "$HUB/events/c?poll=1" >/dev/null
	is 'ssed_streams_ended_total{reason="done"}' 1
	is ssed_streams_max 2
}

@test "events are counted by what became of them" {
	start_ssed
	follow a '/events/*'
	follow b /events/x
	post '/events/x?id=1' one
	post '/events/x?id=1' one
	post '/events/x?id=1' two
	post /events/y three
	post '/events/*' four
	is ssed_events_taken_total 2
	is ssed_events_duplicate_total 1
	is ssed_events_refused_total 2
	is ssed_deliveries_total 3
	is ssed_log_events 2
	is ssed_log_topics 2
	(($(metric ssed_log_bytes) > 0))
}

@test "a stream that was ended for its lag is counted, and the lag told" {
	start_ssed --lag-bytes=64k
	exec {slow}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'GET /events/a HTTP/1.1\r\nHost: x\r\n\r\n' >&"$slow"
	wait_until has_streams 1
	head -c 30000 /dev/zero | tr '\0' x >big
	while is ssed_stream_lag_bytes 0; do
		post /events/a @big
	done >receipts
	is ssed_streams_blocked 1
	wait_until eval 'post /events/a @big; post /events/a @big
		post /events/a @big
		grep -q "slow streams were ended" "$HUB_LOG"' >receipts
	lag=$(metric ssed_stream_lag_bytes)
	echo "lag $lag"
	((lag > 29000 && lag <= 65536))
	is ssed_stream_lag_max_bytes 65536
	exec {slow}>&-
	wait_until is 'ssed_streams_ended_total{reason="slow"}' 1
	is ssed_streams_blocked 0
}

@test "requests are counted by method and class of status" {
	start_ssed
	post /events/a x
	post /events/a x
	curl -sS "$HUB/nope" "$HUB/healthz"
	curl -sS -X PURGE "$HUB/healthz"
	raw 'PUT /nope HTTP/1.1\r\nHost: x\r\n\r\nno request\r\n\r\n' >/dev/null
	is 'ssed_http_requests_total{method="POST",status="2xx"}' 2
	is 'ssed_http_requests_total{method="GET",status="4xx"}' 1
	is 'ssed_http_requests_total{method="other",status="4xx"}' 2
	is 'ssed_http_requests_total{method="PUT",status="4xx"}' 1
	# Itself among them, from the second time on: four is() and a healthz.
	is 'ssed_http_requests_total{method="GET",status="2xx"}' 5
}

@test "bytes and connections are counted, and whatever threads write" {
	# No heartbeat may come between.
	start_ssed --threads=4 --heartbeat=1h
	for ((i = 0; i < 100; i++)); do
		follow "f$i" /events/a
	done
	is ssed_connections 101
	before=$(metric ssed_sent_bytes_total)
	answer=$(curl -sSi "$HUB/metrics" | wc -c)
	head -c 5000 /dev/zero | tr '\0' x >big
	receipt=$(post /events/a @big -i | wc -c)
	for ((i = 0; i < 100; i++)); do
		wait_until has "f$i" 1 '^data: x'
	done
	after=$(metric ssed_sent_bytes_total)
	event=$(sed -n '/^id:/,/^$/p' f0 | wc -c)
	echo "$before + $answer + $receipt + 100 * $event, got $after"
	# Of the metrics themselves some digits more or less.
	diff=$((after - before - 2 * answer - receipt - 100 * event))
	((diff > -100 && diff < 100))
	(($(metric ssed_connections_accepted_total) > 104))
}

@test "the process is measured as others measure it" {
	start_ssed
	follow a /events/a
	rss=$(metric process_resident_memory_bytes)
	kib=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' \
		"/proc/$SSED_PID/status")
	echo "$rss bytes, $kib KiB"
	((rss > kib * 512 && rss < kib * 2048))
	# With the connection that asks, once the one before is gone.
	has_all_fds() {
		fds=$(find "/proc/$SSED_PID/fd" -mindepth 1 | wc -l)
		is process_open_fds $((fds + 1))
	}
	wait_until has_all_fds
	max=$(awk '/^Max open files/ { print $4 }' "/proc/$SSED_PID/limits")
	is process_max_fds "$max"
	start=$(metric process_start_time_seconds)
	((EPOCHSECONDS - ${start%.*} >= 0 && EPOCHSECONDS - ${start%.*} < 600))
	[[ $(metric process_cpu_seconds_total) =~ ^[0-9]+[.][0-9]{6}$ ]]
	version=$(ssed --version | grep -oE '[0-9]+[.][0-9.]+')
	is "ssed_build_info{version=\"$version\"}" 1
}

@test "the timer of the loop is watched" {
	start_ssed
	wait_until eval '(($(metric ssed_loop_lag_seconds_count) >= 3))'
	curl -sS "$HUB/metrics" >text
	[[ $(awk '$1 ~ /^ssed_loop_lag_seconds_bucket/ { print $2 }' text |
		sort -nc 2>&1) == '' ]]
	[[ $(sed -n 's/.*lag_seconds_bucket{le="+Inf"} //p' text) == \
		$(sed -n 's/.*lag_seconds_count //p' text) ]]
}

@test "a hub is ready until it drains" {
	start_ssed --drain=30s
	run -0 curl -sS -w '%{http_code}' "$HUB/readyz"
	[[ $output == '{"status":"ready"}'*200 ]]
	# A request that began before is answered: its body is yet to come.
	exec {late}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'GET /readyz HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na' \
		>&"$late"
	curl -sS "$HUB/healthz"
	kill "$SSED_PID"
	wait_until grep -q draining "$HUB_LOG"
	printf 'b' >&"$late"
	run -0 timeout 10 cat <&"$late"
	exec {late}>&-
	[[ $output == 'HTTP/1.1 503 '* ]]
	[[ $output == *$'\nRetry-After: '[0-9]* ]]
	[[ $output == *'"code":"draining"'* ]]
}
