#!/usr/bin/env bats
# sse-pub --spool: what cannot be delivered is kept in a folder, and is sent
# first the next time.  sse-pub(1), SPOOL.

load ../lib/helpers
load ../lib/script

setup() {
	# Short names: a message is cut off that is too long.
	cd "$BATS_TEST_TMPDIR"
	SPOOL=spool
	NOBODY=http://hub.test # at a socket: the same before and after
	SOCKET=socket
}

teardown() {
	[[ -z ${FEED:-} ]] || kill -9 "$FEED" 2>/dev/null || true
	stop_script
	stop_ssed
	if [[ -n ${DISK:-} ]]; then
		umount "$DISK"
	fi
}

# pub option...: publishes to the hub that may be there or not.
pub() {
	timeout 60 sse-pub -u "$NOBODY" --unix-socket "$SOCKET" \
		--spool "$SPOOL" "$@"
}

# away option...: the same, where it is not.
away() {
	pub --timeout=100ms "$@"
}

start_hub() {
	rm -f "$SOCKET"
	start_ssed --listen "unix:$SOCKET" "$@"
}

# all [topic]: the data of all events, in order.
all() {
	local last

	last=$(curl -sS --max-time 20 "$HUB/events/${1:-**}?since=all&poll=1" | grep -c ^id: || true)
	((last > 0)) || return 0
	timeout 20 sse-cat -s -r -n "$last" "$HUB/events/${1:-**}?since=all"
}

# files: how many parts are in the spool.
files() {
	find "$SPOOL" -name '*-*.*' | wc -l
}

small_disk() {
	DISK=disk
	mkdir "$DISK"
	mount -t tmpfs -o "size=${1:-64k},mode=700" none "$DISK" || {
		DISK=
		skip 'no file system may be mounted here'
	}
	SPOOL=$DISK/spool
}

@test "what cannot be delivered is spooled: 75; the next run sends it first" {
	run -75 --separate-stderr away -m one
	[ -z "$output" ]
	[[ ${stderr_lines[-1]} == *"; spooled in $SPOOL" ]]
	run -75 away -e x -t a/b -n
	run -75 --separate-stderr away -l <<<$'two\nthree'
	[ "$output" = '{"accepted":0,"duplicates":0,"refused":0}' ]
	start_hub
	run -0 --separate-stderr pub -m four
	jq -e '.topic == "main" and .delivered == 0' <<<"$output"
	[ -z "$stderr" ]
	run -0 all
	[ "$output" = $'one\n\ntwo\nthree\nfour' ]
	[ "$(files)" -eq 0 ]
}

@test "lines that are delivered with what was there are counted with it" {
	run -75 away -m one
	start_hub
	run -0 pub -l <<<$'two\nthree'
	[ "$output" = '{"accepted":3,"duplicates":0,"refused":0}' ]
	run -0 all
	[ "$output" = $'one\ntwo\nthree' ]
}

@test "--flush sends what is there, and is content with nothing" {
	run -75 away -m one
	run -75 away -m two
	run -75 --separate-stderr away --flush
	[ "$output" = '{"accepted":0,"duplicates":0,"refused":0}' ]
	start_hub
	run -0 --separate-stderr pub --flush
	[ "$output" = '{"accepted":2,"duplicates":0,"refused":0}' ]
	[ -z "$stderr" ]
	run -0 pub --flush
	[ "$output" = '{"accepted":0,"duplicates":0,"refused":0}' ]
	run -0 all
	[ "$output" = $'one\ntwo' ]
}

@test "an event keeps what was said of it: type, id, topic, users and the rest" {
	run -75 away -e T --id 7 -t a/b --retry-hint 5s --ttl 1h -m $'1\n2'
	run -75 away --to ann -m hello
	start_hub
	run -0 pub -q --flush
	run -0 curl -sS --max-time 20 "$HUB/events/a/b?since=all&poll=1"
	[[ $output == *$'event: T\nid: 7\n'* ]]
	[[ $output == *$'retry: 5000\n'* ]]
	[[ $output == *$'data: 1\ndata: 2'* ]]
	run -0 curl -sS --max-time 20 "$HUB/events/x?user=ann&since=all&poll=1"
	[[ $output == *'data: hello'* ]]
}

