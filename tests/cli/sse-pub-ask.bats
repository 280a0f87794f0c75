#!/usr/bin/env bats
# sse-pub H and sse-pub C: a question to people, what they say, and how the
# one who waits for it ends.  sse-pub(1), QUESTIONS.

load ../lib/helpers
load ../lib/script

setup() {
	OUT=$BATS_TEST_TMPDIR/out
	SAID=$BATS_TEST_TMPDIR/said
	: >"$OUT"
	: >"$SAID"
}

teardown() {
	[[ -z ${ASKER:-} ]] || kill "$ASKER" 2>/dev/null || true
	stop_script
	stop_ssed
}

# ask option...: sse-pub H --wait in the background, as a person would wait.
# Sets ASKER; what it prints is in OUT, what it complains of in SAID.
ask() {
	timeout 60 sse-pub H -u "${PEER:-$HUB}" --wait --id q "$@" \
		>"$OUT" 2>"$SAID" 3>&- </dev/null &
	ASKER=$!
}

# asked: the hub has the question.
asked() {
	wait_until is_state open
}

# ends status: the asker ends so.
ends() {
	local status=0

	wait "$ASKER" || status=$?
	ASKER=
	echo "ended with $status: $(<"$OUT")$(<"$SAID")"
	((status == $1))
}

# is_state state: of the question, as who asked sees it.
is_state() {
	[[ $(curl -sS "$HUB/messages/q?user=asker-of-q") == \
		*"\"state\":\"$1\""* ]]
}

# is_gone: nobody is asked any more.
is_gone() {
	[[ $(curl -sS -o /dev/null -w '%{http_code}' "$HUB/messages/q") == 404 ]] &&
		[[ $(post /C '{"id":"q"}') != *'"state":"confirmed"'* ]]
}

OPEN='hold event: ssed.open\ndata: {"sid":"1","topics":["main"],"last":""}\n\n'
RECEIPT='keep 200 application/json {"id":"q","topic":"main","delivered":1}'

# ledger state [answer...]: a step that answers with it.
ledger() {
	local IFS=,

	echo "keep 200 application/json {\"id\":\"q\",\"ledger\":{\"state\":" \
		"\"$1\",\"quorum\":1,\"answers\":[${*:2}]}}"
}

@test "H asks, prints the receipt, and leaves" {
	start_ssed
	run -0 --separate-stderr sse-pub H -u "$HUB" --id q -m 'Ship "it"?'
	[ "$output" = '{"id":"q","topic":"main","delivered":0}' ]
	[ -z "$stderr" ]
	run -0 curl -sS "$HUB/messages/q"
	jq -e '.type == "H" and .data == "Ship \"it\"?" and
		.ledger.state == "open"' <<<"$output"
	run -0 sse-pub H -u "$HUB" --id q -m 'Ship "it"?'
	jq -e .duplicate <<<"$output"
	run -22 sse-pub H -u "$HUB" --id q -m 'Other?'
	[[ $output == *': 409 '* ]]
	run -0 sse-pub H -u "$HUB" -q -m x
	[ -z "$output" ]
}

@test "H says to whom, where, how long and how many" {
	start_ssed
	sse-pub H -u "$HUB" -q --id q -t a/b --to ann --to 'bob é' --ttl=90s \
		--quorum=2 --as=eve
	run -0 curl -sS "$HUB/messages/q?user=eve"
	jq -e '.topic == "a/b" and .to == ["ann", "bob é"] and .from == "eve" and
		.ledger.quorum == 2 and .data == "{\"id\":\"q\"}" and
		(.expires | sub("[.].*"; "Z") | fromdate) -
		(.time | sub("[.].*"; "Z") | fromdate) == 90' <<<"$output"
	run -22 sse-pub H -u "$HUB" --to ann --quorum=2
	[[ $output == *"400 'quorum' is more than"* ]]
}

@test "--wait ends with 0 when another terminal says yes, and prints that" {
	start_ssed
	ask -m 'Ship it?'
	asked
	run -0 sse-pub C -u "$HUB" q --as=ann -m 'go on'
	jq -e '.re == "q" and .state == "confirmed"' <<<"$output"
	ends 0
	jq -e --slurp 'length == 1 and (.[0] | del(.time)) ==
		{"id":"q","ok":true,"user":"ann","data":"go on"}' "$OUT"
	[ ! -s "$SAID" ]
}

