#!/usr/bin/env bats
# What a file says of topics and users, registries, and SIGHUP: ssed(8),
# FILES, REGISTRIES and SIGNALS.

# shellcheck disable=SC2030,SC2031 # each test is a shell of its own

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	stop_followers
	stop_ssed
}

# say topic data [id]: publishes; the receipt goes to a file.
say() {
	post "/events/$1${3:+?id=$3}" "$2" >>receipts
}

# kept topic [query]: the data that is kept of it, on one line.
kept() {
	curl -sS --max-time 20 "$HUB/events/$1?since=all&poll=1$2" >kept.out
	data kept.out | xargs
}

# keeps_nothing topic
keeps_nothing() {
	[[ -z $(kept "$1") ]]
}

# is_gone pid: it is, although it was told to reload.
is_gone() {
	kill -HUP "$1" 2>/dev/null || true
	is_over "$1"
}

# refused status code curl-argument...: how the hub answers.
refused() {
	[[ $(curl -sS --max-time 20 "${@:3}" | jq -r '"\(.status) \(.code)"') \
		== "$1 $2" ]]
}

# said count text: the hub's messages have so many lines with that text.
said() {
	(($(grep -cF -- "$2" "$HUB_LOG") == $1))
}

# hang_up text: sends SIGHUP, and waits for one more line with that text.
hang_up() {
	local before

	before=$(grep -cF -- "$1" "$HUB_LOG" || true)
	kill -HUP "$SSED_PID"
	wait_until said $((before + 1)) "$1"
}

# checked text: --check of ssed.conf refuses it with text.
checked() {
	run -2 --separate-stderr ssed --check -c ssed.conf </dev/null
	echo "$stderr"
	[[ ${stderr%%$'\n'*} == "ssed: ssed.conf:$1" ]]
}

@test "a [topic] section says what its topics keep, the first that matches" {
	cat >ssed.conf <<-'END'
		keep = 3

		[topic "alerts/eu"]
		keep = 1
		[topic "alerts/**"]
		keep = 2
		[topic "secret"]
		keep = 0
	END
	start_ssed -c ssed.conf
	for topic in alerts/eu alerts/us alerts secret other; do
		for i in 1 2 3 4; do
			say "$topic" "$i"
		done
	done
	[[ $(kept alerts/eu) == 4 ]]
	[[ $(kept alerts/us) == '3 4' ]]
	[[ $(kept alerts) == '2 3 4' ]]
	[[ $(kept secret) == '' ]]
	[[ $(kept other) == '2 3 4' ]]
}

@test "keys that a section leaves out are as for all topics" {
	printf 'keep = 2\n[topic "a"]\nkeep-bytes = 1M\n' >ssed.conf
	start_ssed -c ssed.conf
	for i in 1 2 3; do
		say a "$i"
	done
	[[ $(kept a) == '2 3' ]]
}

@test "keep-age of a section is that of its topics alone" {
	printf '[topic "a"]\nkeep-age = 1s\n' >ssed.conf
	start_ssed -c ssed.conf
	say b old
	say a old
	wait_until keeps_nothing a
	[[ $(kept b) == old ]]
}

@test "a mistake in a section is told with its line, and checked" {
	printf '[topic "a"]\n\n[topic "a"]\n' >ssed.conf
	checked "3: topic 'a' has a section already"
	printf '[topic "a//b"]\n' >ssed.conf
	checked "1: topic 'a//b' is not a topic or pattern"
	printf '[topic "$ssed/x"]\n' >ssed.conf
	checked "1: topic '\$ssed/x' is not a topic or pattern"
	printf '[tpoic "a"]\n' >ssed.conf
	checked "1: unknown section 'tpoic'"
	printf '[topic "a"]\nretry = 1s\n' >ssed.conf
	checked '2: retry: is no key of a section; it goes before the first'
	printf '[topic "a"]\nkepe = 1\n' >ssed.conf
	checked "2: unknown key 'kepe' (did you mean 'keep'?)"
	printf '[user "jack"]\nmax-streams = many\n' >ssed.conf
	checked "2: max-streams: 'many' is not a number"
	printf '[user "jack]\n' >ssed.conf
	checked "1: is not '[kind \"name\"]'"
}

@test "--print-config prints the sections, in a form that can be read back" {
	cat >ssed.conf <<-'END'
		keep = 3
		[topic "b/**"]
		keep-age = 36h
		keep-bytes = 64k
		[user "j "a] k"]
		max-streams = 0
		[topic "a"]
		keep = 0
	END
	ssed -c ssed.conf --print-config >a.conf
	ssed -c a.conf --print-config | diff a.conf -
	diff - <(sed -n '/^\[/,$p' a.conf) <<-'END'
		[topic "b/**"]
		# keep =
		keep-bytes = 64k
		keep-age = 36h

		[topic "a"]
		keep = 0
		# keep-bytes =
		# keep-age =

		[user "j "a] k"]
		max-streams = 0
	END
}

