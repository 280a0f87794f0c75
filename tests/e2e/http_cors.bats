#!/usr/bin/env bats
# Pages of other origins: those of --cors may read and publish, the others
# neither; and --header, which every answer has (BROWSERS in ssed(8)).

load ../lib/helpers

APP=https://app.example

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	stop_followers
	stop_ssed
}

# head_of path [curl option...]: the fields of the answer that browsers mind.
head_of() {
	curl -sS --max-time 20 -o /dev/null -D - "${@:2}" "$HUB$1" | tr -d '\r' |
		grep -iE '^(Access-Control-|Vary|Allow)' || true
}

# status path [curl option...]
status() {
	curl -sS --max-time 20 -o /dev/null -w '%{http_code}' "${@:2}" "$HUB$1"
}

# let_in origin: what is said to an origin that is let in by name.
let_in() {
	cat <<-END
		Vary: Origin
		Access-Control-Allow-Origin: $1
		Access-Control-Allow-Credentials: true
		Access-Control-Expose-Headers: Last-Event-ID, Ssed-Stream, Retry-After
	END
}

# refused curl_option...: a publish that is 403, and has no other effect.
refused() {
	run -0 curl -sS -w '%{http_code}' -d lost "$@" "$HUB/events/a"
	[[ $output == *'"code":"cross-origin"}'*403 ]] || {
		echo "$* gave $output"
		return 1
	}
}

@test "without --cors no other origin is let in" {
	start_ssed
	[[ -z $(head_of /healthz) ]]
	[[ -z $(head_of /healthz -H "Origin: $APP") ]]
	[[ $(status /healthz -H "Origin: $APP") == 200 ]]
	run -0 head_of /publish -X OPTIONS -H "Origin: $APP" \
		-H 'Access-Control-Request-Method: POST'
	[[ $output == 'Allow: POST, OPTIONS' ]]
}

# Each origin, and whether the hub of the test below lets it in.
origins() {
	cat <<-'END'
		yes https://app.example
		yes https://app.example:443
		yes HTTPS://APP.example
		no  http://app.example
		no  https://app.example:8443
		no  https://app.example.evil.net
		no  https://evil-app.example
		yes http://localhost:5173
		no  http://localhost
		no  http://localhost:51730
		yes https://a.example.com
		yes https://a.b.example.com
		no  https://example.com
		no  https://evilexample.com
		no  https://x.example.com.evil.net
		no  https://evil.net/.example.com
		no  http://a.example.com
		no  null
		no  *
		no  garbage
	END
}

@test "--cors lets in the origins it names, and no look-alike" {
	start_ssed --cors="$APP" --cors=http://localhost:5173 \
		--cors='https://*.example.com'
	while read -r allowed origin; do
		want='Vary: Origin' code=403
		[[ $allowed == no ]] || {
			want=$(let_in "$origin")
			code=200
		}
		diff - <(head_of /healthz -H "Origin: $origin") <<<"$want"
		[[ $(status /healthz -H "Origin: $origin") == 200 ]]
		[[ $(status /events/a -d x -H "Origin: $origin") == "$code" ]]
	done < <(origins)
	# A cache must not hand what it has here to one who is let in.
	[[ $(head_of /healthz) == 'Vary: Origin' ]]
}

@test "--cors=null lets in pages without an origin, and only it does" {
	start_ssed --cors=null
	diff <(let_in null) <(head_of /healthz -H 'Origin: null')
	[[ $(head_of /healthz -H "Origin: $APP") == 'Vary: Origin' ]]
	[[ $(status /events/a -d x -H 'Origin: null') == 200 ]]
}

@test "--cors='*' lets in everyone, and never with credentials" {
	start_ssed --cors='*'
	for fields in "Origin: $APP" 'Origin: null' 'X: no origin at all'; do
		diff - <(head_of /healthz -H "$fields") <<-'END'
			Access-Control-Allow-Origin: *
			Access-Control-Expose-Headers: Last-Event-ID, Ssed-Stream, Retry-After
		END
		[[ $(status /events/a -d x -H "$fields") == 200 ]]
	done
	run -0 head_of /publish -X OPTIONS -H "Origin: $APP" \
		-H 'Access-Control-Request-Method: POST'
	[[ $output == *'Allow-Methods: POST, OPTIONS'*'Allow-Origin: *'* ]]
	[[ $output != *Credentials* ]]
}