@test "--wait ends with 1 when somebody says no" {
	start_ssed
	ask -m 'Ship it?'
	asked
	post /C?user=ann '{"id":"q","ok":false,"data":{"why":[1,0.10,"é"]}}'
	ends 1
	jq -e '.ok == false and .user == "ann" and .data.why[2] == "é"' "$OUT"
	[ "$(<"$SAID")" = "sse-pub: $HUB/: denied" ]
}

@test "--wait=T ends with 28 when nobody answers, and takes the question back" {
	start_ssed
	run -28 sse-pub H -u "$HUB" --id q --wait=3s -m 'Ship it?'
	[ "$output" = "sse-pub: $HUB/: nobody confirmed in time" ]
	is_gone
	run -22 sse-pub C -u "$HUB" q
	[[ $output == *': 410 '* ]]
}

@test "--wait without T waits as long as the question lives: 28" {
	start_ssed
	run -28 timeout 30 sse-pub H -u "$HUB" --id q --wait --ttl=1s -m x
	[ "$output" = "sse-pub: $HUB/: nobody confirmed in time" ]
}

@test "a question that somebody takes back is over: 28" {
	start_ssed
	ask -m x
	asked
	curl -sSf -X DELETE "$HUB/messages/q"
	sse-pub H -u "$HUB" -q --id other
	post /C '{"id":"other"}' # no answer to it
	post '/publish' '{"event":"C","re":"other","data":"looks like one"}'
	ends 28
	[[ $(<"$SAID") == *'taken back by somebody' ]]
}

@test "--quorum waits for as many, and prints each" {
	start_ssed
	ask --to=ann --to=bob --to=eve --quorum=2 -m x
	wait_until is_state open
	run -0 sse-pub C -u "$HUB" q --as=ann
	wait_until has "$OUT" 1 ann
	run -0 sse-pub C -u "$HUB" q --as=ann
	jq -e '.duplicate and .state == "open"' <<<"$output"
	run -22 sse-pub C -u "$HUB" q --as=mallory
	[[ $output == *': 403 '* ]]
	sse-pub C -u "$HUB" q -q --as=bob --deny
	wait_until has "$OUT" 1 bob
	sse-pub C -u "$HUB" q -q --as=eve
	ends 0
	[ "$(jq -c '[.user, .ok]' "$OUT")" = $'["ann",true]\n["bob",false]\n["eve",true]' ]
}

@test "a quorum that cannot be any more is a no: 1" {
	start_ssed
	ask --to=ann --to=bob --quorum=2 -m x
	asked
	sse-pub C -u "$HUB" q -q --as=ann
	sse-pub C -u "$HUB" q -q --as=bob --deny
	ends 1
	[ "$(wc -l <"$OUT")" -eq 2 ]
}

@test "an answer given in any other way counts, too" {
	start_ssed
	ask -t a/b -m x
	asked
	post '/publish?user=ann' '{"event":"C","re":"q","data":"yes"}'
	ends 0
	jq -e '.data == "yes"' "$OUT"
}

@test "an answer nested too deep for readers does not hide the ledger" {
	start_ssed
	ask -m x
	asked
	post /C "{\"id\":\"q\",\"data\":$(printf '[%.0s' {1..2040})$(
		printf ']%.0s' {1..2040})}" -o /dev/null
	ends 0
	jq -e '.ok and .data == null' "$OUT"
}

@test "answers to other questions change nothing" {
	start_ssed
	ask -m x
	asked
	sse-pub H -u "$HUB" -q --id other -m y
	sse-pub C -u "$HUB" -q other
	sse-pub C -u "$HUB" -q q
	ends 0
	[ "$(jq -r .id "$OUT")" = q ]
}

@test "an id that another question has is not taken from it" {
	start_ssed
	sse-pub H -u "$HUB" -q --id q -m 'Lunch?'
	ask -m 'Ship it?'
	ends 22
	[[ $(<"$SAID") == *': 409 '* ]]
	run -0 curl -sSf "$HUB/messages/q"
}

@test "a question that was answered before is not asked again" {
	start_ssed
	sse-pub H -u "$HUB" -q --id q --as=me --to=ann -m x
	sse-pub C -u "$HUB" -q q --as=ann
	ask --as=me --to=ann -m x
	ends 0
	jq -e '.user == "ann"' "$OUT"
}