@test "a [user] section says how many streams that user may have" {
	printf '[user "jack"]\nmax-streams = 2\n' >ssed.conf
	start_ssed -c ssed.conf
	follow one '/events/a?user=jack'
	follow two '/events/b?user=jack'
	follow other '/events/a?user=mary'
	refused 429 busy-user "$HUB/events/a?user=jack"
	curl -sS -D head -o body "$HUB/events/a?user=jack"
	grep -qi '^Retry-After: [0-9]' head
	kill "${FOLLOWERS[0]}"
	wait_until has_streams 2
	follow three '/events/c?user=jack'
}

@test "registered: jack gets what is said to robot, and jack alone" {
	printf 'jack\nmary\n' >users
	printf 'chatgpt\nrobot\n' >topics
	start_ssed --users=users --topics=topics
	follow jack '/subscribe?user=jack&topics=chatgpt|robot'
	follow again '/subscribe?user=jack&topics=chatgpt%7Crobot'
	follow mary '/subscribe?user=mary&topics=chatgpt'
	post /publish '{"topic":"robot","data":"hi robot"}' >receipt
	[[ $(jq .delivered receipt) == 2 ]]
	post /publish '{"topic":"chatgpt","data":"hi all"}' >receipt
	[[ $(jq .delivered receipt) == 3 ]]
	for name in jack again mary; do
		wait_until has "$name" 1 '^data: hi all'
	done
	[[ $(data jack) == $'hi robot\nhi all' ]]
	[[ $(data again) == $'hi robot\nhi all' ]]
	[[ $(data mary) == 'hi all' ]]
	refused 400 unknown-user "$HUB/subscribe?user=nobody&topics=robot"
	refused 400 unknown-user "$HUB/subscribe?user=&topics=robot"
	refused 400 unknown-user "$HUB/subscribe?topics=robot"
	refused 400 bad-topic "$HUB/subscribe?user=jack&topics="
	refused 400 bad-topic "$HUB/subscribe?user=jack"
}

@test "only registered topics can be followed and published to" {
	printf '# all there is\n\n news \nalerts/**\n' >topics
	start_ssed --topics=topics
	for topic in news alerts/a alerts/a/b; do
		follow out "/events/$topic"
		say "$topic" x
		wait_until has out 1 '^data: x'
	done
	for topic in New alerts newsx news/a; do
		refused 400 unknown-topic "$HUB/events/$topic"
		refused 400 unknown-topic -d x "$HUB/events/$topic"
	done
	refused 400 unknown-topic "$HUB/events?topic=news&topic=other"
	refused 400 unknown-topic -d '{"data":"x"}' "$HUB/publish"
	post /publish $'{"topic":"news","data":"x"}\n{"data":"y"}' \
		-H 'Content-Type: application/x-ndjson' >receipt
	jq -e '.accepted == 1 and .errors[0].code == "unknown-topic"' receipt
	refused 400 unknown-topic -d topic=news -d topic=other -d data=x \
		"$HUB/.well-known/mercure"
}

@test "a pattern is followed if a registered topic can match it" {
	printf 'orders/eu\nalerts/**\n' >topics
	start_ssed --topics=topics
	for pattern in '**' 'orders/*' '*/eu' 'alerts/**' 'alerts/eu/*' \
		'$ssed/streams'; do
		curl -sS -f "$HUB/events/$pattern?poll=1" >out
	done
	curl -sS -f "$HUB/sse?poll=1" >out
	refused 400 unknown-topic "$HUB/events/orders/*/x"
	refused 400 unknown-topic "$HUB/events/x/**"
}

@test "a line of standard input for an unknown topic is refused" {
	printf 'news\n' >topics
	printf '%s\n' '{"topic":"news","data":"one"}' \
		'{"topic":"other","data":"two"}' '{"topic":"news","data":"3"}' \
		>input
	SSED_INPUT=input start_ssed --stdin=ndjson --topics=topics
	wait_until said 1 'standard input ended'
	said 1 'line 2: its topic is not registered'
	[[ $(kept news) == 'one 3' ]]
}

