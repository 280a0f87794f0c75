#!/usr/bin/env bats
# Users and streams: who gets what, who is here, and what an operator does to
# a stream that is open.  ssed(8), MANAGING.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR"
	start_ssed
}

teardown() {
	stop_followers
	stop_ssed
}

# sid file: the name of the stream that file holds.
sid() {
	sed -n 's/^data: {"sid":"\([^"]*\)".*/\1/p' "$1" | head -1
}

# ask path [curl option...]: prints the answer.
ask() {
	curl -sS --max-time 20 "${@:2}" "$HUB$1"
}

# bodies code jq-filter: $output is a JSON body and that status.
answered() {
	[[ $output == *$'\n'"$1" ]] &&
		jq -e "$2" <<<"${output%$'\n'*}" >/dev/null
}

@test "a user has any number of streams, each with its own life" {
	follow one '/events/a?user=u1'
	follow two '/events/a?user=u1'
	grep -q '"user":"u1"' one
	[[ $(sid one) != "$(sid two)" ]]
	run -0 ask /users -w '\n%{http_code}'
	answered 200 '. == {"users": [{"user": "u1", "streams": 2}], "count": 1}'
	kill "${FOLLOWERS[0]}"
	wait_until eval "ask /users | jq -e '.users[0].streams == 1'"
	post /events/a x
	wait_until has two 1 '^data: x'
	kill "${FOLLOWERS[1]}"
	wait_until eval "ask /users | jq -e '.count == 0'"
}

@test "what is said to a user reaches all of its streams, and nobody else" {
	follow jack1 '/events/a?user=jack'
	follow jack2 '/events/b?user=jack'
	follow rob '/sse?user=rob'
	follow all /sse
	run -0 post '/publish' '{"to":"jack","data":"psst","id":"i1"}'
	[[ $output == *'"topic":"$inbox/jack","delivered":2}'* ]]
	post /events/a end-a
	post /events/b end-b
	wait_until has jack1 1 '^data: end-a'
	wait_until has jack2 1 '^data: end-b'
	wait_until has rob 1 '^data: end-b'
	wait_until has all 1 '^data: end-b'
	[ "$(data jack1)" = $'psst\nend-a' ]
	[ "$(data jack2)" = $'psst\nend-b' ]
	[ "$(data rob)" = $'end-a\nend-b' ]
	[ "$(data all)" = $'end-a\nend-b' ]
	grep -q '^topic: $inbox/jack' jack1
}

@test "with a topic, it reaches those of the user's streams that follow it" {
	follow jack1 '/events/a?user=jack'
	follow jack2 '/events/b?user=jack'
	follow rob '/events/a?user=rob'
	run -0 post '/events/a?to=jack&to=ann' psst
	[[ $output == *'"topic":"a","delivered":1}'* ]]
	post /events/a end
	post /events/b end
	for file in jack1 jack2 rob; do
		wait_until has "$file" 1 '^data: end'
	done
	[ "$(data jack1)" = $'psst\nend' ]
	[ "$(data jack2)" = end ]
	[ "$(data rob)" = end ]
}

@test "the order is one, whether an event is for all or for a user" {
	follow out '/events/a?user=u'
	for i in $(seq 0 99); do
		if ((i % 3 == 0)); then
			echo "{\"to\":\"u\",\"data\":\"$i\"}"
		elif ((i % 3 == 1)); then
			echo "{\"topic\":\"a\",\"data\":\"$i\"}"
		else
			echo "{\"topic\":\"a\",\"to\":[\"u\",\"v\"],\"data\":\"$i\"}"
		fi
	done >many
	post /publish @many -H 'Content-Type: application/x-ndjson'
	wait_until has out 1 '^data: 99'
	[ "$(data out)" = "$(seq 0 99)" ]
}

@test "other formats have what is for a user, too" {
	curl -sSN -H 'Accept: application/x-ndjson' --max-time 100 \
		"$HUB/events/a?user=u&open=0" >lines 3>&- &
	FOLLOWERS+=($!)
	wait_until has_streams 1
	post '/publish' '{"to":"u","data":"one","id":"1"}'
	post /events/a two
	wait_until has lines 1 two
	[[ $(head -1 lines) == \
		'{"event":"message","id":"1","data":"one","topic":"$inbox/u"}' ]]
}

@test "n counts what is for the user" {
	curl -sSN --max-time 20 "$HUB/events/a?user=u&n=2" >out 3>&- &
	FOLLOWERS+=($!)
	wait_until grep -q ssed.open out
	post /publish '{"to":"u","data":"1"}'
	post /events/a 2
	followers_ended
	[ "$(data out)" = $'1\n2' ]
}

