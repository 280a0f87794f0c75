#!/usr/bin/env bats
# Every route with every method, and every error that there is: rows, which
# are compared with the tables of the source, so that a route or a code without
# a row here is a failure.  See "OTHER REQUESTS" in ssed(8).

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	: >rows
}

teardown() {
	stop_followers
	stop_ssed
}

# row status code method path [data [field]]
# A request for check, and what is to come of it.  code: of the error, or the
# methods of Allow as GET,HEAD,OPTIONS, or "-" for neither.
row() {
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "${5-}" "${6-}" \
		>>rows
}

# ask accept lowest: sends the rows whose status is at least that, on as few
# connections as can be.
ask() {
	awk -F'\t' -v hub="$HUB" -v accept="$1" -v lowest="$2" '
		function quote(name, text) {
			gsub(/[\\"]/, "\\\\&", text)
			print name " = \"" text "\""
		}
		$1 < lowest {
			next
		}
		asked++ {
			print "next"
		}
		{
			print "silent\nshow-error\ngloboff\npath-as-is"
			print "max-time = 20"
			quote("dump-header", NR ".head")
			quote("output", NR ".body")
			quote("url", hub $4)
			print $3 == "HEAD" ? "head" : "request = " $3
			quote("header", "Accept: " accept)
			if ($6 != "")
				quote("header", $6)
			if ($5 != "")
				quote("data-binary", $5)
		}' rows >asks
	timeout 100 curl -K asks 2>errors || head -n 9 errors
}

# heads type lowest: prints what the heads of those do not have, but should,
# and in the bodies of errors that are text.
heads() {
	awk -F'\t' -v type="$1" -v lowest="$2" '
		function expect(what, wanted, got) {
			if (got != wanted)
				printf "%s %s: %s is \"%s\", not \"%s\"\n",
				    $3, substr($4, 1, 60), what, got, wanted
		}
		# A 100 may come before it.
		function read_head(name,   line, colon) {
			while ((getline line < name) > 0) {
				sub(/\r$/, "", line)
				if (line ~ /^HTTP\/1[.]1 /) {
					delete field
					field["status"] = substr(line, 10, 3)
				}
				colon = index(line, ": ")
				field[substr(line, 1, colon - 1)] = \
				    substr(line, colon + 2)
			}
			close(name)
		}
		function read_text(name, begin,   line, n) {
			while ((getline line < name) > 0)
				if (n++ == 0 && (index(line, begin) != 1 ||
				    length(line) < length(begin) + 10))
					expect("body", begin "why", line)
			close(name)
			expect("lines of the body", 1, n)
		}
		$1 < lowest {
			next
		}
		{
			allow = $1 < 400 || $1 == 405 ? $2 : "-"
			gsub(/,/, ", ", allow)
			code = $1 == 405 ? "bad-method" : $2
			read_head(NR ".head")
			expect("status", $1, field["status"])
			expect("sniffing", "nosniff",
			    field["X-Content-Type-Options"])
			expect("Allow", allow == "-" ? "" : allow,
			    field["Allow"])
			if ($1 == 429 || $1 == 503)
				expect("delay", 1, field["Retry-After"] > 0)
		}
		$1 >= 400 {
			expect("type", type, field["Content-Type"])
			expect("length", 1, field["Content-Length"] > 0)
		}
		$1 >= 400 && $3 != "HEAD" && type ~ /^text/ {
			read_text(NR ".body", $1 " " code ": ")
		}' rows
}

# problems: prints which bodies are not what RFC 9457 has, on one line.
problems() {
	awk -F'\t' '$1 >= 400 && $3 != "HEAD" {
		print NR ".body", $1, $1 == 405 ? "bad-method" : $2
	}' rows >wanted
	cut -d' ' -f1 wanted | xargs jq -r '[input_filename, .status, .code,
		.type == "about:blank", (.title | length > 3),
		(.detail | test("[a-z]"))] | map(tostring) | join(" ")' |
		diff <(sed 's/$/ true true true/' wanted) - || true
	cut -d' ' -f1 wanted | xargs wc -l | awk '$2 != "total" && $1 != 1'
}

# check: asks all rows for JSON, and those of errors for text; prints what is
# not as it should be.
check() {
	ask '*/*' 0
	heads application/problem+json 0 >wrong
	problems >>wrong
	ask text/plain 400
	heads 'text/plain; charset=utf-8' 400 >>wrong
	head -n 50 wrong
	[[ ! -s wrong ]]
}