@test "a registry that is wrong is an error with its line" {
	printf 'news\n\na//b\n' >topics
	run -2 --separate-stderr ssed --check --topics=topics
	[[ $stderr == 'ssed: topics:3: is neither a topic nor a pattern'* ]]
	printf '\377\n' >users
	run -2 --separate-stderr ssed --users=users </dev/null
	[[ $stderr == 'ssed: users:1: is no user: '* ]]
	run -2 --separate-stderr ssed --check --users=nothing
	[[ $stderr == 'ssed: nothing: No such file or directory'* ]]
}

@test "SIGHUP reads the file anew: open streams stay, and get every event" {
	printf 'keep = 9\nretry = 1s\n' >ssed.conf
	start_ssed -c ssed.conf --threads=2
	follow out /events/a
	for ((i = 1; i <= 50; i++)); do
		say a "$i" "id-$i"
		((i % 10 == 0)) || continue
		printf 'keep = 9\nretry = %ds\n[topic "a"]\nkeep = %d\n' \
			"$i" "$((i / 10))" >ssed.conf
		hang_up reloaded
	done
	wait_until has out 1 '^data: 50'
	diff <(data out) <(seq 50)
	has out 0 ssed.gap
	[[ $(kept a) == '47 48 49 50' ]]
	grep -qx 'retry: 50000' kept.out
	[[ $(jq -s 'map(.delivered) | unique' -c receipts) == '[1]' ]]
	said 0 restart
}

@test "SIGHUP changes what is kept at once, and of topics that are there" {
	printf 'keep = 5\n' >ssed.conf
	start_ssed -c ssed.conf
	for i in 1 2 3 4 5; do
		say a "$i"
		say b "$i"
	done
	printf 'keep = 4\n[topic "b"]\nkeep = 1\n' >ssed.conf
	hang_up reloaded
	[[ $(kept a) == '2 3 4 5' ]]
	[[ $(kept b) == 5 ]]
}

@test "SIGHUP changes fields, origins, limits and heartbeat" {
	printf 'header = X-One: 1\nheartbeat = 60s\n' >ssed.conf
	start_ssed -c ssed.conf
	curl -sS -i "$HUB/healthz" | grep -q '^X-One: 1'
	cat >ssed.conf <<-'END'
		header = X-Two: 2
		cors = https://app.example
		heartbeat = 1s
		max-streams = 1
	END
	hang_up reloaded
	curl -sS -i -H 'Origin: https://app.example' "$HUB/healthz" >out
	grep -q '^X-Two: 2' out
	run -1 grep -q X-One out
	grep -q '^Access-Control-Allow-Origin: https://app.example' out
	follow out /events/a
	wait_until has_least out 1 '^:$'
	refused 503 busy "$HUB/events/a"
	printf 'max-streams = 2\n' >ssed.conf
	hang_up reloaded
	follow more /events/a
	printf 'max-streams = 1\n' >ssed.conf
	hang_up reloaded
	say a x
	wait_until has out 1 '^data: x'
	wait_until has more 1 '^data: x'
}

@test "SIGHUP changes how messages are written" {
	printf 'log-format = text\n' >ssed.conf
	start_ssed -c ssed.conf
	printf 'log-format = json\n' >ssed.conf
	hang_up '"message":"reloaded"'
	printf 'log-level = error\n' >ssed.conf
	kill -HUP "$SSED_PID"
	printf 'nonsense\n' >ssed.conf.new
	is_text() {
		cp ssed.conf.new ssed.conf
		kill -HUP "$SSED_PID"
		grep -q '^[^{]* error ssed not reloaded' "$HUB_LOG"
	}
	wait_until is_text
}

@test "a bad file changes nothing at all, and says so with its line" {
	printf 'keep = 5\nheader = X-One: 1\n' >ssed.conf
	start_ssed -c ssed.conf
	follow out /events/a
	for i in 1 2 3; do
		say a "$i"
	done
	for bad in '3: unknown key' '2: keep: ' '3: unknown section' \
		'2: is not '; do
		case $bad in
		3:\ unknown\ key) printf 'keep = 1\nretry = 9s\nx = 1\n' ;;
		2:\ keep*) printf 'header = X-Two: 2\nkeep = x\n' ;;
		3:*) printf 'keep = 1\n\n[nope "x"]\n' ;;
		2:*) printf 'keep = 1\nnonsense\n' ;;
		esac >ssed.conf
		hang_up "error ssed not reloaded, nothing changed reason=\"ssed.conf:$bad"
	done
	printf 'header = X: %04000d\n' 1 2 3 >ssed.conf
	hang_up 'reason="--header: all of them together'
	rm ssed.conf
	hang_up 'reason="ssed.conf: No such file'
	[[ $(kept a) == '1 2 3' ]]
	grep -qx 'retry: 3000' kept.out
	curl -sS -i "$HUB/healthz" | grep -q '^X-One: 1'
	say a 4
	wait_until has out 1 '^data: 4'
	said 0 '"reloaded"'
}