@test "an event that the hub has already is not there twice" {
	run -75 away --id 1 -m x
	cp -r "$SPOOL" "$BATS_TEST_TMPDIR/copy"
	start_hub
	run -0 pub --flush
	cp "$BATS_TEST_TMPDIR"/copy/*.ndjson "$SPOOL"
	run -0 pub --flush
	[ "$output" = '{"accepted":0,"duplicates":1,"refused":0}' ]
	run -0 all
	[ "$output" = x ]
}

@test "data that is long once it is JSON is spooled as it is" {
	head -c 1000000 /dev/zero | tr '\0' '\001' >"$BATS_TEST_TMPDIR/data"
	run -75 away -e T -t a/b -f "$BATS_TEST_TMPDIR/data"
	run -75 away -m next
	start_hub
	run -0 pub --flush
	[ "$output" = '{"accepted":2,"duplicates":0,"refused":0}' ]
	all a/b >"$BATS_TEST_TMPDIR/got"
	[ "$(head -c 1000000 "$BATS_TEST_TMPDIR/got" | cksum)" = \
		"$(cksum <"$BATS_TEST_TMPDIR/data")" ]
}

@test "lines are read and kept whether the hub is there or not" {
	mkfifo "$BATS_TEST_TMPDIR/in"
	pub -lq <"$BATS_TEST_TMPDIR/in" 3>&- &
	FEED=$!
	exec 9>"$BATS_TEST_TMPDIR/in"
	seq 9000 >&9
	wait_until grep -rqs '"9000"' "$SPOOL"
	start_hub --keep 100000 9>&-
	echo end >&9
	exec 9>&-
	wait "$FEED"
	run -0 all
	[ "$output" = "$(seq 9000; echo end)" ]
	[ "$(files)" -eq 0 ]
}

@test "a line is on the disk while the hub is still asked" {
	start_script hang
	mkfifo "$BATS_TEST_TMPDIR/in"
	sse-pub -u "$PEER" --spool "$SPOOL" -lq <"$BATS_TEST_TMPDIR/in" \
		2>/dev/null 3>&- 9>&- &
	FEED=$!
	exec 9>"$BATS_TEST_TMPDIR/in"
	echo a >&9
	wait_until grep -rqs '"a"' "$SPOOL"
	echo b >&9
	wait_until grep -rqs '"b"' "$SPOOL"
	kill -9 "$FEED"
	wait "$FEED" || [ "$?" -eq 137 ]
	exec 9>&-
}

@test "another run is not held up by one that goes on, nor the other way" {
	start_hub
	mkfifo "$BATS_TEST_TMPDIR/in"
	pub -lq <"$BATS_TEST_TMPDIR/in" 3>&- 9>&- &
	FEED=$!
	exec 9>"$BATS_TEST_TMPDIR/in"
	echo a >&9
	run -0 sse-cat -s -r -n 1 "$HUB/events/main?since=all"
	run -0 pub -m b
	echo c >&9
	exec 9>&-
	wait "$FEED"
	run -0 all
	[ "$output" = $'a\nb\nc' ]
}

@test "what was left waits for nobody longer than --timeout" {
	start_script hang
	run -75 sse-pub -u "$PEER" --timeout=100ms --spool "$SPOOL" -m one
	mkfifo "$BATS_TEST_TMPDIR/in"
	sse-pub -u "$PEER" --spool "$SPOOL" -lq <"$BATS_TEST_TMPDIR/in" \
		2>/dev/null 3>&- 9>&- &
	FEED=$!
	exec 9>"$BATS_TEST_TMPDIR/in"
	wait_until has "$REQUESTS" 1 /publish
	run -75 sse-pub -u "$PEER" --timeout=200ms --spool "$SPOOL" -m two
	[[ $output == *'another process is still at it; spooled in'* ]]
	kill -9 "$FEED"
	wait "$FEED" || [ "$?" -eq 137 ]
	exec 9>&-
	stop_script
	[ "$(files)" -eq 2 ]
}

# leave count: so many runs left an event each, for who answers at PEER.
leave() {
	local text

	start_bulk close
	for text in $(seq "$1"); do
		run -75 sse-pub -u "$PEER" --timeout=1ms --spool "$SPOOL" -m "$text"
	done
}

# returns step...: what was away is there again, and answers so.
returns() {
	start_bulk "$@"
	echo "$PEER" >"$SPOOL/hub"
}

@test "--timeout bounds an event with all that was there before it" {
	leave 3
	# Each of them takes a second, and none takes longer than it may.
	returns 'later 503 1' take 'later 503 1' take 'later 503 1' take
	run -75 sse-pub -u "$PEER" --timeout=2500ms --spool "$SPOOL" -m four
	[[ $output == *"; spooled in $SPOOL" ]]
	(($(wc -l <"$TAKEN") < 3))
	# The event itself has what is left of the time.
	rm "$SPOOL"/*.ndjson
	leave 1
	returns 'later 503 2' take 'later 503 2' take
	run -75 sse-pub -u "$PEER" --timeout=3500ms --spool "$SPOOL" -m two
	[ "$(wc -l <"$TAKEN")" -eq 1 ]
	[ "$(files)" -eq 1 ]
	run -0 sse-pub -u "$PEER" --spool "$SPOOL" --flush
	[ "$(wc -l <"$TAKEN")" -eq 2 ]
}

# hold_lock: somebody holds the spool's lock, and stays.
hold_lock() {
	mkdir -m 700 "$SPOOL"
	perl -e 'use Fcntl;
		open(my $f, "+>", "$ARGV[0]/lock") or die;
		my $lock = pack("s s x4 q q i x4", F_WRLCK, 0, 0, 1, 0);
		fcntl($f, F_SETLK, $lock) or die;
		open(my $held, ">", "$ARGV[1]") or die;
		close($held);
		sleep(100)' "$SPOOL" "$BATS_TEST_TMPDIR/held" 3>&- &
	FEED=$!
	wait_until test -e "$BATS_TEST_TMPDIR/held"
}

@test "whoever does not let go of a spool takes half of --timeout at most" {
	hold_lock
	start_hub
	# Nine seconds are less than a lock is waited for otherwise.
	bound() {
		timeout 9 sse-pub -u "$NOBODY" --unix-socket "$SOCKET" \
			--spool "$SPOOL" "$@"
	}
	run -0 --separate-stderr bound --timeout=100ms -m one
	[[ $stderr == *"not spooled: $SPOOL/lock: another process does"* ]]
	run -0 --separate-stderr bound --timeout=1s -lq <<<two
	[[ $stderr == *"not spooled: $SPOOL/lock: another process does"* ]]
	run -23 --separate-stderr bound --timeout=100ms --flush
	[[ $stderr == *"$SPOOL/lock: another process does"* ]]
	run -0 all
	[ "$output" = $'one\ntwo' ]
}

@test "many at once, without the hub and with it: each event is there once" {
	local i pids=()

	for i in {1..20}; do
		away -q -m "$i" 2>/dev/null 3>&- &
		pids+=("$!")
	done
	for i in "${pids[@]}"; do
		wait "$i" || [ "$?" -eq 75 ]
	done
	[ "$(files)" -eq 20 ]
	start_hub
	pids=()
	for i in {21..40}; do
		pub -q -m "$i" 3>&- &
		pids+=("$!")
	done
	for i in "${pids[@]}"; do
		wait "$i"
	done
	[ "$(all | sort -n)" = "$(seq 40)" ]
	# Whoever had left something was served before the first of the new.
	[ "$(all | head -n 20 | sort -n)" = "$(seq 20)" ]
	[ "$(files)" -eq 0 ]
}

@test "killed at any moment, and the hub with it: nothing is lost, or doubled" {
	local round most=() also log=sqlite:$BATS_TEST_TMPDIR/log

	mkdir -m 700 "$SPOOL"
	start_hub --log "$log" --keep 1000000 --keep-bytes 0
	for round in {1..30}; do
		also=
		if ((round % 5 == 1)); then
			stop_ssed
		elif [[ -z $SSED_PID ]]; then
			start_hub --log "$log" --keep 1000000 --keep-bytes 0
		fi
		if ((round % 5 == 4)); then
			also=$SSED_PID
		fi
		most[round]=$(KILL_ALSO=$also node "$ROOT/tests/peers/killed.mjs" \
			"$round" 300 "$SPOOL" sse-pub -u "$NOBODY" \
			--unix-socket "$SOCKET" --spool "$SPOOL" -lq 3>&-)
		if [[ -n $also ]]; then
			kill -9 "$SSED_PID" 2>/dev/null || true
			wait "$SSED_PID" || true
			SSED_PID=
		fi
	done
	[[ -n $SSED_PID ]] || start_hub --log "$log" --keep 1000000 --keep-bytes 0
	run -0 pub --flush
	[ "$(files)" -eq 0 ]
	all >"$BATS_TEST_TMPDIR/got"
	# Of each run the lines from the first on, none left out, none twice,
	# the runs in order; and not fewer than were in the spool.
	awk -F: '$1 < round { exit 1 }
		$1 != round { round = $1; n = 0 }
		$2 != ++n { print "at " substr($0, 1, 20); exit 1 }' "$BATS_TEST_TMPDIR/got"
	for round in {1..30}; do
		((most[round] <= $(grep -c "^$round:" "$BATS_TEST_TMPDIR/got")))
	done
	echo "${most[*]}, $(wc -l <"$BATS_TEST_TMPDIR/got") events"
	# Else the kills came too early to be of use.
	(($(cut -d: -f1 <"$BATS_TEST_TMPDIR/got" | uniq | wc -l) >= 10))
}

@test "what the hub refuses is told, and kept aside; the rest is sent: 22" {
	run -75 away --id 1 -m one
	run -75 away --id 2 -t '$own' -m two
	run -75 away --id 3 -m three
	start_hub
	run -22 --separate-stderr pub --flush
	[ "$output" = '{"accepted":2,"duplicates":0,"refused":1}' ]
	[[ ${stderr_lines[0]} == *"spooled event '2': "*'bad-topic'* ]]
	[ "$(jq -r .data "$SPOOL/refused.ndjson")" = two ]
	run -0 all
	[ "$output" = $'one\nthree' ]
	# It may be sent by hand, once it is mended.
	run -0 bash -c 'sed "s/[$]own/own/" "$1/refused.ndjson" |
		sse-pub -u "$2" -q --ndjson' - "$SPOOL" "$HUB"
	run -0 all own
	[ "$output" = two ]
	run -0 pub --flush
}

@test "what is refused at once is told as such, and kept aside: 22" {
	start_hub
	run -22 pub -t '$own' -m x
	[[ $output != *spooled* ]]
	[ "$(jq -r .data "$SPOOL/refused.ndjson")" = x ]
	run -22 pub -m $'\xff'
	[[ $output == *'not UTF-8'* ]]
	run -22 --separate-stderr pub -l <<<$'a\n\xff\nb'
	[[ $stderr == *'line 2: '* ]]
	run -22 --separate-stderr pub -l -t '$own' <<<$'a\nb'
	[[ $stderr == *'line 1: '*'line 2: '* ]]
	[ "$(jq -r .data "$SPOOL/refused.ndjson")" = $'x\na\nb' ]
	[ "$(files)" -eq 0 ]
}

@test "data that is too long for a line is put aside as a file" {
	tr '\0' '\001' </dev/zero | head -c 1000000 >"$BATS_TEST_TMPDIR/data" || true
	start_hub
	for _ in 1 2; do
		run -22 pub -t '$own' -f "$BATS_TEST_TMPDIR/data"
	done
	[ ! -e "$SPOOL/refused.ndjson" ]
	find "$SPOOL" -name '*.event.bad' >"$BATS_TEST_TMPDIR/aside"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/aside")" -eq 2 ]
	tail -n +2 "$(head -n 1 "$BATS_TEST_TMPDIR/aside")" |
		head -c 1000000 | cmp - "$BATS_TEST_TMPDIR/data"
	run -0 pub --flush
}

@test "a line that goes alone is told by its number, too: 22" {
	long=$BATS_TEST_TMPDIR/long
	{ head -c 300000 /dev/zero | tr '\0' '\001'; echo; } >"$long"
	start_script 'answer 413 text/plain no'
	for i in 1 2; do
		run -22 --separate-stderr sse-pub -u "$PEER" --spool "$SPOOL" \
			-l -t "c$i" < <(echo; cat "$long")
		[[ $stderr == *'line 2: 413 no'* ]]
	done
	run -0 jq -r .topic "$SPOOL/refused.ndjson"
	[ "$output" = $'c1\nc2' ]
	run -0 bash -c 'head -qn 1 "$1"/*.bad | cut -d "?" -f 1 | sort' - "$SPOOL"
	[ "$output" = $'300001 /events/c1\n300001 /events/c2' ]
}

@test "an id of what is refused does a terminal no harm" {
	run -75 away --ndjson <<<'{"id":"\u001b[31m\u009b","topic":"$own","data":1}'
	start_hub
	run -22 --separate-stderr pub --flush
	[[ ${stderr_lines[0]} == *"spooled event '?[31m"* ]]
	[[ $stderr != *$'\e'* && $stderr != *$'\u9b'* ]]
}

@test "at the end nothing is waited for that comes too late" {
	local told=$BATS_TEST_TMPDIR/told status=0

	start_bulk 'later 503 30'
	SECONDS=0
	# shellcheck disable=SC2094 # what is told is waited for
	{
		echo x
		wait_until grep -q again "$told"
	} | timeout 60 sse-pub -lq -u "$PEER" --spool "$SPOOL" --timeout=15s \
		2>"$told" || status=$?
	[ "$status" -eq 75 ] && ((SECONDS < 15))
	[ "$(files)" -eq 1 ]
}

@test "a line is judged by the hub, as it is without a spool" {
	deep=$(printf '[%.0s' {1..300})$(printf ']%.0s' {1..300})
	start_hub
	run -22 --separate-stderr pub --ndjson <<-END
		{"data":$deep}
		{"data":"\ud800"}
		{"data":"$(printf '\xff')"}
		{"data":1} or 2
		{"data":"last"}
	END
	[ "$output" = '{"accepted":2,"duplicates":0,"refused":3}' ]
	[[ $stderr == *'line 2: bad-json'*'line 3: bad-json'*'line 4: bad-json'* ]]
	run -0 all
	[ "$output" = "$deep"$'\nlast' ]
	[ "$(wc -l <"$SPOOL/refused.ndjson")" -eq 3 ]
}

@test "who may not publish now may later: 401 leaves it in the spool" {
	start_script 'answer 401 text/plain who?'
	run -75 sse-pub -u "$PEER" --spool "$SPOOL" -m x
	[[ $output == *"401 who?; spooled in $SPOOL" ]]
	run -75 --separate-stderr sse-pub -u "$PEER" --spool "$SPOOL" -l <<<y
	[[ $stderr == *"401 who?; spooled in $SPOOL" ]]
	run -75 sse-pub -u "$PEER" --spool "$SPOOL" --flush
	[ "$(files)" -eq 2 ]
}

@test "an answer that is not a hub's is no refusal: all stays in the spool" {
	start_script 'answer 400 text/html <h1>plain HTTP to an HTTPS port'
	run -75 sse-pub -u "$PEER" --spool "$SPOOL" -m x
	[[ $output == *"400 <h1>plain"*"; spooled in $SPOOL" ]]
	rm -r "$SPOOL"
	head -c 300000 /dev/zero | tr '\0' '\001' >"$BATS_TEST_TMPDIR/long"
	run -75 sse-pub -u "$PEER" --spool "$SPOOL" -q -l <"$BATS_TEST_TMPDIR/long"
	[ "$(files)" -eq 1 ]
	[ ! -e "$SPOOL/refused.ndjson" ]
}

@test "a line that was cut by a kill was never taken, and is not sent" {
	run -75 away -m one
	printf '{"topic":"main","id":"9","da' >>"$SPOOL"/*-0000000000000001.ndjson
	start_hub
	run -0 pub --flush
	[ "$output" = '{"accepted":1,"duplicates":0,"refused":0}' ]
	[ "$(files)" -eq 0 ]
}

@test "what is no event is put aside, and stops nothing: 22" {
	run -75 away -m one
	{
		echo hello
		echo '{"data":"two"}'
	} >>"$SPOOL"/*-0000000000000001.ndjson
	head -c 3000000 /dev/zero >"$SPOOL/0000000000000002-0000000000000001.ndjson"
	ln -s /etc/passwd "$SPOOL/0000000000000003-0000000000000001.ndjson"
	echo x >"$SPOOL/0000000000000004-0000000000000001.event"
	echo 'three' >"$SPOOL/notes"
	run -75 away -m four
	run -75 away --flush
	start_hub
	run -22 --separate-stderr pub --flush
	[ "$output" = '{"accepted":3,"duplicates":0,"refused":0}' ]
	[[ $stderr == *'holds what is no event'* ]]
	run -0 all
	[ "$output" = $'one\ntwo\nfour' ]
	[ "$(<"$SPOOL/refused.ndjson")" = hello ]
	[ "$(find "$SPOOL" -name '*.bad' | wc -l)" -eq 3 ]
	[ -s /etc/passwd ]
	run -0 pub --flush
}

@test "a part that is longer than a request goes in several" {
	run -75 away -m one
	seq 30000 | sed 's/.*/{"topic":"main","id":"&","data":"&"}/' \
		>"$SPOOL/0000000000000002-0000000000000001.ndjson"
	start_hub --keep 100000
	run -0 pub --flush
	[ "$output" = '{"accepted":30001,"duplicates":0,"refused":0}' ]
	[ "$(all)" = "$(echo one; seq 30000)" ]
}

