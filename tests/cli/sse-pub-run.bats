#!/usr/bin/env bats
# sse-pub runs a command, and publishes what it prints and how it ends.
# sse-pub(1): COMMANDS.

load ../lib/helpers
load ../lib/script

setup() {
	cd "$BATS_TEST_TMPDIR"
}

teardown() {
	[[ -z ${RUNNER:-} ]] || end_runner
	stop_script
	stop_ssed
}

# pub word...: runs a command, its receipt not shown.
pub() {
	timeout 60 env --default-signal sse-pub -u "$HUB" -q --run -- "$@"
}

# start_pub option... -- word...: the same, and returns at once.  Sets RUNNER;
# what it says is in the files out and err.
start_pub() {
	# In the background a shell ignores two of them, others others.
	env --default-signal sse-pub -u "$HUB" --run "$@" >out 2>err </dev/null 3>&- &
	RUNNER=$!
}

# ended code: waits for it; it exits so.
ended() {
	local status=0

	wait "$RUNNER" || status=$?
	RUNNER=
	[ "$status" -eq "$1" ]
}

# come_back option...: the hub starts again, and listens where it did.
come_back() {
	local before=$HUB

	start_ssed --listen "${before#http://}" "$@"
	HUB=$before
}

# end_runner: what a test that failed has left, and the command before it.
end_runner() {
	local pid

	for pid in $(ps -o pid= --ppid "$RUNNER") "$RUNNER"; do
		kill -9 "$pid" 2>/dev/null || true
	done
}

# published count: prints so many events: type, space, data.
published() {
	timeout 60 sse-cat -s -n "$1" "$HUB/events/main?since=all" |
		jq -r '.event + " " + .data'
}

# says text: that event is published by now.
says() {
	{ curl -sSN --max-time 20 -H 'Accept: text/plain' \
		"$HUB/events/main?since=all&poll=1" 2>/dev/null || true; } |
		grep -qxF -- "$1"
}

@test "each line is an event, stdout or stderr, and the last is the exit" {
	start_ssed
	run -0 --separate-stderr sse-pub -u "$HUB" --run -- \
		bash -c 'echo a; echo; echo "  é"; printf "c\r\nd"'
	[ "$output" = '{"accepted":6,"duplicates":0,"refused":0,"unsent":0}' ]
	[ -z "$stderr" ]
	run -0 published 6
	[ "$(head -n 5 <<<"$output")" = $'stdout a\nstdout \nstdout   é\nstdout c\nstdout d' ]
	jq -e '.code == 0 and (.duration | type == "number") and
		(keys == ["code", "duration"])' <<<"${lines[-1]#exit }"
}

@test "both outputs are published while the command runs, a line at once" {
	start_ssed
	mkfifo gate
	start_pub -- bash -c 'exec 5<>gate
		echo one; read -r -u 5 _; echo two >&2; read -r -u 5 _; echo three'
	wait_until says one
	echo >gate
	wait_until says two
	echo >gate
	wait "$RUNNER"
	run -0 published 4
	[ "$(head -n 3 <<<"$output")" = $'stdout one\nstderr two\nstdout three' ]
}

@test "its exit status is that of the command" {
	start_ssed
	for code in 0 1 2 3 75 255; do
		run -"$code" --separate-stderr pub bash -c "exit $code"
		[ -z "$output$stderr" ]
	done
	run -0 published 6
	[ "$(grep -o '{.*' <<<"$output" | jq .code | xargs)" = '0 1 2 3 75 255' ]
}

@test "a command that cannot be run is 127, or 126, and published so" {
	start_ssed
	run -127 pub no-such-command
	[ "$output" = 'sse-pub: no-such-command: No such file or directory' ]
	: >file
	run -126 pub ./file
	[ "$output" = 'sse-pub: ./file: Permission denied' ]
	# As a shell runs it.
	echo 'exit 5' >file
	chmod +x file
	run -5 pub ./file
	run -0 published 3
	[ "$(grep -o '{.*' <<<"$output" | jq .code | xargs)" = '127 126 5' ]
}

@test "it dies of the signal that the command died of" {
	start_ssed
	for name in TERM KILL INT; do
		run -0 node -e '
			const { spawnSync } = require("node:child_process");
			const [program, ...args] = process.argv.slice(1);
			console.log(spawnSync(program, args).signal);' \
			sse-pub -u "$HUB" -q --run -- bash -c "kill -$name \$\$"
		[ "$output" = "SIG$name" ]
	done
	run -0 published 3
	[ "$(grep -o '{.*' <<<"$output" | jq -r .signal | xargs)" = 'TERM KILL INT' ]
}