@test "what came through a pipe cannot be read again, and stays" {
	mkfifo pipe users
	printf 'keep = 2\n' >pipe 3>&- &
	printf 'jack\n' >users 3>&- &
	start_ssed -c pipe --users=users
	hang_up 'reason="pipe: is no file that can be read again"'
	say a 1
	say a 2
	say a 3
	[[ $(kept a '&user=jack') == '2 3' ]]
	rm pipe
	: >pipe
	hang_up 'reason="users: is no file that can be read again"'
}

@test "what needs a restart is told by its name, each time, and stays" {
	printf 'keep = 5\n' >ssed.conf
	start_ssed -c ssed.conf --topic=main
	cat >ssed.conf <<-'END'
		listen = 127.0.0.1:0
		threads = 3
		topic = other
		port-file = elsewhere
		keep = 1
	END
	hang_up reloaded
	said 1 'needs a restart option=threads'
	# What the command line says is no change.
	said 1 'needs a restart'
	printf 'threads = 3\non-eof = exit\n' >ssed.conf
	hang_up reloaded
	said 2 'needs a restart option=threads'
	said 1 'needs a restart option=on-eof'
	printf 'keep = 1\n' >ssed.conf
	hang_up reloaded
	said 3 'needs a restart'
	[[ -s port && ! -e elsewhere ]]
	port=$PWD/port
	stop_ssed
	[[ ! -e $port ]]
}

@test "SIGHUP reads the registries anew, without a file too" {
	printf 'jack\n' >users
	printf 'robot\n' >topics
	start_ssed --users=users --topics=topics
	follow out '/events/robot?user=jack'
	refused 400 unknown-user "$HUB/events/robot?user=mary"
	printf 'mary\n' >users
	printf 'robot\nnews\n' >topics
	hang_up reloaded
	follow more '/events/news?user=mary'
	refused 400 unknown-user "$HUB/events/robot?user=jack"
	say robot 'still there'
	wait_until has out 1 '^data: still there'
	printf 'jack\n\tok\n\ta\tb\n' >users
	printf 'nothing\n' >topics
	hang_up 'reason="users:3: is no user'
	say news 'as before'
	wait_until has more 1 '^data: as before'
	printf 'news\n' >topics
	printf 'mary\n' >users
	hang_up reloaded
	refused 400 unknown-topic -d x "$HUB/events/robot"
}

@test "SIGHUP changes the bounds of users, who are counted all the time" {
	: >ssed.conf
	start_ssed -c ssed.conf
	follow one '/events/a?user=jack'
	follow two '/events/a?user=jack'
	printf '[user "jack"]\nmax-streams = 2\n' >ssed.conf
	hang_up reloaded
	refused 429 busy-user "$HUB/events/a?user=jack"
	printf '[user "jack"]\nmax-streams = 3\n' >ssed.conf
	hang_up reloaded
	follow three '/events/a?user=jack'
	refused 429 busy-user "$HUB/events/a?user=jack"
	: >ssed.conf
	hang_up reloaded
	follow four '/events/a?user=jack'
	has_streams 4
}

@test "followers come, go and get their events while SIGHUP comes often" {
	printf 'keep = 100\n' >ssed.conf
	printf 'jack\nmary\n' >users
	start_ssed -c ssed.conf --users=users --threads=2
	follow steady '/events/a?user=mary'
	for ((i = 1; i <= 60; i++)); do
		printf '[user "jack"]\nmax-streams = %d\n' $((i % 3)) >ssed.conf
		kill -HUP "$SSED_PID"
		say a "$i"
		curl -sS --max-time 20 -o out \
			"$HUB/events/a?user=jack&n=1&last=1"
	done
	wait_until has steady 1 '^data: 60'
	diff <(data steady) <(seq 60)
}

@test "a hub whose terminal is gone ends on SIGHUP" {
	mkfifo never
	cat >run <<-'END'
		ssed -l 127.0.0.1:0 --port-file port </dev/null &
		echo $! >pid
		cat never
	END
	script -qfec 'sh run' typed </dev/null >shown 2>&1 3>&- &
	terminal=$!
	wait_until test -s port
	pid=$(<pid)
	kill -HUP "$pid"
	wait_until grep -q reloaded shown
	kill -9 "$terminal"
	wait "$terminal" || true
	# The kernel may have told it, as a shell would.
	wait_until is_gone "$pid"
	[[ ! -e port ]]
}