@test "C prints the receipt; the same again is no failure, another one is" {
	start_ssed
	sse-pub H -u "$HUB" -q --id 'a/b ?é'
	run -0 sse-pub C -u "$HUB" 'a/b ?é' --deny
	jq -e '.re == "a/b ?é" and .state == "denied"' <<<"$output"
	run -0 sse-pub C -u "$HUB" 'a/b ?é' --deny
	jq -e .duplicate <<<"$output"
	run -22 --separate-stderr sse-pub C -u "$HUB" 'a/b ?é'
	jq -e .duplicate <<<"$output"
	[ "$stderr" = "sse-pub: $HUB/: too late: it was answered already" ]
	run -22 sse-pub C -u "$HUB" nothing
	[ "$output" = "sse-pub: $HUB/: 404 no question (H) of that id is known\
 here, or it is forgotten" ]
}

@test "an answer whose acknowledgement was lost is not told as refused" {
	local taken='{"id":"7","topic":"main","delivered":0,"duplicate":true,"re":"q","state":"denied"}'

	start_script close "answer 200 application/json $taken" \
		"$(ledger denied '{"user":"","ok":true},{"user":"x","ok":false}')"
	run -0 --separate-stderr sse-pub C -u "$PEER" q
	[ "$output" = "$taken" ]
	[ "$(jq -r .line "$REQUESTS")" = "$(printf '%s HTTP/1.1\n' \
		'POST /C' 'POST /C' 'GET /messages/q')" ]
	[ "$(sed -n 1p "$REQUESTS" | jq -r .body)" = '{"id":"q","ok":true}' ]
}

@test "the stream is open before anything is asked" {
	start_script 'hang'
	run -28 sse-pub H -u "$PEER" --id q --wait=20s --timeout=2s -m x
	[[ $output == *'no stream of a hub in time' ]]
	[ "$(jq -r .line "$REQUESTS")" = \
		'GET /events?topic=main&type=C&heartbeat=15&user=asker-of-q HTTP/1.1' ]
	start_script 'hold : not yet\n\n'
	run -28 sse-pub H -u "$PEER" --id q --wait=2s -m x
	[ "$(wc -l <"$REQUESTS")" -eq 1 ]
	start_script "$OPEN" "$RECEIPT" "$(ledger confirmed)"
	run -0 sse-pub H -u "$PEER" --id q --wait=20s -m x
	[ "$(jq -r .line "$REQUESTS" | cut -d' ' -f1,2 | tail -n 2)" = \
		$'POST /H?user=asker-of-q\nGET /messages/q?user=asker-of-q' ]
}

# delete_topic name: as if there had been something in it.
delete_topic() {
	post "/events/$1" x
	curl -sSf -X DELETE "$HUB/topics/$1"
}

@test "a topic that was deleted can be asked about again" {
	start_ssed
	delete_topic dep
	ask -t dep -m x --quorum=2
	asked
	wait_until eval '[[ $(curl -sS "$HUB/streams") == *asker-of-q* ]]'
	sse-pub C -u "$HUB" -q q --as=ann
	wait_until has "$OUT" 1 ann
	sse-pub C -u "$HUB" -q q --as=bob
	ends 0
	[ ! -s "$SAID" ]
	start_script 'answer 204 a/b ' "$RECEIPT" 'answer 503 text/plain later'
	ask -t dep -m x
	wait_until grep -q '"Last-Event-ID: q"' "$REQUESTS"
	run -0 head -n 2 "$REQUESTS"
	[[ ${lines[0]} == *'"GET /events?topic=dep&'* ]]
	[[ ${lines[0]} != *Last-Event-ID* ]]
	[[ ${lines[1]} == *'"POST /H?'* ]]
}

@test "a question to users goes on when the topic of the stream is deleted" {
	start_ssed --retry=100ms
	delete_topic main
	ask --to=ann --to=bob --quorum=2 -m x
	asked
	sse-pub C -u "$HUB" -q q --as=ann
	wait_until has "$OUT" 1 ann
	delete_topic main
	sse-pub C -u "$HUB" -q q --as=bob
	ends 0
	[ "$(jq -r .user "$OUT")" = $'ann\nbob' ]
}

@test "a question that is deleted with its topic is over: 28" {
	start_ssed --retry=100ms
	ask -t dep -m x
	asked
	curl -sSf -X DELETE "$HUB/topics/dep"
	ends 28
	[ "$(<"$SAID")" = "sse-pub: $HUB/: the question was removed with its topic" ]
	# So it is when it is asked once more: the hub takes an id once.
	ask -t dep -m x
	ends 28
	[ "$(<"$SAID")" = "sse-pub: $HUB/: the question was removed with its topic" ]
}

