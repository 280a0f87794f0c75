#!/usr/bin/env bats
# Publishing by HTTP: POST /events/{topic} and POST /publish, what they answer,
# and that a repeat is harmless.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	start_ssed
}

teardown() {
	stop_followers
	stop_ssed
}

@test "the body of POST /events/{topic} is the data, word for word" {
	follow out /events/a/b
	post /events/a/b $'line 1\nline 2\r\nline 3'
	wait_until has out 1 '^data: line 3'
	[[ $(tail -5 out) == $'topic: a/b\ndata: line 1\ndata: line 2\ndata: line 3' ]]
}

@test "a receipt has the id, the topic and how many got it" {
	run -0 post /events/news hello
	[[ $(jq -c 'del(.id)' <<<"$output") == \
		'{"topic":"news","delivered":0}' ]]
	[[ $(jq -r .id <<<"$output") =~ ^[0-9]{13}-[0-9]+$ ]]

	follow one /events/news
	follow two '/events/**'
	follow other /events/other
	run -0 post /events/news hello
	[[ $(jq .delivered <<<"$output") == 2 ]]
}

@test "id, type and retry come from the query or from headers" {
	follow out /events/a
	post '/events/a?event=t%20x&id=1&retry=50' one
	post /events/a two -H 'Ssed-Event: u' -H 'Ssed-Id: 2' -H 'Ssed-Retry: 60'
	post /events/a three -H 'Idempotency-Key: 3'
	wait_until has out 1 '^data: three'
	diff - <(sed 1,/^$/d out) <<-'END'
		event: t x
		id: 1
		topic: a
		retry: 50
		data: one

		event: u
		id: 2
		topic: a
		retry: 60
		data: two

		id: 3
		topic: a
		data: three

	END
}

@test "POST /publish takes a JSON object" {
	follow out '/events/**'
	post /publish '{"topic":"robot","data":"hi \"robot\"","event":"e","id":"j"}'
	post /publish '{"data":{"b":[1,2.50,null],"a":"é"},"id":"k","x":1}'
	wait_until has out 1 '^id: k'
	diff - <(sed 1,/^$/d out) <<-'END'
		event: e
		id: j
		topic: robot
		data: hi "robot"

		id: k
		topic: main
		data: {"b":[1,2.5,null],"a":"é"}

	END
}

@test "the same id with the same content is a duplicate, and sent once" {
	follow out /events/a
	post '/events/a?id=1' x
	run -0 post '/events/a?id=1' x -w '%{http_code}'
	[[ $output == *'"duplicate":true}'*200 ]]
	run -0 post /publish '{"topic":"a","id":"1","data":"x"}'
	[[ $output == *'"duplicate":true}' ]]
	post /events/a end
	wait_until has out 1 '^data: end'
	[[ $(data out) == $'x\nend' ]]
}

@test "the same id with other content is a conflict" {
	post '/events/a?id=1' x
	for path in '/events/a?id=1&event=t' '/events/b?id=1'; do
		run -0 post "$path" x -w '%{http_code}'
		[[ $output == *'"code":"id-taken"'*409 ]]
	done
	run -0 post '/events/a?id=1' y -w '%{http_code}'
	[[ $output == *'"code":"id-taken"'*409 ]]
}

@test "an id stays taken when its event is no longer kept" {
	stop_ssed
	start_ssed --keep=1
	post '/events/a?id=1' x
	post /events/a y
	run -0 post '/events/a?id=1' x
	[[ $output == *'"duplicate":true}' ]]
	run -0 post '/events/a?id=1' z -w '%{http_code}'
	[[ $output == *409 ]]
}

@test "octets that are no UTF-8 are refused, or mended when asked" {
	run -0 post /events/a $'a\xffb' -w '%{http_code}'
	[[ $output == *'"code":"bad-utf8"'*400 ]]
	follow out /events/a
	post /events/a $'a\xffb' -H 'Content-Type: application/octet-stream'
	wait_until has out 1 $'^data: a\uFFFDb$'
}

@test "a body of 1 MiB is taken and comes out whole" {
	head -c 1048576 /dev/zero | tr '\0' x >big
	follow out /events/a
	curl -sS --data-binary @big "$HUB/events/a"
	post /events/a end
	wait_until has out 1 '^data: end'
	[[ $(data out | head -1 | wc -c) == 1048577 ]]
}

@test "what is said beside the data is refused where it makes no sense" {
	for option in to= to=a%0Ab to=%ff ttl= ttl=0 ttl=soon ttl=99999d \
		retain=perhaps user=%00; do
		run -0 post "/events/a?$option" x -w '%{http_code}'
		[[ $output == *'"code":"bad-field"'*400 ]]
	done
	for member in '"to":""' '"to":[]' '"to":[1]' '"to":{}' '"ttl":0' \
		'"ttl":-1' '"ttl":1e300' '"ttl":true' '"retain":1' '"re":2'; do
		run -0 post /publish "{\"data\":1,$member}" -w '%{http_code}'
		[[ $output == *'"code":"bad-field"'*400 ]]
	done
	for field in 'Ssed-Ttl: x' 'Ssed-Retain: x' $'Ssed-To: a\tb'; do
		run -0 post /events/a x -H "$field" -w '%{http_code}'
		[[ $output == *'"code":"bad-field"'*400 ]]
	done
}
