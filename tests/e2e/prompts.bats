#!/usr/bin/env bats
# Prompts (H) and the answers to them (C): who sees them, what confirms,
# denies and ends one, and a publisher that waits for people.  See PROMPTS in
# ssed(8).

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	start_ssed
}

teardown() {
	stop_followers
	stop_ssed
}

# status path data [curl option...]: posts, keeps the answer in the file
# answer, and prints its status.
status() {
	post "$1" "$2" -o answer -w '%{http_code}' "${@:3}"
}

# code: that of the problem in the file answer.
code() {
	jq -r .code answer
}

# state id [user]: what has become of a prompt.
state() {
	curl -sS "$HUB/messages/$1${2:+?user=$2}" | jq -r .ledger.state
}

# ask_and_wait file path data: asks in the background; the answer and, on a
# line of its own, its status come to be in file.
ask_and_wait() {
	curl -sS --max-time 60 -d "$3" -w '%{http_code}\n' "$HUB$2" \
		>"$1" 3>&- &
	WAITING=$!
}

# is_known id: whether the hub has it.
is_known() {
	[[ $(curl -sS -o /dev/null -w '%{http_code}' "$HUB/messages/$1") == 200 ]]
}

@test "two who follow both see an H, and the C to it" {
	follow one /sse
	follow two /sse
	run -0 post /H '{"id":"42"}'
	[[ $output == '{"id":"42","topic":"main","delivered":2}' ]]
	run -0 post /C '{"id":"42"}'
	[[ $(jq -c 'del(.id)' <<<"$output") == \
		'{"topic":"main","delivered":2,"re":"42","state":"confirmed"}' ]]
	for out in one two; do
		wait_until has "$out" 1 '^event: C'
		diff - <(sed 1,/^$/d "$out" | sed 's/^id: [0-9]*-.*/id: MADE/') <<-'END'
			event: H
			id: 42
			topic: main
			data: {"id":"42"}

			event: C
			id: MADE
			topic: main
			data: {"id":"42","ok":true}

		END
	done
}