@test "a spool is for one hub: it is not sent to another: 2" {
	run -75 away -m x
	start_ssed
	run -2 sse-pub -u "$HUB" --spool "$SPOOL" -m y
	[[ $output == *"'$NOBODY at $SOCKET', not for this hub"* ]]
	# What to do is told: which file, and what it must say.
	[[ $output == *"$SPOOL/hub: "*"make that file say '$HUB'" ]]
	run -2 sse-pub -u "$HUB" --spool "$SPOOL" --flush
	run -0 all
	[ -z "$output" ]
	echo "$HUB" >"$SPOOL/hub"
	run -0 sse-pub -u "$HUB" --spool "$SPOOL" --flush
	run -0 all
	[ "$output" = x ]
}

@test "an empty spool is for whatever hub comes next" {
	run -75 away -m x
	start_ssed
	rm "$SPOOL"/*.ndjson
	run -0 sse-pub -u "$HUB" --spool "$SPOOL" -m y
}

@test "a password of the URL is not in the spool" {
	run -75 sse-pub -u http://me:secret@127.0.0.1:1 --timeout=100ms \
		--spool "$SPOOL" -m x
	run -1 grep -r secret "$SPOOL"
}

@test "only its owner may read a spool; what others may write to is none: 2" {
	run -75 away -m x
	[ "$(find "$SPOOL" -perm /077 | wc -l)" -eq 0 ]
	chmod 770 "$SPOOL"
	run -2 away -m x
	[[ $output == *'nobody else may write there'* ]]
	run -2 sse-pub --spool "$BATS_TEST_TMPDIR/none/spool" -m x
	run -2 sse-pub --spool /etc/passwd -m x
}

@test "--spool-max bounds the folder; what does not fit is told: 23" {
	run -23 --separate-stderr away --spool-max=1M -l < <(seq 100000)
	[[ ${stderr_lines[-1]} =~ line\ ([0-9]+)\ and\ what\ follows\ is\ neither ]]
	first=${BASH_REMATCH[1]}
	[[ ${stderr_lines[-1]} == *'No such file'*'is full'* ]]
	(($(du -sb --apparent-size "$SPOOL" | cut -f 1) < (1 << 20) + 8192))
	start_hub --keep 100000
	run -0 pub -q --flush
	[ "$(all)" = "$(seq "$((first - 1))")" ]
	((first > 5000))
}

@test "a full spool keeps nothing more, but what the hub takes is no loss" {
	run -75 away -m "$(printf '%04000d' 0)"
	run -23 away --spool-max=4096 -m x
	[[ $output == *'it is not spooled either: '*'is full'* ]]
	start_hub
	run -0 --separate-stderr pub --spool-max=4096 -m x
	[[ $stderr == *'published, but not spooled'* ]]
	run -0 all
	[ "$output" = "$(printf '%04000d' 0)"$'\nx' ]
}

@test "a full disk is an error, and no loss" {
	small_disk 64k
	run -75 away -m one
	run -23 --separate-stderr away -l < <(seq 10000)
	[[ $stderr == *'line 1 and what follows is neither published nor spooled'* ]]
	[[ $stderr == *'No space left'* ]]
	# Nothing half-written is there.
	run -75 away -m two
	head -c 60k /dev/zero >"$DISK/else" || true
	run -23 away -m "$(printf '%05000d' 0)"
	[[ $output == *'No space left'* ]]
	start_hub --keep 100000
	run -0 --separate-stderr pub -q -l < <(seq 10000)
	[[ $stderr == *'published, but not spooled'*'No space left'* ]]
	[ "$(all)" = "$(echo one; echo two; seq 10000)" ]
}

@test "a disk that cannot be written to is no reason not to publish" {
	small_disk
	run -75 away -m one
	mount -o remount,ro "$DISK"
	run -23 away -m two
	[[ $output == *'it is not spooled either'*'Read-only file system'* ]]
	run -23 away --flush
	start_hub
	run -0 --separate-stderr pub -m three
	[[ $stderr == *'published, but not spooled'*'Read-only file system'* ]]
	run -0 --separate-stderr pub -lq <<<four
	[[ $stderr == *'published, but not spooled'* ]]
	mount -o remount,rw "$DISK"
	run -0 pub --flush
	run -0 all
	[ "$output" = $'three\nfour\none' ]
}

@test "what cannot be put aside stays where it is: 23" {
	small_disk 32k
	run -75 away -t '$own' -m "$(printf '%06000d' 0)"
	head -c 60k /dev/zero >"$DISK/else" || true
	start_hub
	run -23 pub --flush
	[[ $output == *'refused.ndjson: No space left'* ]]
	[ "$(files)" -eq 1 ]
	rm "$DISK/else"
	run -22 pub --flush
	[ "$(files)" -eq 0 ]
}

@test "no input leaves nothing behind" {
	run -0 away -l </dev/null
	[ "$(files)" -eq 0 ]
	run -0 away -s </dev/null
}

@test "a wrong command line is told: 2" {
	run -2 sse-pub --flush
	[[ $output == *'--flush needs --spool'* ]]
	run -2 pub --flush -m x
	run -2 pub --stop-on-error -l
	run -2 pub --spool-max=1 -m x
	# As of a variable that is not set.
	run -2 pub --spool= -m x
	[[ $output == *'the name of the folder is empty'* ]]
}

@test "what a command printed while the hub was away is sent later" {
	run -3 --separate-stderr away -t job --run -- \
		sh -c 'seq 2; echo oops >&2; exit 3'
	[ "$output" = '{"accepted":0,"duplicates":0,"refused":0}' ]
	[[ ${stderr_lines[-1]} == *"; spooled in $SPOOL" ]]
	start_hub
	run -4 --separate-stderr pub -q -t job --run -- sh -c 'exit 4'
	[ -z "$output$stderr" ]
	[ "$(files)" -eq 0 ]
	run -0 all job
	[ "$(cut -d , -f 1 <<<"$output" | LC_ALL=C sort)" = \
		$'1\n2\noops\n{"code":3\n{"code":4' ]
	[[ ${lines[-1]} == '{"code":4,'* ]]
}

@test "a command ends it, too, where the hub has answered before it is asked how" {
	cc -shared -fPIC -x c -o "$BATS_TEST_TMPDIR/send.so" - <<-'END'
		#define _GNU_SOURCE
		#include <poll.h>
		#include <sys/syscall.h>
		#include <unistd.h>
		/* Returns once there is an answer. */
		long send(int fd, const void *text, unsigned long len, int flags)
		{
			struct pollfd in = { .fd = fd, .events = POLLIN };
			long sent = syscall(SYS_sendto, fd, text, len, flags, 0, 0);
			poll(&in, 1, 3000);
			return sent;
		}
	END
	start_hub
	export ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0
	LD_PRELOAD=$BATS_TEST_TMPDIR/send.so run -4 pub -q -t job --run -- \
		sh -c 'exit 4'
	run -0 all job
	[[ $output == '{"code":4,'* ]]
}

@test "a command runs if the spool cannot be used, but not with a wrong one" {
	small_disk 8k
	mkdir -m 700 "$SPOOL"
	head -c 1M /dev/zero >"$DISK/full" || true
	run -3 --separate-stderr away -t job --run -- sh -c 'echo a; exit 3'
	[[ $stderr == *'neither published nor spooled'*'No space left'* ]]
	: >"$DISK/full"
	run -75 away -m one
	run -2 timeout 20 sse-pub -u http://other.test --spool "$SPOOL" --run -- \
		touch "$BATS_TEST_TMPDIR/ran"
	[ ! -e "$BATS_TEST_TMPDIR/ran" ]
}