@test "a signal is passed on to the command, once, and does not end it sooner" {
	start_ssed
	start_pub -q -- bash -c '
		for name in HUP INT QUIT TERM USR1; do
			trap "echo $name" "$name"
		done
		trap "exit 9" USR2
		echo ready
		mkfifo never; exec 5<>never
		while :; do read -r -t 0.05 -u 5 _; done'
	wait_until says ready
	for name in HUP INT QUIT TERM USR1; do
		kill "-$name" "$RUNNER"
		wait_until says "$name"
	done
	kill -USR2 "$RUNNER"
	ended 9
	run -0 published 7
	[ "$(head -n 6 <<<"$output" | cut -d ' ' -f 2 | xargs)" = 'ready HUP INT QUIT TERM USR1' ]
}

@test "Ctrl-C reaches the command once, by the terminal" {
	start_ssed
	mkfifo keys
	exec 8<>keys
	env --default-signal script -qec 'exec sse-pub -u "$HUB" -q --run -- bash -c "
		trap \"echo got\" INT
		trap \"exit 9\" USR1
		echo \$\$ >pid; echo ready
		mkfifo never; exec 5<>never
		while :; do read -r -t 0.05 -u 5 _; done"' \
		typescript <keys >script.out 2>&1 3>&- 8>&- &
	RUNNER=$!
	wait_until says ready
	printf '\003' >&8
	wait_until says got
	kill -USR1 "$(<pid)"
	ended 9
	exec 8>&-
	run -0 published 3
	[ "$(head -n 2 <<<"$output")" = $'stdout ready\nstdout got' ]
	[[ ${lines[2]} == 'exit {"code":9,'* ]]
}

@test "what the terminal sends is not passed on" {
	start_ssed
	mkfifo keys
	exec 8<>keys
	# In a session of its own the command hears of no key.
	env --default-signal script -qec 'exec sse-pub -u "$HUB" -q --run -- setsid bash -c "
		trap \"echo got\" INT
		trap \"exit 9\" USR1
		echo \$\$ >pid; echo ready
		mkfifo never; exec 5<>never
		while :; do read -r -t 0.05 -u 5 _; done"' \
		typescript <keys >script.out 2>&1 3>&- 8>&- &
	RUNNER=$!
	wait_until says ready
	printf '\003' >&8
	wait_until grep -qF '^C' script.out
	kill -USR1 "$(<pid)"
	ended 9
	exec 8>&-
	run -0 published 2
	[[ ${lines[0]} == 'stdout ready' && ${lines[1]} == exit* ]]
}

@test "the command has our input, directory, environment and signals" {
	start_ssed
	mkdir -p sub
	cd sub
	export SOMETHING=else
	run -0 pub bash -c 'cat; pwd; echo $SOMETHING' <<<'from us'
	# SIGPIPE ends a command as it does in a shell; nohup is respected.
	run -0 env --default-signal bash -c 'trap "" HUP; exec sse-pub -u "$HUB" -q --run -- \
		sed -nE "s/^Sig(Blk|Ign):\t0*//p" /proc/self/status'
	run -0 pub bash -c '(yes; echo $? >&2) | head -n 1'
	run -0 published 10
	[[ $output == $'stdout from us\nstdout '*/sub$'\nstdout else\nexit'* ]]
	[[ ${lines[4]} == 'stdout ' || ${lines[4]} == 'stdout 0' ]]
	[[ ${lines[5]} == 'stdout '*1 ]]
	grep -q '^stderr 141$' <<<"$output"
}

@test "a command ignores SIGPIPE if we were told to, and else not" {
	start_ssed
	ignored() {
		sed -nE 's/^SigIgn:\t(.*)$/\1/p' /proc/self/status
	}
	export -f ignored
	run -0 bash -c 'trap "" PIPE; ignored; exec sse-pub -u "$HUB" -q \
		--run -- bash -c ignored'
	before=$output
	run -0 published 2
	[[ ${lines[0]} == "stdout $before" ]]
}

@test "in a loop that reads, the command takes no line if it has no input" {
	start_ssed
	read_by_loop=$(seq 3 | while read -r line; do
		pub cat </dev/null
		echo "$line"
	done)
	[ "$read_by_loop" = $'1\n2\n3' ]
}