@test "beside --cors='*', an origin that is named keeps its credentials" {
	start_ssed --cors='*' --cors="$APP"
	diff <(let_in "$APP") <(head_of /healthz -H "Origin: $APP")
	diff - <(head_of /healthz -H 'Origin: https://b.example') <<-'END'
		Vary: Origin
		Access-Control-Allow-Origin: *
		Access-Control-Expose-Headers: Last-Event-ID, Ssed-Stream, Retry-After
	END
}

# preflight path origin: what a page there is told that it may send.
preflight() {
	head_of "$1" -X OPTIONS -H "Origin: $2" \
		-H 'Access-Control-Request-Method: POST' \
		-H 'Access-Control-Request-Headers: content-type,ssed-event'
}

@test "a preflight is told the methods of the path, and the headers" {
	start_ssed --cors="$APP"
	while read -r path methods; do
		diff - <(preflight "$path" "$APP") <<-END
			Allow: $methods
			Access-Control-Allow-Methods: $methods
			Access-Control-Allow-Headers: Authorization, Cache-Control, Content-Type, Idempotency-Key, Last-Event-ID, Ssed-Event, Ssed-Id, Ssed-Re, Ssed-Retain, Ssed-Retry, Ssed-To, Ssed-Ttl
			Access-Control-Max-Age: 86400
			$(let_in "$APP")
		END
	done <<-'END'
		/events/a GET, HEAD, POST, OPTIONS
		/publish POST, OPTIONS
		/sse GET, HEAD, OPTIONS
	END
	[[ $(status /publish -X OPTIONS -H "Origin: $APP" \
		-H 'Access-Control-Request-Method: POST') == 204 ]]
	# From elsewhere, or of no preflight: nothing but the methods.
	diff <(preflight /publish https://b.example) - <<-'END'
		Allow: POST, OPTIONS
		Vary: Origin
	END
	run -0 head_of /publish -X OPTIONS -H "Origin: $APP"
	[[ $output != *Access-Control-Allow-Methods* ]]
}

@test "a stream says who may read it" {
	start_ssed --cors="$APP" --header='X-Hub: one'
	follow out /events/a -i -H "Origin: $APP"
	diff <(let_in "$APP") <(tr -d '\r' <out | grep -E '^(Access|Vary)')
	grep -q '^X-Hub: one' out
	grep -q '^Ssed-Stream: ' out
	# A browser hides it from a page that it must not let in.
	follow foreign /events/a -i -H 'Origin: https://b.example'
	[[ $(grep -c '^Access-Control' foreign) == 0 ]]
	grep -q '^Vary: Origin' foreign
}

@test "an error can be read by a page that is let in" {
	start_ssed --cors="$APP" --header='X-Hub: one' --max-streams=1
	follow out /events/a
	while read -r code arguments; do
		# shellcheck disable=SC2086 # they are several
		run -0 curl -sSi --max-time 20 -H "Origin: $APP" \
			--url "$HUB"$arguments
		[[ $output == "HTTP/1.1 $code "*"Access-Control-Allow-Origin: $APP"*'"code":'* ]]
		[[ $output == *'X-Hub: one'* && $output == *'Vary: Origin'* ]]
	done <<-'END'
		404 /nope
		405 /publish -X GET
		400 /publish -d {
		400 /events/a?id=a%0Ab -d x
		503 /events/b -H Accept:application/x-ndjson
	END
	head -c 1048577 /dev/zero >big
	run -0 curl -sSi -H "Origin: $APP" --data-binary @big "$HUB/events/a"
	[[ $output == *' 413 '*"Access-Control-Allow-Origin: $APP"* ]]
}

@test "a request that is none has the fields of every answer" {
	start_ssed --cors="$APP" --header='X-Hub: one'
	run -0 raw 'NO\r\n\r\n'
	[[ $output == *' 400 '*'X-Hub: one'*'Vary: Origin'* ]]
}

@test "a page elsewhere publishes nothing" {
	start_ssed --cors="$APP"
	follow out '/sse?since=all'
	refused -H 'Origin: https://evil.net'
	refused -H 'Origin: null'
	refused -H 'Origin: '"$HUB.evil.net"
	refused -H 'Origin: http://127.0.0.1'
	refused -H 'Origin;'
	refused -H 'Origin: https://evil.net' -H 'Content-Type: text/plain'
	refused -H 'Origin: https://evil.net' -H 'Sec-Fetch-Site: same-origin'
	refused -H 'Origin: https://evil.net' -H 'Expect: 100-continue'
	refused -H 'Origin: https://evil.net' -H 'Transfer-Encoding: chunked'
	refused -H 'Sec-Fetch-Site: cross-site'
	refused -H 'Sec-Fetch-Site: same-site'
	run -0 curl -sS -w '%{http_code}' -H 'Origin: https://evil.net' \
		-d '{"data":"lost"}' "$HUB/publish"
	[[ $output == *'"code":"cross-origin"}'*403 ]]
	post /events/a last
	wait_until has out 1 '^data: last'
	[[ $(data out) == last ]]
}

@test "a refusal says why, and how to allow it" {
	start_ssed
	run -0 curl -sS -d x -H 'Origin: https://evil.net' \
		-H 'Accept: text/plain' "$HUB/events/a"
	[[ $output == '403 cross-origin: '*origin*--cors* ]]
}

@test "our own pages, those let in, and what is no browser publish" {
	start_ssed --cors="$APP"
	follow out /events/a
	post /events/a 'by curl'
	post /events/a 'by our page' -H "Origin: $HUB"
	post /events/a 'behind a proxy' -H 'Host: hub.example' \
		-H 'Origin: https://hub.example'
	post /events/a 'by its page' -H "Origin: $APP" \
		-H 'Sec-Fetch-Site: cross-site'
	post /events/a 'by a page of old' -H 'Sec-Fetch-Site: same-origin'
	post /events/a 'by hand' -H 'Sec-Fetch-Site: none'
	wait_until has out 1 '^data: by hand'
	[[ $(data out | wc -l) == 6 ]]
}

@test "one connection serves origin after origin" {
	start_ssed --cors="$APP" --cors=https://b.example
	run -0 curl -sSi -H "Origin: $APP" -d 1 "$HUB/events/a" \
		--next -sSi -H 'Origin: https://b.example' -d 2 "$HUB/events/a" \
		--next -sSi -d 3 "$HUB/events/a" -w '%{num_connects}'
	[[ $(tr -d '\r' <<<"$output" | grep Allow-Origin) == "Access-Control-Allow-Origin: $APP
Access-Control-Allow-Origin: https://b.example" ]]
	[[ $output == *0 ]]
}

@test "--header adds its field to every answer" {
	start_ssed --header='X-Hub: one' --header='X-Other:a: b'
	for arguments in /healthz '/events/a -d x' '/nope' '/publish -X PUT' \
		'/publish -X OPTIONS'; do
		# shellcheck disable=SC2086 # they are several
		run -0 curl -sSi --url "$HUB"$arguments
		[[ $output == *$'\nX-Hub: one\r\nX-Other: a: b\r\n'* ]]
	done
}

@test "--cors and --header may stand in a file and the environment" {
	cat >conf <<-'END'
		cors = https://app.example
		cors = null
		header = X-Hub: one
	END
	start_ssed -c conf
	diff <(let_in null) <(head_of /healthz -H 'Origin: null')
	stop_ssed
	SSED_CORS=https://b.example start_ssed -c conf
	[[ $(head_of /healthz -H 'Origin: null') == 'Vary: Origin' ]]
	diff <(let_in https://b.example) \
		<(head_of /healthz -H 'Origin: https://b.example')
}

@test "what is no origin is a usage error with words" {
	for origin in app.example https://app.example/ https:// 'https://*' \
		'https://a.*.example' 'https://app.example:x' 'a b' NULL; do
		run -2 ssed --check --cors="$origin"
		[[ $output == "ssed: --cors: '$origin' is not an origin such as https://app.example"* ]]
	done
}

@test "what is no field, or is the hub's own, is a usage error with words" {
	for field in X 'X:' ': x' 'X Y: z' $'X: a\nY: b' 'Content-Length: 1' \
		'transfer-encoding: chunked' 'Connection: close' \
		'Content-Type: text/html' 'Date: now' \
		'Access-Control-Allow-Origin: *'; do
		run -2 ssed --check --header="$field"
		[[ $output == "ssed: --header: '"*"' is not 'Name: value', or ssed writes that field itself"* ]]
	done
	long=$(printf 'x%.0s' {1..9000})
	run -2 ssed --check --header="X: $long"
	[[ $output == 'ssed: --header: all of them together are over 8192 bytes'* ]]
	run -2 ssed --header="X: $long"
}
