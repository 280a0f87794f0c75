#!/usr/bin/env bats
# Many events in one POST /publish, as lines or as a JSON array: each is on its
# own, they keep their order, and one answer says what became of them.  See
# PUBLISH in ssed(8).

load ../lib/helpers

NDJSON='Content-Type: application/x-ndjson'

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	start_ssed
}

teardown() {
	stop_followers
	stop_ssed
}

# lines text [curl option...]: publishes lines, and prints the answer.
lines() {
	post /publish "$1" -H "$NDJSON" "${@:2}"
}

# answered status filter: the output ends in that status, and its JSON passes.
answered() {
	echo "$output"
	[[ ${output##*$'\n'} == "$1" ]] || return
	jq -e "$2" <<<"${output%$'\n'*}"
}

# count_to last: the numbers up to it, a line each, each an event.
count_to() {
	seq "$1" | sed 's/.*/{"topic":"a","data":"&"}/'
}

@test "each line is an event, and they keep their order" {
	follow out '/events/**'
	run -0 lines '{"topic":"a","data":"one","id":"1","event":"e"}
{"topic":"b/c","data":{"n": 2},"retry":50}
{"data":"three"}
'
	[ "$output" = '{"accepted":3,"duplicates":0,"errors":[]}' ]
	wait_until has out 1 '^data: three'
	diff - <(sed -E '1,/^$/d; s/^id: [0-9]{13}-[0-9]+$/id: made/' out) <<-'END'
		event: e
		id: 1
		topic: a
		data: one

		id: made
		topic: b/c
		retry: 50
		data: {"n":2}

		id: made
		topic: main
		data: three

	END
}

@test "each element of an array is an event, whatever the type says" {
	follow out /events/a
	run -0 post /publish ' [{"topic":"a","data":"1"},
		{"topic":"a","data":[true]} ]' -w '\n%{http_code}'
	answered 200 '. == {accepted: 2, duplicates: 0, errors: []}'
	run -0 post /publish '[{"topic":"a","data":"3"}]' \
		-H 'Content-Type: application/json' -w '\n%{http_code}'
	answered 200 '. == {accepted: 1, duplicates: 0, errors: []}'
	wait_until has out 1 '^data: 3'
	[ "$(data out)" = $'1\n[true]\n3' ]
}

@test "the three types of lines are known, with parameters or without" {
	for type in application/x-ndjson application/ndjson application/jsonl \
		'Application/X-NDJSON; charset=utf-8' 'application/jsonl;v=1'; do
		run -0 post /publish $'{"data":1}\n{"data":2}' \
			-H "Content-Type: $type"
		[ "$output" = '{"accepted":2,"duplicates":0,"errors":[]}' ]
	done
	run -0 post /publish $'{"data":1}\n{"data":2}' \
		-H 'Content-Type: application/json' -w '\n%{http_code}'
	answered 400 '.code == "bad-json"'
}

@test "a line may end in CR LF, be blank, or be the last without its end" {
	follow out /events/a
	run -0 lines $'\r\n{"topic":"a","data":"1"}\r\n \t\r\n\n{"topic":"a"}\r\n{"topic":"a","data":"2"}' \
		-w '\n%{http_code}'
	answered 200 '.accepted == 2 and .duplicates == 0 and
		[.errors[] | .line, .code] == [5, "bad-field"]'
	wait_until has out 1 '^data: 2'
	[ "$(data out)" = $'1\n2' ]
}

@test "what is refused is told by line and code, and the rest is taken" {
	post '/events/a?id=old' x
	follow out /events/a
	run -0 lines '{"topic":"a","data":"first"}
{"topic":"a//b","data":1}
{"topic":"a","data":1,"id":"a\nb"}
{"topic":"a","data":1,"id":"\u0001"}
{"topic":"a","data":1,"id":" "}
{"topic":"a","data":1,"event":"ssed.open"}
{"topic":"a","data":1,"retry":"soon"}
{"topic":"a","data":1,"ttl":"soon"}
{"topic":"a","data":
["topic"]
{"topic":"a","data":1,"data":2}
{"topic":"a","data":"y","id":"old"}
'$'{"topic":"a","data":"\xff"}''
{"topic":"a","data":"last"}' -w '\n%{http_code}'
	answered 200 '.accepted == 2 and (has("more_errors") | not) and
		[.errors[].line] == [range(2; 14)] and
		[.errors[].code] == ["bad-topic", "bad-id", "bad-id",
			"bad-id", "bad-type",
			"bad-field", "bad-field", "bad-json", "bad-json",
			"bad-json", "id-taken", "bad-json"] and
		all(.errors[].detail; length > 0) and
		(.errors[7].detail | startswith("column "))'
	wait_until has out 1 '^data: last'
	[ "$(data out)" = $'first\nlast' ]
}

@test "elements that are refused are told by their number" {
	# shellcheck disable=SC2016 # a topic may start so, or rather not
	run -0 post /publish '[{"data":1},2,"x",null,[],{},{"data":null},
		{"data":1,"topic":7},{"data":1,"topic":"$x"}]' -w '\n%{http_code}'
	answered 200 '.accepted == 2 and
		[.errors[] | [.line, .code]] == [[2, "bad-json"],
			[3, "bad-json"], [4, "bad-json"], [5, "bad-json"],
			[6, "bad-field"], [8, "bad-field"], [9, "bad-topic"]]'
}

@test "data that is over 1 MiB once it is written is too large" {
	{
		echo '{"data":"small"}'
		printf '{"data":[1e9'
		printf ',1e9%.0s' {1..100000}
		echo ']}'
	} >body
	run -0 curl -sS --data-binary @body -H "$NDJSON" -w '\n%{http_code}' \
		"$HUB/publish"
	answered 200 '.accepted == 1 and
		[.errors[] | .line, .code] == [2, "too-large"]'
}

@test "a repeat is harmless: what is there already is a duplicate" {
	body=$'{"topic":"a","data":"1","id":"1"}\n{"topic":"a","data":"2","id":"2"}'
	follow out /events/a
	run -0 lines "$body"
	[ "$output" = '{"accepted":2,"duplicates":0,"errors":[]}' ]
	run -0 lines "$body"$'\n{"topic":"a","data":"3","id":"3"}'
	[ "$output" = '{"accepted":1,"duplicates":2,"errors":[]}' ]
	run -0 lines "$body" -w '\n%{http_code}'
	answered 200 '. == {accepted: 0, duplicates: 2, errors: []}'
	run -0 post /publish "[${body/$'\n'/,}]"
	[ "$output" = '{"accepted":0,"duplicates":2,"errors":[]}' ]
	run -0 lines $'{"topic":"a","data":"4","id":"4"}\n{"topic":"a","data":"4","id":"4"}'
	[ "$output" = '{"accepted":1,"duplicates":1,"errors":[]}' ]
	wait_until has out 1 '^data: 4'
	[ "$(data out)" = $'1\n2\n3\n4' ]
}

@test "where none was taken it is a problem, with the same members" {
	run -0 lines $'{"topic":"*","data":1}\n\nx' \
		-w '\n%{http_code} %{content_type}'
	answered '400 application/problem+json' '.code == "nothing-taken" and
		.type == "about:blank" and .title == "Bad Request" and
		.status == 400 and (.detail | test("none of 2 .* bad-topic")) and
		.accepted == 0 and .duplicates == 0 and
		[.errors[] | [.line, .code]] == [[1, "bad-topic"], [3, "bad-json"]]'
	run -0 post /publish '[7]' -w '\n%{http_code}'
	answered 400 '.code == "nothing-taken" and .errors[0].line == 1'
	run -0 post /publish '[7]' -H 'Accept: text/plain'
	[ "$output" = '400 nothing-taken: none of 1 was taken; the first: bad-json: a JSON object is wanted' ]
}

@test "no events at all are no error" {
	for body in '' $'\n' $'\r\n \n'; do
		run -0 lines "$body" -w '\n%{http_code}'
		answered 200 '. == {accepted: 0, duplicates: 0, errors: []}'
	done
	run -0 post /publish ' [ ] ' -w '\n%{http_code}'
	answered 200 '. == {accepted: 0, duplicates: 0, errors: []}'
}

@test "an array that is no JSON is refused whole" {
	follow out /events/a
	for body in '[{"topic":"a","data":1}' '[{"topic":"a","data":1},]' \
		'[{"topic":"a","data":1}]x' '[{"topic":"a","data":1,"data":2}]'; do
		run -0 post /publish "$body" -w '\n%{http_code}'
		answered 400 '.code == "bad-json" and (has("accepted") | not)'
	done
	post /events/a end
	wait_until has out 1 '^data: end'
	[ "$(data out)" = end ]
}

@test "a hundred errors are listed, and the rest is counted" {
	{
		count_to 7
		printf 'x\n%.0s' {1..100}
	} >body
	run -0 curl -sS --data-binary @body -H "$NDJSON" -w '\n%{http_code}' \
		"$HUB/publish"
	answered 200 '.accepted == 7 and (has("more_errors") | not) and
		[.errors[].line] == [range(8; 108)]'
	printf 'x\n%.0s' {1..250} >>body
	run -0 curl -sS --data-binary @body -H "$NDJSON" -w '\n%{http_code}' \
		"$HUB/publish"
	answered 200 '.accepted == 7 and .more_errors == 250 and
		[.errors[].line] == [range(8; 108)]'
}

@test "5,000 events in one body arrive in their order" {
	follow out /events/a
	count_to 5000 >body
	run -0 curl -sS --data-binary @body -H "$NDJSON" "$HUB/publish"
	[ "$output" = '{"accepted":5000,"duplicates":0,"errors":[]}' ]
	jq -sc . body >array
	run -0 curl -sS --data-binary @array "$HUB/publish" \
		-H 'Transfer-Encoding: chunked'
	[ "$output" = '{"accepted":5000,"duplicates":0,"errors":[]}' ]
	wait_until has out 2 '^data: 5000$'
	diff <(data out) <(seq 5000 && seq 5000)
}

@test "a body that is more than a stream may lag ends no stream that reads" {
	stop_ssed
	start_ssed --lag-bytes=512k
	follow out /events/a
	count_to 30000 >body
	run -0 curl -sS --data-binary @body -H "$NDJSON" "$HUB/publish"
	[ "$output" = '{"accepted":30000,"duplicates":0,"errors":[]}' ]
	wait_until has out 1 '^data: 30000$'
	diff <(data out) <(seq 30000)
	(($(wc -c <out) > 1048576))
}

@test "bodies of several publishers are taken one after the other" {
	count_to 10000 >body
	follow out /events/a
	for n in 1 2 3; do
		curl -sS --data-binary @body -H "$NDJSON" "$HUB/publish" \
			>"answer.$n" 3>&- &
		publishers+=($!)
	done
	wait "${publishers[@]}"
	for n in 1 2 3; do
		[ "$(<"answer.$n")" = \
			'{"accepted":10000,"duplicates":0,"errors":[]}' ]
	done
	wait_until has out 3 '^data: 10000$'
	diff <(data out) <(seq 10000 && seq 10000 && seq 10000)
}

@test "a client that leaves in the midst takes nothing back" {
	follow out /events/a
	count_to 20000 >body
	exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf 'POST /publish HTTP/1.1\r\nHost: x\r\n%s\r\nContent-Length: %s\r\n\r\n' \
		"$NDJSON" "$(wc -c <body)" >&"$fd"
	cat body >&"$fd"
	exec {fd}>&-
	wait_until has out 1 '^data: 20000$'
	diff <(data out) <(seq 20000)
}

@test "what is asked behind a long body on one connection is answered next" {
	count_to 5000 >body
	run -0 curl -sS --data-binary @body -H "$NDJSON" \
		-w '%{num_connects}\n' "$HUB/publish" --next -d x \
		-o /dev/null -w '%{http_code} %{num_connects}\n' "$HUB/events/a"
	[ "$output" = $'{"accepted":5000,"duplicates":0,"errors":[]}\n1\n200 0' ]
	length=$(wc -c <body)
	run -0 raw "POST /publish HTTP/1.1\r\nHost: x\r\n$NDJSON\r\nContent-Length: $length\r\n\r\n$(<body)\nGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
	[[ $output == *'"accepted":5000,'*'"status":"ok"'* ]]
}

@test "the hub may be told to end in the midst of a body" {
	count_to 30000 >body
	follow out /events/a
	curl -sS --data-binary @body -H "$NDJSON" "$HUB/publish" >answer 3>&- &
	publisher=$!
	wait_until grep -q '^data: 1$' out
	stop_ssed
	wait "$publisher"
	[ "$(<answer)" = '{"accepted":30000,"duplicates":0,"errors":[]}' ]
	grep -q '^event: ssed.bye' out
}

@test "a body over 1 MiB is 413" {
	head -c 1048577 /dev/zero | tr '\0' '\n' >big
	for type in application/x-ndjson application/json; do
		run -0 curl -sS --data-binary @big -H "Content-Type: $type" \
			-w '\n%{http_code}' "$HUB/publish"
		answered 413 '.code == "too-large"'
		run -0 curl -sS --data-binary @big -H "Content-Type: $type" \
			-H 'Transfer-Encoding: chunked' -w '\n%{http_code}' \
			"$HUB/publish"
		answered 413 '.code == "too-large"'
	done
	head -c 1048576 big >most
	run -0 curl -sS --data-binary @most -H "$NDJSON" "$HUB/publish"
	[ "$output" = '{"accepted":0,"duplicates":0,"errors":[]}' ]
}