@test "the command gets the files that we were given, and none of ours" {
	start_ssed
	: >file
	files='ls -l /proc/self/fd | sed "s/.* -> //" | grep -v /proc/'
	bash -c "$files" 7<file >ours
	run -0 pub bash -c "$files >theirs" 7<file
	sed -i 's/pipe:.*/pipe/' ours theirs
	grep -q '/file$' theirs
	[ "$(grep -c . ours)" -eq "$(grep -c . theirs)" ]
}

@test "its arguments hold no token" {
	start_ssed
	export SSE_TOKEN=very-secret
	run -0 pub bash -c 'tr "\0" " " <"/proc/$PPID/cmdline"'
	run -0 published 2
	[[ $output == 'stdout sse-pub -u '* ]]
	[[ $output != *secret* ]]
}

@test "what is not UTF-8 is mended, and nothing is lost of it" {
	start_ssed
	run -0 pub printf 'a\xffb\0c\rd\xc3\n\xf0\x9f'
	run -0 timeout 20 sse-cat -s -n 2 "$HUB/events/main?since=all"
	[ "$(jq -c .data <<<"$output")" = $'"a\ufffdb\\u0000c\\nd\ufffd"\n"\ufffd"' ]
	run -0 --separate-stderr sse-pub -u "$HUB" -t binary --run -- \
		head -c 2000000 /dev/urandom
	jq -e '.refused == 0 and .unsent == 0 and .accepted > 1000' <<<"$output"
}

@test "a line over 64 KiB comes in pieces: an id tells which go on" {
	start_ssed
	head -c 3000000 /dev/zero | tr '\0' x | sed 's/xx/é/g' >long
	run -0 pub bash -c 'cat long; echo; echo short'
	timeout 60 sse-cat -s -n 48 "$HUB/events/main?since=all" >events
	jq -rj 'select(.event == "stdout") |
		(if .id[-1:] == "+" then "" else "\n" end) + .data' events |
		tail -n +2 | cmp - <(cat long && printf '\nshort')
	jq -se 'all(.[]; .data | utf8bytelength <= 65536)' events
}

@test "a child that keeps the pipes open is not waited for" {
	start_ssed --keep=20000
	mkfifo gate
	run -4 timeout 20 sse-pub -u "$HUB" -q --run -- \
		bash -c '(read -r _ <gate) & seq 10000; exit 4'
	timeout 60 bash -c 'echo >gate'
	run -0 published 10001
	[ "$(head -n 10000 <<<"$output")" = "$(seq -f 'stdout %g' 10000)" ]
}

@test "nor is one that goes on printing" {
	start_ssed
	run -4 timeout 20 sse-pub -u "$HUB" -q --run -- \
		bash -c 'yes & echo $! >pid; exit 4'
	wait_until is_over "$(<pid)"
}

@test "a hub slower than the command loses none of its lines" {
	start_ssed
	run -0 --separate-stderr sse-pub -u "$HUB" --run -- seq -f '%-0200g' 60000
	[ "$output" = '{"accepted":60001,"duplicates":0,"refused":0,"unsent":0}' ]
	[ -z "$stderr" ]
}

@test "a hub that is away neither holds up nor ends the command" {
	HUB=http://127.0.0.1:1
	start_pub --timeout=1s -- bash -c 'yes "$(printf "%0100d" 0)" |
		head -n 100000 && : >over; exit 3'
	wait_until test -e over
	ended 3
	[[ $(<err) == *"Couldn't connect"*'; again in '*$'\n'*'8 MiB wait for it: lines are dropped'* ]]
	[[ $(tail -n 1 err) == *': 100000 lines and the exit could not be sent: '* ]]
	[ "$(wc -l <err)" -eq 3 ]
	[ "$(<out)" = '{"accepted":0,"duplicates":0,"refused":0,"unsent":100001}' ]
}

@test "a hub that hangs neither holds up nor ends the command" {
	start_script hang
	HUB=$PEER
	start_pub --timeout=1s -- bash -c 'yes "$(printf "%0100d" 0)" |
		head -n 100000 && : >over; exit 3'
	wait_until test -e over
	ended 3
	[[ $(tail -n 1 err) == *': 100000 lines and the exit could not be sent: no answer in time' ]]
}