@test "a question that cannot be sent is sent again, with the same id" {
	start_script "$OPEN" close 'answer 503 text/plain no' "$RECEIPT" \
		"$(ledger confirmed)"
	run -0 --separate-stderr sse-pub H -u "$PEER" --wait=20s --id q -m x
	[[ $stderr == "sse-pub: $PEER/: "*'; again in 0.'* ]]
	[ "$(jq -r 'select(.line | startswith("POST")).body' "$REQUESTS" |
		sort -u)" = '{"id":"q","data":"x"}' ]
	[ "$(grep -c '"POST' "$REQUESTS")" -eq 3 ]
}

@test "a hub that is not there ends it after --timeout: 7" {
	run -7 sse-pub H -u http://127.0.0.1:1 --wait --timeout=300ms -m x
	run -28 sse-pub H -u http://127.0.0.1:1 --wait=300ms -m x
	[[ $output == *': out of reach: '* ]]
}

@test "what a hub refuses is refused: 22, and nothing stays asked" {
	start_script 'answer 400 text/plain because'
	run -22 sse-pub H -u "$PEER" --wait --id q -m x
	[ "$output" = "sse-pub: $PEER/: 400 because" ]
	start_script 'answer 204 text/plain '
	run -22 sse-pub H -u "$PEER" --wait --id q -m x
	[ "$output" = "sse-pub: $PEER/: 204, but no receipt" ]
	start_script "$OPEN" 'answer 400 text/plain because'
	run -22 sse-pub H -u "$PEER" --wait --id q -m x
	[ "$output" = "sse-pub: $PEER/: 400 because" ]
	has "$REQUESTS" 0 DELETE
	start_script "$OPEN" "$RECEIPT" 'answer 403 text/plain because' \
		'answer 204 text/plain '
	run -22 sse-pub H -u "$PEER" --wait --id q -m x
	[[ $(tail -n 1 "$REQUESTS") == *'"DELETE /messages/q?user='* ]]
}

@test "an answer that makes no sense is no yes: 22" {
	for body in '<p>hello' '{"id":"q"' '[]' '' '{"id":"other"}' \
		'{"id":"q","ledger":{"state":"confirmed"}}' \
		'{"id":"q","ledger":{"state":"sure","answers":[]}}' \
		'{"id":"q\0","ledger":{"state":"confirmed","answers":[]}}'; do
		start_script "$OPEN" "$RECEIPT" \
			"keep 200 application/json $body" 'answer 204 a/b '
		run -22 sse-pub H -u "$PEER" --wait --id q -m x
		[[ $output == *'200, but no ledger of the question' ]]
		[[ $(tail -n 1 "$REQUESTS") == *'"DELETE /'* ]]
	done
	start_script "$OPEN" 'keep 200 text/plain ok' 'answer 204 a/b '
	run -22 sse-pub H -u "$PEER" --wait --id q -m x
	[[ $output == *'200, but no receipt' ]]
	start_script "$OPEN" "${RECEIPT/\"q\"/\"other\"}" 'answer 204 a/b '
	run -22 sse-pub H -u "$PEER" --wait --id q -m x
	[[ $output == *'200, but no receipt' ]]
}

@test "a server that says yes before it was asked says nothing" {
	start_script "${OPEN}event: C\nid: 1\ndata: {\"id\":\"q\",\"ok\":true}\n\n" \
		"$RECEIPT" "$(ledger open)" 'answer 204 a/b '
	run -28 sse-pub H -u "$PEER" --wait=2s --id q -m x
	[ "$(grep -c '"GET /messages' "$REQUESTS")" -ge 1 ]
}

@test "answers without end are no answer" {
	start_script "$OPEN" "$RECEIPT" 'raw HTTP/1.1 200 x\r\n\r\n{"id":"q",' \
		'answer 204 a/b '
	run -22 sse-pub H -u "$PEER" --wait --id q -m x
	start_script "$OPEN" "$RECEIPT" 'open HTTP/1.1 200 x\r\n\r\n{"id":"q",' \
		'answer 204 a/b '
	run -28 sse-pub H -u "$PEER" --wait=1s --id q -m x
}

@test "a hub that fails is asked again while there is time" {
	start_script "$OPEN" "$RECEIPT" 'answer 500 text/plain x' close \
		'raw HTTP/1.1 200 x\r\nContent-Length: 99\r\n\r\n{' \
		"$(ledger confirmed '{"user":"a\\u001b\x7f","ok":true}')"
	run -0 --separate-stderr sse-pub H -u "$PEER" --wait=20s --id q -m x
	echo "$output"
	[ "$output" = '{"id":"q","ok":true,"user":"a\u001B\u007f"}' ]
}

@test "an answer that is there when the time is over counts" {
	start_script "$OPEN" "$RECEIPT" "$(ledger open)" "$(ledger confirmed)"
	run -0 sse-pub H -u "$PEER" --wait=2s --id q -m x
	start_script "$OPEN" "$RECEIPT" "$(ledger open)" "$(ledger denied)"
	run -1 sse-pub H -u "$PEER" --wait=2s --id q -m x
}

@test "an answer that came while the stream was away is found" {
	start_ssed --retry=100ms --keep=1
	ask -m x
	asked
	sid=$(curl -sS "$HUB/streams" | jq -r '.. | .sid? // empty' | head -n 1)
	kill -STOP "$ASKER"
	pid=$(pgrep -P "$ASKER")
	kill -STOP "$pid"
	curl -sSf -X DELETE "$HUB/streams/$sid"
	sse-pub C -u "$HUB" -q q --as=ann
	post /events/main 'more than the hub keeps'
	kill -CONT "$pid" "$ASKER"
	wait_until has "$OUT" 1 ann # at once, not when it looks all the same
	ends 0
}

# start_again url option...: the hub of that URL comes up again.
start_again() {
	ssed --listen "${1#http://}" "${@:2}" </dev/null >>"$HUB_LOG" 2>&1 3>&- &
	SSED_PID=$!
	HUB=$1
	wait_until curl -sSf -o /dev/null "$HUB/healthz"
}

@test "a hub that was killed and forgot the question is asked again" {
	start_ssed --retry=100ms
	ask -m 'Ship it?' --quorum=2
	asked
	sse-pub C -u "$HUB" -q q --as=ann
	wait_until has "$OUT" 1 ann
	hub=$HUB
	kill -KILL "$SSED_PID"
	wait "$SSED_PID" || true
	start_again "$hub" --retry=100ms
	asked
	sse-pub C -u "$hub" -q q --as=ann
	sse-pub C -u "$hub" -q q --as=bob
	ends 0
	[ "$(jq -r .user "$OUT")" = $'ann\nann\nbob' ]
}

@test "a hub that was killed and has a log goes on where it was" {
	local log=sqlite:$BATS_TEST_TMPDIR/log.db

	start_ssed --retry=100ms --log "$log"
	ask -m 'Ship it?' --quorum=2
	asked
	sse-pub C -u "$HUB" -q q --as=ann
	wait_until has "$OUT" 1 ann
	hub=$HUB
	kill -KILL "$SSED_PID"
	wait "$SSED_PID" || true
	start_again "$hub" --retry=100ms --log "$log"
	sse-pub C -u "$hub" -q q --as=bob
	ends 0
	[ "$(jq -r .user "$OUT")" = $'ann\nbob' ]
}

@test "a hub that stays away until T is over: 28" {
	start_ssed --retry=100ms
	ask -m x --wait=5s
	asked
	kill -KILL "$SSED_PID"
	wait "$SSED_PID" || true
	SSED_PID=
	ends 28
	[[ $(tail -n 1 "$SAID") == *': out of reach: '* ]]
}

@test "a signal takes the question back, and is how it ends" {
	start_ssed
	for signal in INT TERM HUP; do
		# The shell has background jobs ignore SIGINT; others, others.
		env --default-signal=INT,TERM,HUP sse-pub H -u "$HUB" \
			--id "$signal" --wait -m x 3>&- </dev/null &
		ASKER=$!
		wait_until eval '[[ $(curl -sS "$HUB/messages/$signal") == *open* ]]'
		kill "-$signal" "$ASKER"
		ends $((128 + $(kill -l "$signal")))
		run -22 sse-pub C -u "$HUB" "$signal"
		[[ $output == *': 410 '* ]]
	done
}

@test "a signal ends it soon, whatever the hub does; a second one at once" {
	start_script "$OPEN" "$RECEIPT" "$(ledger open)" hang
	env --default-signal=TERM,HUP \
		sse-pub H -u "$PEER" --id q --wait -m x 3>&- </dev/null &
	ASKER=$!
	wait_until has "$REQUESTS" 1 'GET /messages'
	kill "$ASKER"
	ends 143
	wait_until has "$REQUESTS" 1 DELETE
	start_script "$OPEN" "$RECEIPT" "$(ledger open)" hang
	env --default-signal=TERM,HUP \
		sse-pub H -u "$PEER" --id q --wait -m x 3>&- </dev/null &
	ASKER=$!
	wait_until has "$REQUESTS" 1 'GET /messages'
	kill "$ASKER"
	wait_until has "$REQUESTS" 1 DELETE
	kill -HUP "$ASKER"
	ends 129
}

@test "a signal that was ignored is ignored on" {
	start_ssed
	nohup sse-pub H -u "$HUB" --id q --wait -m x >"$OUT" 2>"$SAID" 3>&- &
	ASKER=$!
	asked
	kill -HUP "$ASKER"
	sse-pub C -u "$HUB" -q q
	ends 0
}

@test "an answer that cannot be printed is no yes: 23" {
	start_ssed
	(timeout 60 sse-pub H -u "$HUB" --id q --wait -m x >/dev/full 2>"$SAID") \
		3>&- &
	ASKER=$!
	asked
	sse-pub C -u "$HUB" -q q
	ends 23
	[[ $(<"$SAID") == *'standard output: No space left'* ]]
}

@test "-q prints no answers, -v tells under which id it is asked" {
	start_ssed
	ask -qv -m x
	asked
	sse-pub C -u "$HUB" -q q
	ends 0
	[ ! -s "$OUT" ]
	[ "$(<"$SAID")" = "sse-pub: $HUB/: asked as q" ]
}

@test "the question may come from a file or from standard input" {
	start_ssed
	printf 'a\nb' >"$BATS_TEST_TMPDIR/text"
	sse-pub H -u "$HUB" -q --id 1 -f "$BATS_TEST_TMPDIR/text"
	sse-pub H -u "$HUB" -q --id 2 -s <"$BATS_TEST_TMPDIR/text"
	sse-pub H -u "$HUB" -q --id 3 -n
	[ "$(curl -sS "$HUB/messages/1" | jq -r .data)" = $'a\nb' ]
	[ "$(curl -sS "$HUB/messages/2" | jq -r .data)" = $'a\nb' ]
	[ "$(curl -sS "$HUB/messages/3" | jq -r .data)" = '' ]
	# A question that got lost on the way is nothing to say yes to.
	run -2 sse-pub H -u "$HUB" --wait -s </dev/null
	[[ $output == *'nothing to ask'* ]]
	run -2 sse-pub H -u "$HUB" -m $'\xff'
}

@test "standard input is left alone unless it is asked for" {
	start_ssed
	read_by_loop=$(printf '1\n2\n' | while read -r line; do
		timeout 20 sse-pub H -u "$HUB" -q --wait=200ms -m "$line" ||
			echo "$line $?"
		sse-pub H -u "$HUB" -q --id "$line"
		sse-pub C -u "$HUB" -q "$line"
	done 2>/dev/null)
	[ "$read_by_loop" = $'1 28\n2 28' ]
}

@test "a wrong command line says what is wrong, and a hint: 2" {
	while read -r words; do
		eval "run -2 sse-pub ${words% -> *}"
		echo "$words: $output"
		[[ ${lines[0]} == *"${words#* -> }"* ]]
		[ "${lines[1]}" = "Try 'sse-pub --help'." ]
	done <<-'END'
		X -> 'X': neither H nor C
		X -m x -> 'X': neither H nor C; a topic is for -t
		H -l -> H and C are one event
		H --wait 5s -m x -> '5s': one operand too many; a time is given as --wait=T
		H --wait= -m x -> --wait: '' is not a duration
		H -e x -> --event does not go with H
		H --deny -m x -> --deny goes with C
		H -m x -n -> give only one of
		-m x --wait -> --wait goes with H
		-m x --quorum=2 -> --quorum goes with H
		-m x --as=ann -> --as goes with H and C
		H --ndjson -> H and C are one event
		H --retain -> --retain does not go with H
		C 1 --fail-if-nobody -> --fail-if-nobody does not go
		C -> C needs the id of the H
		C '' -> the id is empty
		C 1 2 -> '2': one operand too many
		C 1 --id=2 -> --id does not go with C
		C 1 --to=ann -> --to does not go with C
		C 1 -t a -> --topic does not go with C
		C 1 --wait -> --wait goes with H
		H --spool=x -m x -> --spool does not go with H
		C 1 --flush -> --flush needs --spool
		H --quorum=65 -> --quorum: must be 1 to 64
	END
}