# routes sid: a path of each, and what comes of each method: a status, an error
# as STATUS:CODE, or "-" where it is not taken.  HEAD is as GET.  They are
# asked in this order, so that what one makes is there for those below.
routes() {
	cat <<-END
		# route path GET POST PATCH DELETE
		/events/ /events/t?poll=1&id=kept 200 200 - -
		/events /events?topic=t&poll=1 200 - - -
		/subscribe /subscribe?topics=t&poll=1 200 - - -
		/sse /sse?poll=1 200 - - -
		/publish /publish - 200 - -
		/streams/ /streams/$1 200 200 200 204
		/streams /streams 200 - - -
		/users/ /users/u 200 - - 200
		/users /users 200 - - -
		/messages/ /messages/kept 200 - - 204
		/topics/ /topics/main 200 - - 200
		/topics /topics 200 - - -
		/H /H - 200 - -
		/C /C - 400:bad-field - -
		/.well-known/mercure /.well-known/mercure?topic=t&poll=1 200 415:bad-media-type - -
		/.well-known/mercure/ /.well-known/mercure/x 404:not-found - - -
		/healthz /healthz 200 - - -
		/readyz /readyz 200 - - -
		/metrics /metrics 200 - - -
		/ / 200 - - -
	END
}

# rows_of_routes: reads such lines, and prints a row for each method.
rows_of_routes() {
	awk -v body='{"data":"x","add":["b"]}' '
		function row(method, cell,   part) {
			if (method == "OPTIONS")
				cell = "204:" allow
			else if (cell == "" || cell == "-")
				cell = "405:" allow
			split(cell ":-", part, ":")
			printf "%s\t%s\t%s\t%s\t%s\t%s\n", part[1], part[2],
			    method, $2, method ~ /^P/ ? body : "",
			    method ~ /^P/ ? "Content-Type: application/json" : ""
		}
		/^#/ {
			next
		}
		{
			allow = $3 == "-" ? "" : "GET,HEAD,"
			allow = allow ($4 == "-" ? "" : "POST,")
			allow = allow ($5 == "-" ? "" : "PATCH,")
			allow = allow ($6 == "-" ? "" : "DELETE,") "OPTIONS"
			row("OPTIONS")
			row("GET", $3)
			row("HEAD", $3)
			row("POST", $4)
			row("PUT")
			row("PATCH", $5)
			row("DELETE", $6)
			row("TRACE")
			row("FROB")
		}'
}

# own_routes: those of the source, and the methods of each.
own_routes() {
	sed -n '/ routes\[\] = {$/,/^};/p' "$ROOT/lib/api/route.c" |
		tr -d '\n' | grep -o '{ PATH("[^}]*}' |
		awk '{
			split($0, part, "\"")
			printf "%s", part[2]
			while (match($0, /\.[a-z]+ = api_/)) {
				printf " %s", toupper(substr($0, RSTART + 1,
				    RLENGTH - 8))
				$0 = substr($0, RSTART + RLENGTH)
			}
			print ""
		}'
}

@test "each route takes its methods, and says so to all others" {
	local sid

	start_ssed
	follow one /events/a -D head
	follow two '/events/a?user=u'
	sid=$(sed -n 's/^Ssed-Stream: \(.*\)\r$/\1/p' head)
	routes "$sid" | rows_of_routes >rows
	check
	followers_ended # the one by its name, the other by its user's
	[[ $(curl -sS -w '%{http_code}' -X OPTIONS --request-target '*' \
		"$HUB") == 204 ]]
}

@test "a file of --static takes what a file can" {
	mkdir files
	echo x >files/f
	start_ssed --static=files
	rows_of_routes >rows <<-END
		files /f 200 - - -
		none /nope/f 404:not-found - - -
	END
	check
}

@test "each route of the source has its row here" {
	diff <(own_routes | sort) <(routes x | awk '!/^#/ {
		print $1 ($3 != "-" ? " GET" : "") ($4 != "-" ? " POST" : "") \
			($5 != "-" ? " PATCH" : "") ($6 != "-" ? " DELETE" : "")
	}' | sort)
}

# own_codes: the errors of the source, each with its status.
own_codes() {
	sed -n 's/^\t\[API_[A-Z0-9_]*\] = { \([0-9]*\), "\(.*\)" },$/\2 \1/p' \
		"$ROOT/lib/api/problem.c" | sort
}

# What no request brings about: the log in memory does all that it is told.
unreachable() {
	echo log-failed 503
	echo not-kept 507
}