@test "nor does it while the first answer is still waited for" {
	start_script hang
	HUB=$PEER
	start_pub --timeout=50s -- bash -c 'yes "$(printf "%0100d" 0)" |
		head -n 100000 && : >over'
	wait_until test -e over
	end_runner
	grep -q 'lines are dropped' err
}

@test "a hub that refuses it all is told of once, and the command runs" {
	start_script 'answer 401 text/plain who'
	HUB=$PEER
	start_pub -- bash -c 'echo a; echo b; exit 3'
	ended 3
	grep -q '401 who' err
	[[ $(tail -n 1 err) == *'could not be sent: 401 who' ]]
	[[ $(<out) == '{"accepted":0,'* ]]
}

@test "at the end it is tried once more, though the hub asked for patience" {
	start_script 'raw HTTP/1.1 503 No\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n'
	HUB=$PEER
	mkfifo gate
	start_pub --timeout=5s -- bash -c 'echo a; exec 5<>gate; read -r -u 5 _; exit 3'
	wait_until grep -q 'again in 3[0-9]*[.]' err
	echo >gate
	ended 3
	[[ $(tail -n 1 err) == *': 1 line and the exit could not be sent: 503'* ]]
	[ "$(wc -l <"$REQUESTS")" -eq 2 ]
}

@test "what waits is sent when the hub comes back, each line once, in order" {
	start_ssed --log="sqlite:$BATS_TEST_TMPDIR/log.db" --keep=20000
	mkfifo gate
	start_pub -- bash -c 'exec 5<>gate
		seq 3000; read -r -u 5 _
		seq 3001 7000; read -r -u 5 _
		seq 7001 10000'
	wait_until says 3000
	kill -9 "$SSED_PID"
	wait "$SSED_PID" || true
	echo >gate
	wait_until grep -q 'again in' err
	come_back --log="sqlite:$BATS_TEST_TMPDIR/log.db" --keep=20000
	echo >gate
	wait "$RUNNER"
	run -0 published 10001
	diff <(head -n 10000 <<<"$output") <(seq -f 'stdout %g' 10000)
	[[ ${lines[10000]} == 'exit {"code":0,'* ]]
}

@test "what was dropped is counted in the exit" {
	start_ssed
	stop_ssed
	mkfifo gate
	start_pub -- bash -c 'yes "$(printf "%0100d" 0)" |
		head -n 100000; exec 5<>gate; read -r -u 5 _; echo end'
	wait_until grep -q 'lines are dropped' err
	come_back --keep=200000
	wait_until says "$(printf '%0100d' 0)"
	echo >gate
	wait "$RUNNER"
	exit=$(timeout 20 sse-cat -s -e exit -n 1 -r "$HUB/events/main?since=all")
	jq -se '.[0].dropped > 0 and .[0].dropped == .[1].unsent and
		.[0].dropped + .[1].accepted == 100002' - out <<<"$exit"
}

@test "--retain keeps how it ended, not a line" {
	start_ssed --keep=0
	run -3 sse-pub -u "$HUB" -q --retain --run -- bash -c 'echo a; exit 3'
	run -0 timeout 20 sse-cat -s -n 1 -r "$HUB/events/main"
	[[ $output == '{"code":3,'* ]]
}

@test "--run takes a command behind --, and nothing else to publish: 2" {
	run -2 sse-pub --run
	[[ $output == 'sse-pub: --run: the command is missing'* ]]
	run -2 sse-pub --run ls
	[[ $output == "sse-pub: --run: the command stands behind '--': --run -- ls"* ]]
	run -2 sse-pub --run ls -- -l
	for option in -mx -f/dev/null -s -l -n -ex --id=1; do
		run -2 sse-pub "$option" --run -- ls
	done
	run -2 sse-pub -m x -- ls
}

@test "a command ends, too, where the system does not tell of it" {
	echo 'int pidfd_open(int pid, int f) { return pid && f ? -1 : -1; }' |
		cc -shared -fPIC -x c -o none.so -
	start_ssed
	mkfifo never
	export ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0
	# One closes its output before it ends, of one it stays open after.
	LD_PRELOAD=$PWD/none.so run -3 pub bash -c \
		'exec >&- 2>&-; read -rt 0.3 <>never; exit 3'
	LD_PRELOAD=$PWD/none.so run -4 pub bash -c \
		'read -r <>never & echo $! >child; exit 4'
	kill "$(<child)"
}