@test "what is no JSON, or says it wrongly, is refused with a reason" {
	while read -r path wanted why body; do
		[[ $(status "$path" "$body") == "$wanted" ]]
		[[ $(code) == "$why" ]]
		[[ $(jq -r .detail answer) == *[a-z]* ]]
	done <<-'END'
		/H 400 bad-json {"id":"42"
		/H 400 bad-json id=42
		/H 400 bad-json ["42"]
		/H 400 bad-json "42"
		/H 400 bad-field {"id":42}
		/H 400 bad-field {"to":[]}
		/H 400 bad-field {"to":[1]}
		/H 400 bad-field {"ttl":"soon"}
		/H 400 bad-field {"ttl":0}
		/H 400 bad-field {"ttl":"31d"}
		/H 400 bad-field {"quorum":0}
		/H 400 bad-field {"quorum":65}
		/H 400 bad-field {"quorum":"1"}
		/H 400 bad-field {"to":["a","b"],"quorum":3}
		/H 400 bad-topic {"topic":"a//b"}
		/H?wait=soon 400 bad-field {}
		/H?wait=0 400 bad-field {}
		/H?wait=2h 400 bad-field {}
		/H?user=%01 400 bad-field {}
		/C 400 bad-json {"id"
		/C 400 bad-json []
		/C 400 bad-field {}
		/C 400 bad-field {"id":42}
		/C 400 bad-field {"id":"42","ok":"yes"}
		/C?user=%ff 400 bad-field {"id":"42"}
		/C 404 unknown-prompt {"id":"42"}
	END
	run -0 curl -sSi "$HUB/H"
	[[ $output == *' 405 '*'Allow: POST, OPTIONS'* ]]
}

@test "an H is in main, its id and data are what it says, or the hub's" {
	follow out /sse
	post /H '{"id":"1","data":"Deploy?","topic":"ops/eu"}'
	post /H '{"id":"2","data":{"text":"Deploy?"}}'
	run -0 post /H '{}'
	[[ $(jq -r .id <<<"$output") =~ ^[0-9]{13}-[0-9]+$ ]]
	wait_until has out 3 '^event: H'
	diff - <(data out) <<-'END'
		Deploy?
		{"text":"Deploy?"}
		{}
	END
	has out 1 '^topic: ops/eu'
	has out 2 '^topic: main'
}

@test "an H with to reaches all streams of those users, and no other" {
	follow ann1 '/sse?user=ann'
	follow ann2 '/events/some/thing?user=ann'
	follow bob '/sse?user=bob'
	follow eve '/sse?user=eve'
	follow nobody '/sse'
	run -0 post /H '{"id":"1","to":"ann"}'
	[[ $(jq .delivered <<<"$output") == 2 ]]
	run -0 post /H '{"id":"2","to":["ann","bob"]}'
	[[ $(jq .delivered <<<"$output") == 3 ]]
	post /events/last end
	wait_until has nobody 1 '^data: end'
	wait_until has eve 1 '^data: end'
	wait_until has ann2 2 '^event: H'
	wait_until has bob 1 '^event: H'
	wait_until has ann1 2 '^event: H'
	has eve 0 '^event: H'
	has nobody 0 '^event: H'
}

@test "a C goes where its H went, and to who asked" {
	follow asker '/events/other?user=boss'
	follow ann '/sse?user=ann'
	follow bob '/sse?user=bob'
	post '/H?user=boss' '{"id":"1","to":"ann"}'
	run -0 post '/C?user=ann' '{"id":"1","data":{"why":"it is late"}}'
	[[ $(jq .delivered <<<"$output") == 2 ]]
	wait_until has asker 1 '^event: C'
	wait_until has ann 1 '^event: C'
	[[ $(data asker) == \
		'{"id":"1","ok":true,"user":"ann","data":{"why":"it is late"}}' ]]
	post /events/last end
	wait_until has bob 1 '^data: end'
	has bob 0 '^event: [HC]'
	has asker 0 '^event: H'
}

@test "who comes later gets an H that is open, once on each stream" {
	post /H '{"id":"42","data":"Deploy?"}'
	post /H '{"id":"43","data":"For ann","to":"ann"}'
	follow any /sse
	follow ann '/sse?user=ann'
	post /events/last end
	wait_until has any 1 '^data: end'
	wait_until has ann 1 '^data: end'
	[[ $(data any) == $'Deploy?\nend' ]]
	[[ $(data ann) == $'Deploy?\nFor ann\nend' ]]

	post /C '{"id":"42"}'
	post '/C?user=ann' '{"id":"43","ok":false}'
	follow late '/sse?user=ann'
	post /events/last over
	wait_until has late 1 '^data: over'
	has late 0 '^event: H'
}

@test "an H that waits is answered when it is confirmed" {
	ask_and_wait answer '/H?wait=30s' '{"id":"42","data":"Deploy?"}'
	wait_until is_known 42
	post '/C?user=ann' '{"id":"42","data":"go on"}'
	wait "$WAITING"
	[[ $(tail -1 answer) == 200 ]]
	[[ $(head -1 answer | jq -c 'del(.ledger.answers[].time)') == \
		'{"id":"42","topic":"main","delivered":0,"ledger":{"state":"confirmed","quorum":1,"answers":[{"user":"ann","ok":true,"data":"go on"}]}}' ]]
	[[ $(head -1 answer | jq -r '.ledger.answers[0].time') =~ \
		^20[0-9-]{8}T[0-9:]{8}\.[0-9]{3}Z$ ]]
}

@test "and when it is denied" {
	ask_and_wait answer '/H?wait=30s' '{"id":"42"}'
	wait_until is_known 42
	run -0 post '/C?user=ann' '{"id":"42","ok":false}'
	[[ $(jq -r .state <<<"$output") == denied ]]
	wait "$WAITING"
	[[ $(tail -1 answer) == 200 ]]
	[[ $(head -1 answer | jq -r .ledger.state) == denied ]]
}

@test "or when nobody confirmed it in time: 504, and it stays open" {
	[[ $(status '/H?wait=200ms' '{"id":"42"}') == 504 ]]
	[[ $(code) == confirm-timeout ]]
	[[ $(jq -r .id answer) == 42 ]]
	[[ $(jq -c .ledger answer) == '{"state":"open","quorum":1,"answers":[]}' ]]
	run -0 post '/C' '{"id":"42"}'
	[[ $(jq -r .state <<<"$output") == confirmed ]]
	run -0 post '/H?wait=200ms' '{}' -H 'Accept: text/plain'
	[[ $output == '504 confirm-timeout: '* ]]
}

@test "asked again with its id, it waits for the same" {
	post /H '{"id":"42","quorum":2}'
	ask_and_wait answer '/H?wait=30s' '{"id":"42"}'
	post '/C?user=ann' '{"id":"42"}'
	[[ $(state 42) == open ]]
	post '/C?user=bob' '{"id":"42"}'
	wait "$WAITING"
	[[ $(head -1 answer | jq -c '[.duplicate, .ledger.state]') == \
		'[true,"confirmed"]' ]]
	run -0 post '/H?wait=30s' '{"id":"42"}'
	[[ $(jq -c '[.duplicate, .ledger.state]' <<<"$output") == \
		'[true,"confirmed"]' ]]
	[[ $(status '/H?wait=30s' '{"id":"42","data":"other"}') == 409 ]]
	[[ $(code) == id-taken ]]
}

@test "a quorum is of so many users, and one user is one" {
	follow out /sse
	post /H '{"id":"42","quorum":2}'
	post '/C?user=ann' '{"id":"42"}'
	run -0 post '/C?user=ann' '{"id":"42"}'
	[[ $(jq -c '[.duplicate, .delivered, .state]' <<<"$output") == \
		'[true,0,"open"]' ]]
	run -0 post '/C?user=bob' '{"id":"42"}'
	[[ $(jq -r .state <<<"$output") == confirmed ]]
	run -0 curl -sS "$HUB/messages/42"
	[[ $(jq -c '[.ledger.answers[].user]' <<<"$output") == '["ann","bob"]' ]]
	wait_until has out 2 '^event: C'
}

@test "one no of several who are asked does not deny, while enough are left" {
	post /H '{"id":"42","quorum":2,"to":["ann","bob","eve"]}'
	post '/C?user=ann' '{"id":"42","ok":false}'
	[[ $(state 42 ann) == open ]]
	post '/C?user=bob' '{"id":"42","ok":false}'
	[[ $(state 42 ann) == denied ]]
}

@test "a C again is harmless, and changes nothing" {
	follow out /sse
	post /H '{"id":"42"}'
	post '/C?user=ann' '{"id":"42","ok":false}' >first
	run -0 post '/C?user=ann' '{"id":"42"}'
	[[ $(jq -c 'del(.id)' <<<"$output") == \
		'{"topic":"main","delivered":0,"duplicate":true,"re":"42","state":"denied"}' ]]
	[[ $(jq .id <<<"$output") == $(jq .id first) ]]
	run -0 post '/C?user=bob' '{"id":"42"}'
	[[ $(jq .duplicate <<<"$output") == true ]]
	post /events/last end
	wait_until has out 1 '^data: end'
	has out 1 '^event: C'
}

@test "of many C of one user at once, one is counted and seen" {
	follow out /sse
	post /H '{"id":"42","quorum":2}'
	run -0 seq 30
	xargs -P 10 -I{} curl -sS -d '{"id":"42"}' "$HUB/C?user=ann" \
		<<<"$output" >answers
	[[ $(jq -s 'map(select(.duplicate | not)) | length' answers) == 1 ]]
	[[ $(jq -s length answers) == 30 ]]
	post /events/last end
	wait_until has out 1 '^data: end'
	has out 1 '^event: C'
	[[ $(state 42) == open ]]
}

@test "an H that was not answered in its time to live has expired" {
	ask_and_wait answer '/H?wait=30s' '{"id":"42","ttl":0.2}'
	wait "$WAITING"
	[[ $(tail -1 answer) == 504 ]]
	[[ $(head -1 answer | jq -r .ledger.state) == expired ]]
	[[ $(status /C '{"id":"42"}') == 410 ]]
	[[ $(code) == prompt-expired ]]
	follow late /sse
	post /events/last end
	wait_until has late 1 '^data: end'
	has late 0 '^event: H'
}

@test "who is not asked cannot answer" {
	post /H '{"id":"42","to":["ann","bob"]}'
	[[ $(status '/C?user=eve' '{"id":"42"}') == 403 ]]
	[[ $(code) == not-asked ]]
	[[ $(state 42 ann) == open ]]
	[[ $(status '/C' '{"id":"42"}') == 200 ]]
	[[ $(state 42 ann) == confirmed ]]
}

@test "when the client that waits leaves, its H stays" {
	ask_and_wait answer '/H?wait=30s' '{"id":"42"}'
	wait_until is_known 42
	kill "$WAITING"
	wait "$WAITING" || true
	[[ $(state 42) == open ]]
	run -0 post /C '{"id":"42"}'
	[[ $(jq -r .state <<<"$output") == confirmed ]]
	curl -sSf "$HUB/healthz"
}

# is_alone: whether no connection is open but that which asks.
is_alone() {
	curl -sS "$HUB/metrics" | grep -qx 'ssed_connections 1'
}

@test "who waits and leaves holds no place, whatever it sent before" {
	ask_and_wait answer '/H?wait=1h' '{"id":"42"}'
	wait_until is_known 42
	kill "$WAITING"
	wait "$WAITING" || true
	wait_until is_alone
	# More behind it, and an end that is a reset: 100 Continue is not read.
	exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'POST /H?wait=1h HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n%b' \
		'Expect: 100-continue\r\n\r\n' >&"$fd"
	wait_until eval 'read -r -t 0 -u "$fd"'
	printf '{"id":"43"}GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n' >&"$fd"
	wait_until is_known 43
	exec {fd}>&-
	wait_until is_alone
	[[ $(state 43) == open ]]
}

@test "many wait for one H, and all are answered" {
	post /H '{"id":"42"}'
	for i in {1..20}; do
		ask_and_wait "answer$i" '/H?wait=30s' '{"id":"42"}'
		waits+=("$WAITING")
	done
	kill "${waits[0]}"
	post /C '{"id":"42"}'
	for ((i = 1; i < 20; i++)); do
		wait "${waits[i]}"
		[[ $(tail -1 "answer$((i + 1))") == 200 ]]
	done
}

@test "what comes behind an H that waits, on its connection, is answered next" {
	post /H '{"id":"42","ttl":3}'
	head='HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n'
	run -0 raw "POST /H?wait=30s $head\r\n{\"id\":\"42\"}" \
		"POST /C ${head}Connection: close\r\n\r\n{\"id\":\"42\"}"
	[[ $output == *' 504 '*confirm-timeout*' 410 '*prompt-expired* ]]
}

@test "who waits while the hub goes down is told so, and which H it was" {
	ask_and_wait answer '/H?wait=30s' '{"id":"42"}'
	wait_until is_known 42
	stop_ssed
	wait "$WAITING"
	[[ $(tail -1 answer) == 503 ]]
	[[ $(head -1 answer | jq -c '[.code, .id]') == '["draining","42"]' ]]
}

@test "GET /messages/{id} tells all of an event" {
	post '/events/a/b?event=alert&id=x%2Fy%20z&retry=50&user=ann&ttl=60' 'say "hi"'
	run -0 curl -sS "$HUB/messages/x%2Fy%20z"
	[[ $(jq -c 'del(.time, .expires)' <<<"$output") == \
		'{"id":"x/y z","topic":"a/b","type":"alert","data":"say \"hi\"","from":"ann","retry":50}' ]]
	[[ $(jq -r '(.expires | sub("[.].*"; "Z") | fromdate)
		- (.time | sub("[.].*"; "Z") | fromdate)' <<<"$output") == 60 ]]
	[[ $(curl -sS -o answer -w '%{http_code}' "$HUB/messages/none") == 404 ]]
	[[ $(code) == not-found ]]
	head -c 1048576 /dev/zero | tr '\0' '\1' >large
	post '/events/a?id=large' @large
	run -0 curl -sS "$HUB/messages/large" -o answer
	jq -rj .data answer | cmp - large
}

@test "what is sent to users is shown to them and to who sent it alone" {
	post '/publish?user=boss' '{"id":"1","data":"psst","to":["ann","bob"]}'
	post '/H?user=boss' '{"id":"2","to":"ann","topic":"a"}'
	for id in 1 2; do
		for user in '' eve an ann%0abob; do
			[[ $(curl -sS -o answer -w '%{http_code}' \
				"$HUB/messages/$id?user=$user") == 40[04] ]]
			[[ $(curl -sS -o answer -w '%{http_code}' -X DELETE \
				"$HUB/messages/$id?user=$user") == 40[04] ]]
		done
		for user in ann boss; do
			curl -sSf "$HUB/messages/$id?user=$user"
		done
	done
	[[ $(curl -sS "$HUB/messages/1?user=bob" | jq -c '[.to, .from]') == \
		'[["ann","bob"],"boss"]' ]]
	curl -sSf -X DELETE "$HUB/messages/1?user=bob"
	curl -sSf -X DELETE "$HUB/messages/2?user=boss"
}

@test "DELETE /messages/{id} takes an event out of what is kept" {
	post '/events/a?id=1' one
	post '/events/a?id=2' two
	run -0 curl -sS -X DELETE -w '%{http_code}' "$HUB/messages/1"
	[[ $output == 204 ]]
	run -0 curl -sS -X DELETE -o /dev/null -w '%{http_code}' "$HUB/messages/1"
	[[ $output == 404 ]]
	run -0 curl -sS "$HUB/events/a?since=all&poll=1&open=0"
	[[ $output == *'data: two'* && $output != *'data: one'* ]]
	[[ $output != *ssed.gap* ]]
}

@test "an H that is deleted expires" {
	ask_and_wait answer '/H?wait=30s' '{"id":"42"}'
	wait_until is_known 42
	curl -sSf -X DELETE "$HUB/messages/42"
	wait "$WAITING"
	[[ $(tail -1 answer) == 504 ]]
	[[ $(head -1 answer | jq -r .ledger.state) == expired ]]
	[[ $(status /C '{"id":"42"}') == 410 ]]
	[[ $(curl -sS -o /dev/null -w '%{http_code}' "$HUB/messages/42") == 404 ]]
	follow late /sse
	post /events/last end
	wait_until has late 1 '^data: end'
	has late 0 '^event: H'
}

@test "H and C may be published like any other event" {
	post '/events/ops?event=H&id=1' 'Deploy?'
	post /publish '{"event":"H","id":"2","data":"Deploy?","to":"ann"}'
	post '/events/any?event=H&id=3' 'Deploy?'
	run -0 post '/publish?user=ann' \
		'{"event":"C","re":"1","topic":"elsewhere","data":"yes"}'
	[[ $(jq -r .topic <<<"$output") == ops ]]
	[[ $(curl -sS "$HUB/messages/1" | jq -c '.ledger | del(.answers[].time)') == \
		'{"state":"confirmed","quorum":1,"answers":[{"user":"ann","ok":true,"data":"yes"}]}' ]]
	post '/publish?user=ann' '{"event":"C","re":"2","data":{"ok":false}}'
	[[ $(state 2 ann) == denied ]]
	post '/events/any?event=C&re=3' '{"id":"3","ok":false,"data":1}'
	[[ $(state 3) == denied ]]
	[[ $(curl -sS "$HUB/messages/3" | jq '.ledger.answers[0].data') == 1 ]]
	[[ $(status '/events/any?event=C' yes) == 404 ]]
	[[ $(code) == unknown-prompt ]]
	[[ $(jq -r .detail answer) == *" as 're'" ]]
	[[ $(status '/events/any?event=C&re=4' yes) == 404 ]]
	[[ $(jq -r .detail answer) != *"'re'"* ]]
}

@test "data of a C is at most 16 KiB" {
	post /H '{"id":"42"}'
	printf '{"id":"42","data":"%s"}' "$(head -c 16385 /dev/zero | tr '\0' x)" >large
	[[ $(status /C @large) == 413 ]]
	[[ $(code) == too-large ]]
	printf '{"id":"42","data":"%s"}' "$(head -c 16384 /dev/zero | tr '\0' x)" >large
	[[ $(status /C @large) == 200 ]]
	[[ $(curl -sS "$HUB/messages/42" | jq '.ledger.answers[0].data | length') == 16384 ]]
}

@test "an H whose topic is deleted expires" {
	post /H '{"id":"1","topic":"ops"}'
	post /H '{"id":"2","topic":"other"}'
	curl -sSf -X DELETE "$HUB/topics/ops"
	[[ $(status /C '{"id":"1"}') == 410 ]]
	[[ $(status /C '{"id":"2"}') == 200 ]]
}