# spoken status code answer: it is that error, as JSON.
spoken() {
	echo "$3"
	[[ $3 == "HTTP/1.1 $1 "*$'\nX-Content-Type-Options: nosniff\r\n'* ]] ||
		return 1
	jq -e --arg code "$2" --argjson status "$1" '.code == $code and
		.status == $status and (.detail | test("[a-z]"))' \
		<<<"${3##*$'\r\n\r\n'}"
}

# times count text: prints it so often.
times() {
	local text

	printf -v text "%$1s" ''
	echo "${text// /"$2"}"
}

@test "each way to follow says what is wrong" {
	local path

	start_ssed
	for path in /events/t? /events?topic=t\& /subscribe?topics=t\& /sse? \
		/.well-known/mercure?topic=t\&; do
		row 400 bad-field GET "${path}n=x"
		row 400 bad-field GET "${path}last=-1"
		row 400 bad-field GET "${path}retry=soon"
		row 400 bad-field GET "${path}heartbeat=x"
		row 400 bad-field GET "${path}batch=x"
		row 400 bad-field GET "${path}user=%00"
		row 400 bad-type GET "${path}type=a%0Ab"
		row 400 bad-cursor GET "$path" '' \
			"Last-Event-ID: $(times 8200 x)"
		row 400 bad-field HEAD "${path}n=x"
	done
	row 400 bad-cursor GET /events/t?last_event_id=%zz
	row 400 bad-cursor GET /sse?since=%zz
	row 404 not-found GET /events/
	row 400 bad-topic GET /events/a//b
	row 400 bad-topic GET /events/a/**/b
	row 400 bad-topic GET "/events/$(times 256 t)"
	row 400 bad-request GET /events/%z
	row 400 bad-topic GET /events
	row 400 bad-topic GET '/events?topic=a//b'
	row 400 bad-topic GET "/events?$(times 65 'topic=t&')"
	row 400 bad-topic GET /subscribe
	row 400 bad-topic GET '/subscribe?topics='
	row 400 bad-topic GET '/subscribe?topics=a|b//c'
	row 400 bad-topic GET /.well-known/mercure
	row 400 bad-topic GET '/.well-known/mercure?topic=/{a'
	check
}

