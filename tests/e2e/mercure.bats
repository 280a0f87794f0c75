#!/usr/bin/env bats
# The Mercure protocol, for clients that speak it: ssed(8), MERCURE.

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	start_ssed
	MERCURE=$HUB/.well-known/mercure
}

teardown() {
	stop_followers
	stop_ssed
}

# subscribe file query [curl option...]: follows, once its head is here.
subscribe() {
	: >"$1"
	curl -gsSNi --max-time 100 "${@:3}" "$MERCURE?$2" >"$1" 2>&1 3>&- &
	FOLLOWERS+=($!)
	wait_until grep -q '^retry:' "$1"
}

# publish name=value...: publishes a form, and prints the answer's body.
publish() {
	local pair
	local -a form=()

	for pair; do
		form+=(--data-urlencode "$pair")
	done
	curl -sS --max-time 20 "${form[@]}" "$MERCURE"
}

# refuses code command...: the answer is that error.
refuses() {
	run -0 "${@:2}"
	[[ $(jq -r .code <<<"$output") == "$1" ]] ||
		{ echo "wanted $1, got $output" && return 1; }
}

# kept query: prints the data of what is kept for it.
kept() {
	curl -gsS --max-time 20 "$MERCURE?$1&poll=1" >kept
	data kept
}

# field name file: prints that header field's value.
field() {
	sed -n "s/^$1: \\(.*\\)\\r\$/\\1/Ip" "$2"
}

@test "a subscriber to a URL gets what is published to it" {
	subscribe out "topic=https://example.com/books/1"
	run -0 publish topic=https://example.com/books/1 data='{"a":1}' \
		id=urn:uuid:e1ee88e2 type=change retry=900
	[[ $output == urn:uuid:e1ee88e2 ]]
	wait_until has out 1 '^data: '
	grep -qx 'event: change' out
	grep -qx 'id: urn:uuid:e1ee88e2' out
	grep -qx 'retry: 900' out
	grep -qx 'data: {"a":1}' out
	[[ $(field content-type out) == text/event-stream ]]
}

@test "a publisher is answered with the id, as text and nothing else" {
	curl -sS -D head -d topic=a "$MERCURE" >body
	[[ $(field content-type head) == 'text/plain; charset=utf-8' ]]
	[[ $(<body) =~ ^[0-9]+-[0-9]+$ ]]
	(($(wc -l <body) == 0))
	curl -sS -D head -d topic=a -d id=urn:x:1 "$MERCURE" >body
	grep -q '^HTTP/1.1 200' head
	[[ $(<body) == urn:x:1 ]]
}

@test "there is no ssed.open, but all else of a stream" {
	subscribe out 'topic=a'
	[[ -n $(field ssed-stream out) ]]
	publish topic=a data=one
	wait_until has out 1 '^data: one'
	(($(grep -c ssed.open out) == 0))
}

@test "several topics, a template and everything" {
	subscribe several 'topic=/books/1&topic=b'
	subscribe template 'topic=/books/{id}'
	subscribe encoded 'topic=%2Fbooks%2F%7Bid%7D'
	subscribe deep 'topic=/books/{%2Bpath}'
	subscribe optional 'topic=/books{/id}'
	subscribe all 'topic=*'
	for topic in /books /books/1 /books/1/a b; do
		publish "topic=$topic" "data=$topic"
	done
	publish topic=/books/end topic=b topic=/books/end/end data=end
	for file in several template encoded deep optional all; do
		wait_until has "$file" 1 '^data: end'
	done
	[[ $(data several) == $'/books/1\nb\nend' ]]
	[[ $(data template) == $'/books/1\nend' ]]
	[[ $(data encoded) == $'/books/1\nend' ]]
	[[ $(data deep) == $'/books/1\n/books/1/a\nend' ]]
	[[ $(data optional) == $'/books\n/books/1\nend' ]]
	[[ $(data all) == $'/books\n/books/1\n/books/1/a\nb\nend' ]]
}

