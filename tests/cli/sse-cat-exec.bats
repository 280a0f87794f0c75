#!/usr/bin/env bats
# sse-cat runs a command for each event.
# sse-cat(1): --exec, --exec-fail.

load ../lib/helpers
load ../lib/script

setup() {
	cd "$BATS_TEST_TMPDIR"
}

teardown() {
	stop_script
}

# exec_of text option...: of a stream that is text, with printf's escapes.
exec_of() {
	printf '%b' "$1" | timeout 20 sse-cat "${@:2}" -
}

@test "a command gets the data on standard input, the rest in its environment" {
	export SSE_TOPIC=inherited
	run -0 --separate-stderr exec_of 'event: a\nid: 7\ntopic: t/u\ndata: x\ndata: y\n\ndata: z\n\n' \
		--exec='cat; printf "|%s|%s|%s|%s\n" "$SSE_EVENT" "$SSE_ID" "$SSE_TOPIC" "$SSE_URL"'
	[ "$output" = $'x\ny|a|7|t/u|-\nz|message|7||-' ]
	[ -z "$stderr" ]
	start_script 'stream data: 1\n\n'
	run -0 sse-cat --retry=0 --exec='echo "$SSE_URL"' "http://me:pw@${PEER#http://}/x"
	[ "$output" = "$PEER/x" ]
}

@test "nothing of an event is executed" {
	bad='$(touch made)`touch made`; touch made #'
	run -0 exec_of "event: $bad\nid: $bad\ntopic: $bad\ndata: $bad\n\n" \
		--exec='cat; echo; echo $SSE_EVENT $SSE_ID $SSE_TOPIC'
	[ "${lines[0]}" = "$bad" ]
	[ ! -e made ]
}

@test "one at a time, in order, and nothing is printed beside" {
	run -0 exec_of "$(printf 'data: %d\\n\\n' {1..50})" \
		--exec='read -r n; [ ! -e busy ] || echo two; : >busy; rm busy; echo "$n"'
	[ "$output" = "$(seq 50)" ]
}

@test "-e, -n and --until choose what it runs for" {
	run -0 exec_of 'event: a\ndata: 1\n\ndata: 2\n\nevent: a\ndata: 3\n\nevent: a\ndata: 4\n\n' \
		-e a -n 2 --exec='cat; echo'
	[ "$output" = $'1\n3' ]
	run -0 exec_of 'data: 1\n\ndata: end\n\n' --until=end --exec='cat; echo'
	[ "$output" = 1 ]
}

@test "much data is no trouble, be it read or not" {
	head -c 3000000 /dev/zero | tr '\0' x >text
	{
		printf 'data: '
		cat text
		printf '\n\n'
	} >stream
	run -0 timeout 20 sse-cat --exec='wc -c' - <stream
	[ "$output" -eq 3000000 ]
	run -0 timeout 20 sse-cat --exec=true - <stream
	run -0 timeout 20 sse-cat --exec='head -c 1' - <stream
	[ "$output" = x ]
	timeout 20 sse-cat --exec=cat - <stream | cmp - text
}

@test "a child of the command that keeps its input open holds nothing up" {
	head -c 3000000 /dev/zero | tr '\0' x | sed 's/^/data: /; s/$/\n\n/' >stream
	mkfifo gate
	run -0 timeout 20 sse-cat --exec='exec 5<&0; (exec >&- 2>&-; read -r line <gate) 5<&5 & exit 0' - <stream
	echo >gate
}

@test "a command that fails is told, and the next one runs" {
	run -0 --separate-stderr exec_of 'data: 1\n\ndata: 2\n\n' --exec='cat; echo; exit 3'
	[ "$output" = $'1\n2' ]
	[ "$stderr" = $'sse-cat: -: the command exited with 3\nsse-cat: -: the command exited with 3' ]
	run -0 --separate-stderr exec_of 'data: 1\n\n' --exec='kill -9 $$'
	[ "$stderr" = 'sse-cat: -: the command was ended by signal 9 (Killed)' ]
	run -0 --separate-stderr exec_of 'data: 1\n\n' -s --exec='exit 3'
	[ -z "$stderr" ]
}

@test "--exec-fail=stop ends it with the first that fails: 1" {
	start_script 'hold data: 1\n\ndata: 2\n\n'
	run -1 --separate-stderr timeout 20 sse-cat --exec-fail=stop --exec='cat; exit 3' "$PEER"
	[ "$output" = 1 ]
	[ "$stderr" = "sse-cat: $PEER/: the command exited with 3" ]
	run -1 exec_of 'data: 1\n\n' --exec-fail=stop --exec=no-such-command
	[[ $output == *'127: it was not found'* ]]
}

@test "an id too long for an environment is a command that cannot be run" {
	{
		printf 'id: '
		head -c 200000 /dev/zero | tr '\0' x
		printf '\ndata: 1\n\nid: 2\ndata: 2\n\n'
	} >stream
	run -0 --separate-stderr timeout 20 sse-cat --exec=cat - <stream
	[ "$output" = 2 ]
	[ "$stderr" = 'sse-cat: -: the command cannot be run: Argument list too long' ]
}

@test "a command has our standard output and error, and no other file of ours" {
	start_script 'hold data: 1\n\n'
	run -0 timeout 20 sse-cat -n 1 --exec='echo out; echo err >&2; ls /proc/self/fd' "$PEER"
	[ "$output" = $'out\nerr\n0\n1\n2\n3' ] # 3 is that of ls
}

@test "a command dies of SIGPIPE like any other" {
	run -0 exec_of 'data: 1\n\n' --exec='(yes; echo $? >&2) | head -n 1; :'
	[[ $output == *y* ]]
	[[ $output == *141* ]]
	[[ $output != *'Broken pipe'* ]]
}

@test "a signal is passed on, and ends it when the command is done" {
	printf 'data: 1\n\ndata: 2\n\n' >stream
	sse-cat --exec='trap "kill \$!; echo got; exit" TERM; tail -f /dev/null & echo up; wait' \
		- <stream >out 2>&1 3>&- &
	pid=$!
	wait_until grep -q up out
	kill -TERM "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 143 ]
	[ "$(cat out)" = $'up\ngot' ]
}

@test "the time of a command is no silence of the server" {
	start_script 'hold data: 1\n\ndata: 2\n\n' 'stream data: again\n\n'
	run -0 timeout 20 sse-cat -n 2 --idle-timeout=2s --exec='timeout 2.2 tail -f /dev/null; cat' "$PEER"
	[ "$output" = 12 ]
	[ "$(wc -l <"$REQUESTS")" -eq 1 ]
}

@test "an event whose command failed is not taken for seen by --state" {
	start_script 'hold id: 1\ndata: 1\n\nid: 2\ndata: 2\n\nid: 3\ndata: 3\n\n'
	run -1 timeout 20 sse-cat --state=place --exec-fail=stop \
		--exec='[ "$SSE_ID" != 2 ]' "$PEER"
	[[ $(<place) == *1* ]]
	[[ $(<place) != *2* ]]
}

@test "-m does not cut a command short, but no other follows" {
	start_script 'hold data: 1\n\ndata: 2\n\n'
	run -28 --separate-stderr timeout 20 sse-cat -m 2s --exec='cat; timeout 2.2 tail -f /dev/null; echo .' "$PEER"
	[ "$output" = 1. ]
}