@test "streams are listed, by user and by topic if wanted" {
	follow one '/events?topic=a&topic=b/*&user=u1'
	follow two /events/b/c
	run -0 ask /streams -w '\n%{http_code}'
	answered 200 '.count == 2 and (has("more") | not)'
	run -0 ask '/streams?user=u1' -w '\n%{http_code}'
	answered 200 ".count == 1 and .streams[0].sid == \"$(sid one)\" and
		.streams[0].topics == [\"a\", \"b/*\"] and
		(.streams[0].opened | fromdateiso8601? // test(\"Z$\"))"
	run -0 ask '/streams?topic=b/c' -w '\n%{http_code}'
	answered 200 '.count == 2'
	run -0 ask '/streams?topic=a' -w '\n%{http_code}'
	answered 200 '.count == 1'
	run -0 ask "/streams/$(sid two)" -w '\n%{http_code}'
	answered 200 '.topics == ["b/c"] and (has("user") | not)'
	run -0 ask /users/u1 -w '\n%{http_code}'
	answered 200 ".user == \"u1\" and .streams[0].sid == \"$(sid one)\""
}

@test "a live stream changes what it follows, from now on" {
	follow out /events/a
	post /events/b before
	run -0 ask "/streams/$(sid out)" -X PATCH -w '\n%{http_code}' \
		-d '{"add":["b","c/*"],"remove":["a","never"]}'
	answered 200 '.topics == ["b", "c/*"]'
	post /events/a no
	post /events/b yes-b
	post /events/c/1 yes-c
	wait_until has out 1 '^data: yes-c'
	[ "$(data out)" = $'yes-b\nyes-c' ]
	run -0 ask "/streams/$(sid out)" -X PATCH -w '\n%{http_code}' \
		-d '{"remove":["b","c/*"]}'
	answered 200 '.topics == []'
	post /events/b no
	ask "/streams/$(sid out)" -X PATCH -d '{"add":["a"]}'
	post /events/a end
	wait_until has out 1 '^data: end'
	[ "$(data out)" = $'yes-b\nyes-c\nend' ]
}

@test "a change keeps types, format and what is on its way" {
	follow out '/events/a?type=x&user=u'
	ask "/streams/$(sid out)" -X PATCH -d '{"add":["b"]}'
	post '/events/b?event=y' no
	post '/events/b?event=x' yes
	wait_until has out 1 '^data: yes'
	[ "$(data out)" = yes ]
	ask /users | jq -e '.users == [{"user":"u","streams":1}]'
}

@test "a change that makes no sense is refused, and nothing changes" {
	follow out /events/a
	for body in '{"add":["a//b"]}' '{"add":["$inbox/u"]}' '{"add":[1]}' \
		'{"add":"b"}' '{}' '[]' 'x' '{"add":["b"],"remove":7}' \
		"{\"add\":[$(seq -s, -f '"t%g"' 64)]}"; do
		run -0 ask "/streams/$(sid out)" -X PATCH -d "$body" \
			-w '\n%{http_code}'
		answered 400 '.code | test("^bad-(topic|json|field)$")'
	done
	run -0 ask "/streams/$(sid out)" -w '\n%{http_code}'
	answered 200 '.topics == ["a"]'
}

@test "one stream alone is told what no log keeps" {
	follow one /events/a
	follow two /events/a
	run -0 ask "/streams/$(sid one)?event=hint" -d 'for you' \
		-w '\n%{http_code}'
	answered 200 ".sid == \"$(sid one)\" and .delivered == 1"
	post /events/a end
	wait_until has one 1 '^data: end'
	wait_until has two 1 '^data: end'
	[ "$(data one)" = $'for you\nend' ]
	[ "$(data two)" = end ]
	grep -q '^event: hint' one
	has one 1 '^id: '
	run -0 ask '/sse?poll=1&since=all'
	[[ $output != *'for you'* ]]
}

@test "a stream is kicked, and told so" {
	follow out /events/a
	run -0 ask "/streams/$(sid out)" -X DELETE -w '%{http_code}'
	[ "$output" = 204 ]
	followers_ended
	[[ $(tail -3 out) == *'event: ssed.bye'*'"reason":"kicked"'* ]]
	wait_until has_streams 0
}

@test "all streams of a user are ended at once" {
	follow one '/events/a?user=u%2F1'
	follow two '/events/b?user=u%2F1'
	follow other '/events/b?user=v'
	run -0 ask /users/u%2F1 -X DELETE -w '\n%{http_code}'
	answered 200 '. == {"user": "u/1", "ended": 2}'
	wait_until has_streams 1
	wait_until has one 1 kicked
	wait_until has two 1 kicked
	has other 0 kicked
}

@test "what is not there is not found" {
	for path in /streams/nobody /streams/AAAAAAAAAAAAAAAAAAAAAA \
		/users/nobody /topics/none; do
		run -0 ask "$path" -w '\n%{http_code}'
		answered 404 '.code == "not-found"'
		run -0 ask "$path" -X DELETE -w '\n%{http_code}'
		answered 404 '.code == "not-found"'
	done
	run -0 ask /streams/nobody -X PATCH -d '{"add":["a"]}' -w '\n%{http_code}'
	answered 404 '.code == "not-found"'
	run -0 ask /streams/nobody -d x -w '\n%{http_code}'
	answered 404 '.code == "not-found"'
	run -0 ask '/topics/a//b' -X DELETE -w '\n%{http_code}'
	answered 400 '.code == "bad-topic"'
	# What was never there is not closed by asking for it.
	run -0 ask '/events/none?poll=1' -w '%{http_code}'
	[[ $output == *200 ]]
}

@test "who comes and goes is told at \$ssed/streams" {
	follow watch '/events/$ssed/streams'
	follow out '/events/a?user=u'
	kill "${FOLLOWERS[1]}"
	wait_until has watch 1 '^event: close'
	local open close

	open=$(grep -A2 '^event: open' watch | grep "$(sid out)")
	[[ $open == "data: {\"sid\":\"$(sid out)\",\"user\":\"u\",\"topics\":[\"a\"]}" ]]
	close=$(grep -A2 '^event: close' watch | grep '^data')
	[ "$open" = "$close" ]
	has watch 0 '^id:'
	run -0 ask '/events/$ssed%2Fstreams?poll=1&since=all'
	[[ $output != *'event: open'* ]]
}

@test "topics that are first and last followed are told at \$ssed/topics" {
	follow watch '/events/$ssed/*'
	follow one /events/a
	follow two /events/a
	follow wild '/events/**'
	kill "${FOLLOWERS[1]}" "${FOLLOWERS[2]}" "${FOLLOWERS[3]}"
	wait_until has watch 2 '^data: {"topic":"a"}$'
	[[ $(grep -B2 '^data: {"topic"' watch | grep event) == \
		$'event: open\nevent: close' ]]
}

@test "topics are listed with followers and what is kept" {
	follow one /events/a
	follow three '/events/*'
	follow four /events/quiet
	post '/events/a?id=1' x
	post '/events/a?id=2' y
	post '/events/b?id=3' z
	post /publish '{"to":"u","data":"psst"}'
	run -0 ask /topics -w '\n%{http_code}'
	answered 200 '.count == 3 and ([.topics[].topic] | sort) ==
		["a", "b", "quiet"]'
	run -0 ask /topics/a -w '\n%{http_code}'
	answered 200 '.followers == 2 and .count == 2 and .last == "2" and
		(.time | endswith("Z"))'
	run -0 ask /topics/b -w '\n%{http_code}'
	answered 200 '.followers == 1 and .count == 1 and .last == "3"'
	run -0 ask /topics/quiet -w '\n%{http_code}'
	answered 200 '.followers == 2 and .count == 0 and (has("last") | not)'
}

@test "a closed topic ends its streams, but not those with others" {
	follow only /events/a
	follow both '/events?topic=a&topic=b'
	follow all '/sse'
	post /events/a x
	run -0 ask /topics/a -X DELETE -w '\n%{http_code}'
	answered 200 '. == {"topic": "a", "ended": 2, "dropped": 1}'
	wait_until has_streams 2
	wait_until has only 1 '"reason":"closed"'
	[ "$(data only)" = x ]
	run -0 ask "/streams/$(sid both)" -w '\n%{http_code}'
	answered 200 '.topics == ["b"]'
	run -0 ask '/sse?since=all&poll=1'
	[[ $output != *'data: x'* ]]
	post /events/b end
	wait_until has both 1 '^data: end'
	wait_until has all 1 '^data: end'
}

@test "who comes back to a closed topic stays away, until it is used again" {
	post /events/a x
	ask /topics/a -X DELETE
	run -0 ask /events/a -w '%{http_code}'
	[ "$output" = 204 ]
	follow out '/events?topic=a&topic=b'
	run -0 post /events/a again
	wait_until has out 1 '^data: again'
	run -0 ask '/events/a?poll=1&since=all' -w '%{http_code}'
	[[ $output == *'data: again'*200 ]]
}