@test "the parameters of 1.0: match, matchExact and matchURLPattern" {
	subscribe exact 'match=/a/{b}&matchExact=b'
	subscribe pattern 'matchURLPattern=https://example.com/books/:id'
	subscribe rest 'match_urlpattern=https://example.com/*&match_exact=b'
	subscribe all 'match=*'
	for topic in '/a/{b}' /a/1 b https://example.com/books/1 \
		https://example.com/books/1/2 https://example.org/books/1; do
		publish "topic=$topic" "data=$topic"
	done
	wait_until has all 1 'data: https://example.org'
	[[ $(data exact) == $'/a/{b}\nb' ]]
	[[ $(data pattern) == https://example.com/books/1 ]]
	[[ $(data rest) == \
		$'b\nhttps://example.com/books/1\nhttps://example.com/books/1/2' ]]
}

@test "what cannot be followed as it is meant is refused" {
	for query in 'topic=/book-{id}' 'topic=/a/{?q}' 'topic=/{%2Ba}/b' \
		'topic=/a/{b' 'topic=$ssed/streams' 'topic=/a/*' 'topic=' \
		'match=a/**' 'matchURLPattern=/a/:id(1)' 'matchurlpattern=/a' \
		'matchURLPattern=https://*.example.com/' 'matchRegexp=.*' \
		'topic=a&topic=%zz' 'topic=a%00' 'x=1' ''; do
		refuses bad-topic curl -gsS --max-time 5 "$MERCURE?$query"
	done
	refuses bad-topic curl -sS --max-time 5 \
		"$MERCURE?$(printf 'topic=%d&' {1..65})"
}

@test "an alternate topic's followers get the update, once and in order" {
	subscribe one 'topic=/c/1'
	subscribe both 'topic=/c/1&topic=/alt/1'
	subscribe alt 'topic=/alt/1'
	publish topic=/c/1 topic=/alt/1 data=1
	publish topic=/alt/1 data=2
	publish topic=/other topic=/alt/1 topic=/c/1 data=3
	publish topic=/c/1 data=4
	publish topic=/alt/1 topic=/c/1 data=end
	for file in one both alt; do
		wait_until has "$file" 1 '^data: end'
	done
	[[ $(data one) == $'1\n3\n4\nend' ]]
	[[ $(data both) == $'1\n2\n3\n4\nend' ]]
	[[ $(data alt) == $'1\n2\n3\nend' ]]
	[[ $(kept 'topic=/c/1&lastEventID=earliest') == $'1\n3\n4\nend' ]]
	[[ $(kept 'topic=/alt/1&lastEventID=earliest') == $'1\n2\n3\nend' ]]
	[[ $(kept 'topic=/alt/{id}&lastEventID=earliest') == $'1\n2\n3\nend' ]]
	[[ $(kept 'topic=*&lastEventID=earliest') == $'1\n2\n3\n4\nend' ]]
}

@test "they are the topics of the rest of the hub" {
	follow out '/events/https:/example.com/*'
	publish topic=https://example.com/a data=1
	publish topic=x topic=https://example.com/b data=2
	post '/events/https:/example.com/c' 3
	wait_until has out 1 '^data: 3'
	[[ $(data out) == $'1\n2\n3' ]]
	grep -qx 'topic: https:/example.com/a' out
	[[ $(kept 'topic=https://example.com/c&lastEventID=earliest') == 3 ]]
}

@test "an update is published once under its id" {
	publish topic=a topic=b id=urn:1 data=x
	run -0 publish topic=/a topic=b/ id=urn:1 data=x
	[[ $output == urn:1 ]]
	refuses id-taken publish topic=a id=urn:1 data=x
	refuses id-taken publish topic=a topic=b id=urn:1 data=y
	[[ $(kept 'topic=a&lastEventID=earliest') == x ]]
}

@test "a private update is refused, however it is written" {
	refuses bad-field publish topic=a private=on data=secret
	[[ $output == *'needs authentication'* ]]
	refuses bad-field publish topic=a data=secret private=
	refuses bad-field curl -sS -d 'topic=a&private' "$MERCURE"
	refuses bad-field curl -sS -d 'topic=a&p%72ivate=off' "$MERCURE"
	refuses bad-field publish topic=a target=user/1 data=secret
	[[ -z $(kept 'topic=*&lastEventID=earliest') ]]
}

@test "what is no update is refused" {
	refuses bad-topic publish data=x
	refuses bad-topic publish topic= data=x
	refuses bad-topic publish 'topic=$ssed/streams' data=x
	refuses bad-topic publish topic=a 'topic=$ssed/streams' data=x
	refuses bad-topic publish \
		topic=https://hub/.well-known/mercure/subscriptions/a/b data=x
	refuses bad-id publish topic=a id='#1'
	refuses bad-id publish topic=a id=earliest
	refuses bad-id publish topic=a $'id=1\n2'
	refuses bad-type publish topic=a type=ssed.bye
	refuses bad-field publish topic=a retry=1s
	refuses bad-request curl -sS -d 'topic=a&data=%z' "$MERCURE"
	refuses bad-utf8 curl -sS -d 'topic=a&data=%ff' "$MERCURE"
	refuses bad-media-type curl -sS -H 'Content-Type: application/json' \
		-d '{"topic":"a"}' "$MERCURE"
	[[ -z $(kept 'topic=*&lastEventID=earliest') ]]
}

@test "a form is at most 1 MiB" {
	{
		printf 'topic=a&data='
		head -c $(((1 << 20) - 13)) /dev/zero | tr '\0' x
	} >form
	curl -sS --data-binary @form "$MERCURE" >body
	[[ $(<body) =~ ^[0-9]+-[0-9]+$ ]]
	printf x >>form
	refuses too-large curl -sS --data-binary @form "$MERCURE"
}

@test "a subscriber goes on behind the last event that it saw" {
	for i in 1 2 3; do
		publish topic=/a "data=$i" "id=urn:$i"
	done
	for name in lastEventID last_event_id last-event-id Last-Event-ID; do
		[[ $(kept "topic=/a&$name=urn:1") == $'2\n3' ]]
		(($(grep -c ssed.gap kept) == 0))
	done
	subscribe out 'topic=/{x}' -H 'Last-Event-ID: urn:2'
	publish topic=/a data=4
	wait_until has out 1 '^data: 4'
	[[ $(data out) == $'3\n4' ]]
	[[ $(field last-event-id out) == urn:2 ]]
	subscribe new 'topic=/a'
	[[ -z $(field last-event-id new) ]]
}

@test "Last-Event-ID tells where a stream starts: an id, or earliest" {
	stop_ssed
	start_ssed --keep=2
	MERCURE=$HUB/.well-known/mercure
	for i in 1 2 3 4; do
		publish topic=a "data=$i" "id=urn:$i"
	done
	while read -r asked told data; do
		subscribe out "topic=a&lastEventID=$asked"
		wait_until has out 1 "^data: ${data##*,}"
		[[ $(field last-event-id out) == "$told" ]]
		[[ $(data out | paste -sd,) == "$data" ]]
		stop_followers
	done <<-END
		urn:3 urn:3 4
		urn:2 urn:2 3,4
		urn:1 urn:2 3,4
		urn:9 earliest 3,4
		earliest earliest 3,4
	END
	subscribe gap 'topic=a&lastEventID=urn:1'
	wait_until grep -q '"resumed_after":"urn:2"' gap
}

@test "an id that is no header field is not told, and breaks no head" {
	stop_ssed
	start_ssed --log=sqlite:a.db
	MERCURE=$HUB/.well-known/mercure
	publish topic=a data=1 id=old
	publish topic=a data=2
	stop_ssed
	# Logs of old have such ids.
	sqlite3 a.db "UPDATE entries SET id = 'x' || char(1) || 'y'
		WHERE id = 'old'"
	start_ssed --log=sqlite:a.db
	MERCURE=$HUB/.well-known/mercure
	subscribe out 'topic=a&lastEventID=x%01y'
	wait_until has out 1 '^data: 2'
	[[ -z $(field last-event-id out) ]]
	subscribe two 'topic=a&lastEventID=x%0d%0aEvil:%20yes'
	wait_until has two 1 '^data: 2'
	[[ $(field last-event-id two) == earliest ]]
	[[ -z $(field evil two) ]]
}

@test "pages of another origin may use it where --cors lets them" {
	stop_ssed
	start_ssed --cors=https://app.example
	MERCURE=$HUB/.well-known/mercure
	refuses cross-origin curl -sS -H 'Origin: https://evil.example' \
		-d topic=a "$MERCURE"
	subscribe out 'topic=a&lastEventID=earliest' \
		-H 'Origin: https://app.example'
	[[ $(field access-control-allow-origin out) == https://app.example ]]
	[[ $(field access-control-expose-headers out) == *Last-Event-ID* ]]
}

@test "who has subscribed is not told" {
	for path in subscriptions subscriptions/a subscriptions/a/b; do
		refuses not-found curl -sS "$MERCURE/$path"
	done
	refuses bad-method curl -sS -X DELETE "$MERCURE"
}

@test "sse-cat follows it, too" {
	run -0 publish topic=/books/1 data=hello id=urn:1
	run -0 --separate-stderr timeout 20 sse-cat -r -n 1 \
		"$MERCURE?topic=%2Fbooks%2F%7Bid%7D&lastEventID=earliest"
	[[ $output == hello ]]
}
