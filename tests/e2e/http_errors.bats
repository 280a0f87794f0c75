#!/usr/bin/env bats
# Every error says why: problem+json, or one line of text for who asks for it.

load ../lib/helpers

setup() {
	start_ssed
}

teardown() {
	stop_ssed
}

# refused status code curl_argument...: the answer is that problem.
refused() {
	local answer

	answer=$(curl -sS --max-time 20 -w '\n%{http_code} %{content_type}' \
		"${@:3}")
	[[ ${answer##*$'\n'} == "$1 application/problem+json" ]] || {
		echo "$answer"
		return 1
	}
	jq -e --arg code "$2" --argjson status "$1" \
		'.code == $code and .status == $status and .type == "about:blank"
		 and (.title | length > 0) and (.detail | length > 0)' \
		<<<"${answer%$'\n'*}" || {
		echo "$answer"
		return 1
	}
}

@test "an unknown path is 404" {
	refused 404 not-found "$HUB/nothing"
	refused 404 not-found "$HUB/nope"
	refused 404 not-found "$HUB/events/"
	refused 404 not-found "$HUB/healthz/"
	refused 404 not-found -d x "$HUB/nope"
}

@test "a wrong method is 405 and says which are right" {
	refused 405 bad-method -X PUT "$HUB/events/a"
	refused 405 bad-method -X DELETE "$HUB/publish"
	refused 405 bad-method -X FROB "$HUB/healthz"
	refused 405 bad-method "$HUB/publish"
	refused 405 bad-method -d x "$HUB/healthz"
	run -0 curl -sSi -X PUT "$HUB/events/a"
	[[ $output == *'Allow: GET, HEAD, POST, OPTIONS'* ]]
	run -0 curl -sSi "$HUB/publish"
	[[ $output == *'Allow: POST, OPTIONS'* ]]
	run -0 curl -sSi -d x "$HUB/sse"
	[[ $output == *'Allow: GET, HEAD, OPTIONS'* ]]
}

@test "OPTIONS is 204 with the methods" {
	run -0 curl -sSi -X OPTIONS "$HUB/events/a"
	[[ $output == *' 204 '*'Allow: GET, HEAD, POST, OPTIONS'* ]]
	run -0 curl -sSi -X OPTIONS --request-target '*' "$HUB"
	[[ $output == *' 204 '* ]]
}

@test "a topic that is none is 400" {
	for topic in a//b /a a/ '%2A' 'a/**' 'a%00b' 'a%0Ab' '%FF' \
		"$(printf 't%.0s' {1..256})"; do
		refused 400 bad-topic -d x "$HUB/events/$topic"
	done
	refused 400 bad-topic "$HUB/publish" -d '{"topic":"","data":1}'
	refused 400 bad-request -d x "$HUB/events/a%zz"
}

@test "an id or type that is none is 400" {
	for id in a%0Ab a%0Db a%00b %FF %01 a%09b %1F %7F + +a a+ "$(printf 'i%.0s' {1..256})"; do
		refused 400 bad-id -d x "$HUB/events/a?id=$id"
	done
	for type in a%0Ab %FF ssed.open "$(printf 'i%.0s' {1..256})"; do
		refused 400 bad-type -d x "$HUB/events/a?event=$type"
	done
	for field in Ssed-Id Idempotency-Key; do
		refused 400 bad-id -H "$field: a"$'\t'b -d x "$HUB/events/a"
	done
	refused 400 bad-field -d x "$HUB/events/a?id=$(printf 'i%.0s' {1..257})"
	refused 400 bad-field -d x "$HUB/events/a?retry=soon"
	refused 400 bad-field -d x "$HUB/events/a?id=%z"
}

@test "JSON that is none, or not as it should be, is 400" {
	for json in '' '{' '[' '"x"' '{"data":1}x' '{"data":1,"data":2}'; do
		refused 400 bad-json -d "$json" "$HUB/publish"
	done
	for json in '{}' '{"topic":1,"data":1}' '{"data":1,"retry":-1}' \
		'{"data":1,"retry":"1"}' '{"data":1,"id":["a"]}'; do
		refused 400 bad-field -d "$json" "$HUB/publish"
	done
	for id in 'a\u0000b' '\u0001' 'a\tb' '\u007f' ' ' ' a' 'a '; do
		refused 400 bad-id -d '{"data":1,"id":"'"$id"'"}' "$HUB/publish"
	done
}

@test "a body over 1 MiB is 413" {
	cd "$BATS_TEST_TMPDIR"
	head -c 1048577 /dev/zero >big
	refused 413 too-large --data-binary @big "$HUB/events/a"
	refused 413 too-large --data-binary @big "$HUB/publish"
	refused 413 too-large --data-binary @big "$HUB/events/a" \
		-H 'Transfer-Encoding: chunked'
	refused 413 too-large --data-binary @big "$HUB/events/a" \
		-H 'Expect: 100-continue'
}

@test "a head that is too large is 431, a target 414" {
	refused 431 head-too-large "$HUB/healthz" \
		-H "X: $(printf 'x%.0s' {1..17000})"
	refused 431 head-too-large "$HUB/healthz" \
		-H "$(printf 'X: y\r\n%.0s' {1..70})Z: z"
	refused 414 target-too-long "$HUB/$(printf 'x%.0s' {1..9000})"
}

@test "an expectation that is unknown is 417" {
	refused 417 bad-expectation -H 'Expect: tea' -d x "$HUB/events/a"
}

@test "an error is one line of text for Accept: text/plain" {
	run -0 curl -sS -H 'Accept: text/plain' -w '%{content_type}' "$HUB/x"
	[[ $output == $'404 not-found: there is nothing here; events are at /events/TOPIC\ntext/plain; charset=utf-8' ]]
	run -0 curl -sS -H 'Accept: text/html, */*;q=0.1' -w '%{content_type}' \
		"$HUB/x"
	[[ $output == *application/problem+json ]]
}

@test "a connection is good for more after an error" {
	run -0 curl -sS -w '%{http_code} %{num_connects}\n' -o /dev/null \
		"$HUB/x" --next -w '%{http_code} %{num_connects}\n' -d '{' \
		-o /dev/null "$HUB/publish" --next \
		-w '%{http_code} %{num_connects}\n' -o /dev/null "$HUB/healthz"
	[[ $output == $'404 1\n400 0\n200 0' ]]
}