@test "each way to publish says what is wrong" {
	local path sid

	start_ssed
	follow out /events/t -D head
	sid=$(sed -n 's/^Ssed-Stream: \(.*\)\r$/\1/p' head)
	post '/events/t?id=1' x
	head -c 1048577 /dev/zero >large
	for path in /events/t? "/streams/$sid?"; do
		row 400 bad-id POST "${path}id=a%0Ab" x
		row 400 bad-id POST "${path}id=%01" x
		row 400 bad-id POST "${path}id=%20a" x
		row 400 bad-type POST "${path}event=ssed.x" x
		row 400 bad-utf8 POST "$path" $'\xff'
	done
	row 400 bad-topic POST /events/* x
	row 400 bad-topic POST '/events/$ssed/streams' x
	row 400 bad-request POST /events/%z x
	row 400 bad-field POST '/events/t?retry=x' x
	row 400 bad-field POST '/events/t?ttl=x' x
	row 400 bad-field POST '/events/t?retain=x' x
	row 400 bad-field POST '/events/t?to=%00' x
	row 409 id-taken POST '/events/t?id=1' y
	row 409 id-taken POST /publish '{"topic":"t","id":"1","data":"y"}'
	row 400 bad-json POST /publish '{'
	row 400 bad-field POST /publish '{}'
	row 400 bad-topic POST /publish '{"topic":"*","data":1}'
	row 400 bad-id POST /publish '{"id":"a\nb","data":1}'
	row 400 bad-id POST /publish '{"id":"a\u0001","data":1}'
	row 400 bad-id POST /publish '{"id":"a ","data":1}'
	row 400 bad-type POST /publish '{"event":"ssed.x","data":1}'
	row 400 bad-field POST /publish '{"to":7,"data":1}'
	row 400 nothing-taken POST /publish '[7]'
	row 404 unknown-prompt POST /publish \
		'{"event":"C","re":"none","data":1}'
	row 415 bad-media-type POST /.well-known/mercure '{}' \
		'Content-Type: application/json'
	row 400 bad-topic POST /.well-known/mercure data=1
	row 400 bad-id POST /.well-known/mercure 'topic=t&id=%23'
	row 400 bad-id POST /.well-known/mercure 'topic=t&id=%01'
	row 400 bad-id POST /.well-known/mercure 'topic=t&id=+a'
	row 400 bad-field POST /.well-known/mercure 'topic=t&retry=x'
	row 400 bad-field POST /.well-known/mercure 'topic=t&private=on'
	row 400 bad-request POST /.well-known/mercure 'topic=%z'
	row 409 id-taken POST /.well-known/mercure 'topic=t&id=1&data=y'
	for path in /events/t /publish "/streams/$sid" /H /C \
		/.well-known/mercure; do
		row 413 too-large POST "$path" @large
		row 413 too-large POST "$path" @large 'Transfer-Encoding: chunked'
		row 403 cross-origin POST "$path" x 'Origin: http://x.example'
		row 417 bad-expectation POST "$path" x 'Expect: tea'
	done
	check
}

@test "each way to ask and to manage says what is wrong" {
	local path sid

	start_ssed
	follow out /events/t -D head
	sid=$(sed -n 's/^Ssed-Stream: \(.*\)\r$/\1/p' head)
	post /H '{"id":"for-ann","to":"ann"}'
	post /H '{"id":"over"}'
	curl -sSf -X DELETE "$HUB/messages/over"
	head -c 1048577 /dev/zero >large
	row 400 bad-json POST /H 7
	row 400 bad-field POST /H '{"quorum":0}'
	row 400 bad-field POST '/H?wait=never' '{}'
	row 400 bad-topic POST /H '{"topic":"*"}'
	row 400 bad-id POST /H '{"id":"a\nb"}'
	row 400 bad-id POST /H '{"id":"\u007f"}'
	row 400 bad-id POST /H '{"id":" a"}'
	row 409 id-taken POST /H '{"id":"for-ann","to":"bob"}'
	row 504 confirm-timeout POST '/H?wait=1ms' '{}'
	row 400 bad-json POST /C '{'
	row 400 bad-field POST /C '{"ok":true}'
	row 404 unknown-prompt POST /C '{"id":"none"}'
	row 410 prompt-expired POST /C '{"id":"over"}'
	row 403 not-asked POST '/C?user=eve' '{"id":"for-ann"}'
	row 400 bad-json PATCH "/streams/$sid" 7
	row 400 bad-field PATCH "/streams/$sid" '{"add":7}'
	row 400 bad-topic PATCH "/streams/$sid" '{"add":["a//b"]}'
	row 413 too-large PATCH "/streams/$sid" @large
	row 404 not-found POST /streams/none x
	row 404 not-found PATCH /streams/none '{"add":["a"]}'
	for path in /streams/none /users/none /messages/none /topics/none; do
		row 404 not-found GET $path
		row 404 not-found HEAD $path
		row 404 not-found DELETE $path
		row 403 cross-origin DELETE $path '' 'Sec-Fetch-Site: cross-site'
	done
	for path in /streams/ /users/ /messages/ /topics/; do
		row 404 not-found GET $path
		row 404 not-found DELETE $path
		row 400 bad-request GET $path%z
	done
	row 404 not-found GET /messages/for-ann
	row 404 not-found DELETE /messages/for-ann
	row 400 bad-field GET '/messages/for-ann?user=%00'
	row 400 bad-topic GET /topics/a//b
	row 400 bad-topic DELETE '/topics/$ssed/streams'
	row 403 cross-origin PATCH "/streams/$sid" x 'Origin: http://x.example'
	row 404 not-found GET /nope
	row 404 not-found POST /nope x
	row 404 not-found FROB /healthz/
	row 404 not-found OPTIONS /nope
	check
}

# narrow_hub: who may follow, and how many, is limited, and reached.
narrow_hub() {
	printf 'ann\nbob\neve\n' >users
	printf 't\nmain\n' >topics
	start_ssed --users=users --topics=topics --max-streams=2 \
		--max-streams-per-ip=1 --max-streams-per-user=1 \
		--trusted-proxy=127.0.0.1 --drain=30s --console=off
	follow one '/events/t?user=ann' -H 'X-Forwarded-For: 192.0.2.1'
	follow two '/events/t?user=bob' -H 'X-Forwarded-For: 192.0.2.2'
}

@test "what is limited says so, in each way to follow" {
	local path

	narrow_hub
	for path in /events/t? /events?topic=t\& /subscribe?topics=t\& /sse? \
		/.well-known/mercure?topic=t\&; do
		row 400 unknown-user GET "${path}user=who"
		row 400 unknown-user GET "$path"
		row 503 busy GET "${path}user=eve"
		row 429 busy-user GET "${path}user=ann"
		row 429 busy-address GET "${path}user=eve" '' \
			'X-Forwarded-For: 192.0.2.1'
	done
	row 400 unknown-topic GET '/events/none?user=eve'
	row 400 unknown-topic GET '/events?topic=t&topic=none&user=eve'
	row 400 unknown-topic GET '/subscribe?topics=t|none&user=eve'
	row 400 unknown-topic GET '/.well-known/mercure?topic=none&user=eve'
	row 400 unknown-topic POST /events/none x
	row 400 unknown-user POST '/events/t?to=who' x
	row 400 unknown-topic POST /publish '{"topic":"none","data":1}'
	row 400 unknown-user POST /publish '{"to":"who","data":1}'
	row 400 unknown-user POST /H '{"to":"who"}'
	row 400 unknown-topic POST /H '{"topic":"none"}'
	row 400 unknown-topic POST /.well-known/mercure topic=none
	row 404 not-found GET /
	check
}

# opened text: sends it on a connection of its own, which fds ends with.
opened() {
	local fd

	exec {fd}<>"/dev/tcp/127.0.0.1/${HUB##*:}"
	printf '%b' "$1" >&"$fd"
	fds+=("$fd")
}

@test "a hub that drains says so" {
	local path fd fds=()

	start_ssed --drain=30s
	for path in /events/t '/events?topic=t' '/subscribe?topics=t' /sse \
		'/.well-known/mercure?topic=t' /readyz; do
		opened "GET $path HTTP/1.1\r\nHo"
	done
	curl -sS "$HUB/healthz" # What was sent before it has been read.
	kill "$SSED_PID"
	wait_until grep -q draining "$HUB_LOG"
	for fd in "${fds[@]}"; do
		printf 'st: x\r\n\r\n' >&"$fd"
		answer=$(timeout 10 cat <&"$fd")
		spoken 503 draining "$answer"
		[[ $answer == *$'\nRetry-After: '* ]]
		exec {fd}>&-
	done
}

@test "what is no request, or no whole one, is an error, too" {
	local fd fds=()

	start_ssed
	opened 'GET / HTTP/1.1\r\nHo' # and nothing more
	for text in 'NO\r\n\r\n' 'GET / HTTP/1.1\r\n\r\n' \
		'GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n' \
		'GET / HTTP/1.1\nHost: x\n\n' \
		'POST /publish HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n' \
		'POST /H HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n'; do
		spoken 400 bad-request "$(raw "$text")"
	done
	spoken 414 target-too-long "$(raw "GET /$(times 8200 x) HTTP/1.1\r\n")"
	spoken 431 head-too-large \
		"$(raw "GET / HTTP/1.1\r\nX: $(times 17000 x)")"
	spoken 501 bad-coding "$(raw 'POST /publish HTTP/1.1\r\nHost: x\r\n' \
		'Transfer-Encoding: gzip\r\n\r\n')"
	spoken 505 bad-version "$(raw 'GET / HTTP/3.0\r\nHost: x\r\n\r\n')"
	# As text, where it says so before it breaks.
	run -0 raw 'HEAD / HTTP/1.1\r\nHost: x\r\nAccept: text/plain\r\n' \
		'Expect: tea\r\n\r\n'
	[[ $output == *' 417 '*$'\nContent-Type: text/plain'* ]]
	[[ $output != *bad-expectation* ]] # A HEAD has no body.
	run -0 raw 'POST /H HTTP/1.1\r\nHost: x\r\nAccept: text/plain\r\n' \
		'Transfer-Encoding: chunked\r\n\r\n' 'x\r\n'
	[[ $output == *$'\n400 bad-request: '* ]]
	# Ten seconds are for a head.
	fd=${fds[0]}
	spoken 408 timeout "$(timeout 20 cat <&"$fd")"
	exec {fd}>&-
}

@test "each error of the source has its row here" {
	{
		sed -n -E 's/^[[:space:]]*(row|spoken) ([45][0-9]{2}) ([a-z0-9-]+) .*/\3 \2/p' \
			"$BATS_TEST_FILENAME"
		echo bad-method 405 # of all routes
		unreachable
	} | sort -u | diff <(own_codes) -
	# And the manual has it.
	while read -r code _; do
		grep -qE "^\.Ql $code( |\$)" "$ROOT/man/ssed.8" || echo "$code"
	done < <(own_codes) >unknown
	diff /dev/null unknown
}
