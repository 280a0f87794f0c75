#!/usr/bin/env bats
# The command line of ssed: see ssed(1).
# shellcheck disable=SC2030,SC2031 # each test is a shell of its own

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	stop_followers
	stop_ssed
}

@test "--help fits a screen and names every group" {
	run -0 --separate-stderr ssed --help
	[[ -z $stderr ]]
	((${#lines[@]} <= 66))
	for line in "${lines[@]}"; do
		((${#line} <= 80))
	done
	for group in Where Input Log Streams Process; do
		[[ $output == *$'\n'"$group:"$'\n'* ]]
	done
	[[ ${lines[0]} == 'Usage: ssed '* ]]
	run -0 ssed -h
	[[ ${lines[0]} == 'Usage: ssed '* ]]
}

@test "--version and -V print the version" {
	run -0 ssed --version
	[[ $output =~ ^ssed\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	run -0 ssed -V
	[[ $output =~ ^ssed\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

# refused text argument...: exits with 2, says text, and where there is help.
refused() {
	local text=$1

	shift
	run -2 --separate-stderr ssed "$@" </dev/null
	echo "$stderr"
	[[ -z $output ]]
	[[ ${stderr%%$'\n'*} == "ssed: "$text ]]
	[[ ${stderr#*$'\n'} == "Try 'ssed --help'." ]]
}

@test "a usage error is one line and a hint, with exit status 2" {
	refused "unknown option '--nope'" --nope
	refused "'x': ssed takes no operands" x
	refused "--keep: 'x' is not a number" --keep=x
	refused "--stdin: *" --stdin=xml
	refused "--topic: 'a//b' is not a topic" --topic=a//b
	refused "--topic: '\$a' is not a topic" --topic=\$a
	refused "--topic: '\*' is not a topic" --topic='*'
	refused 'listen *' -l nonsense
	refused 'listen *' -l 127.0.0.1:65536
	refused 'listen *' -l example.org:80
	refused 'listen *' -l unix:
	refused 'listen *' -l fd:x
}

@test "other machines are kept out, unless --open says otherwise" {
	for addr in 0.0.0.0:0 '[::]:0' 192.0.2.1:0 '[2001:db8::1]:0'; do
		refused "listen ${addr//[/\\[}: other machines could connect without a password; --open allows it" -l "$addr"
	done
}

@test "--check says nothing when all is well" {
	run -0 ssed --check --keep=5
	[[ -z $output ]]
	refused "--heartbeat: *" --check --heartbeat=0.1
	refused 'listen 0.0.0.0:1: *' --check -l 0.0.0.0:1
	refused 'listen nonsense: *' --check -l nonsense
}

@test "what --print-config prints is a file that means the same" {
	ssed --keep=5 --keep-age=90s --lag-bytes=64k --listen=127.0.0.1:0 \
		--listen='[::1]:0' --topic='a b' --on-eof=exit --open \
		--log-format=json --print-config >a.conf
	ssed --config=a.conf --print-config >b.conf
	diff a.conf b.conf
	grep -qx 'keep = 5' a.conf
	grep -qx 'topic = a b' a.conf
	ssed --print-config >default.conf
	run -1 diff default.conf a.conf
}

@test "a flag beats the environment, which beats the file" {
	printf 'keep = 1\nretry = 1s\nheartbeat = 5s\n' >ssed.conf
	SSED_KEEP=2 SSED_RETRY=2s \
		ssed --keep=3 -c ssed.conf --print-config >got
	grep -qx 'keep = 3' got
	grep -qx 'retry = 2s' got
	grep -qx 'heartbeat = 5s' got
}

@test "an unknown key or bad value names its file and line" {
	printf '# note\nkeep = 5\n\nbogus = 1\n' >ssed.conf
	refused "ssed.conf:4: unknown key 'bogus'" --check -c ssed.conf
	printf 'keep = many\n' >ssed.conf
	refused "ssed.conf:1: *'many' is not a number" --check -c ssed.conf
	refused 'nothing.conf: No such file or directory' -c nothing.conf
	SSED_KEEP=many refused "SSED_KEEP: 'many' is not a number"
}

@test "--port-file has the port that was chosen, whole from the first look" {
	# Not every system has IPv6.
	other=127.0.0.2
	! grep -q . /proc/net/if_inet6 || other='[::1]'
	start_ssed -l "$other:0" -l "unix:$PWD/sock"
	mapfile -t ports <port
	((${#ports[@]} == 2))
	curl -sS "http://127.0.0.1:${ports[0]}/healthz"
	curl -sS "http://$other:${ports[1]}/healthz"
	curl -sS --unix-socket sock http://localhost/healthz
	stop_ssed
	[[ ! -e port && ! -e sock ]]
}

@test "a port file that cannot be written is an error" {
	run -23 --separate-stderr ssed -l 127.0.0.1:0 --port-file nope/port \
		</dev/null
	[[ $stderr == *'ssed: --port-file nope/port'*': No such file or directory' ]]
}

@test "a unix socket that a dead hub left is taken over, a live one is not" {
	start_ssed -l "unix:$PWD/sock"
	run -7 --separate-stderr ssed -l "unix:$PWD/sock" </dev/null
	[[ ${stderr##*$'\n'} == "ssed: listen unix:$PWD/sock: Address already in use" ]]
	kill -9 "$SSED_PID"
	wait "$SSED_PID" || true
	[[ -S sock ]]
	start_ssed -l "unix:$PWD/sock"
	curl -sS --unix-socket sock http://localhost/healthz
}

@test "a file that is no socket is not taken for one" {
	echo precious >file
	run -7 --separate-stderr ssed -l "unix:$PWD/file" </dev/null
	[[ $(<file) == precious ]]
}

@test "a port that is taken is an error, with exit status 7" {
	start_ssed
	run -7 --separate-stderr ssed -l "127.0.0.1:${HUB##*:}" </dev/null
	[[ $stderr == "ssed: listen 127.0.0.1:${HUB##*:}: Address already in use" ]]
}

@test "fd:N takes a listening socket over, and nothing else" {
	cat >hand_over.mjs <<-'END'
		import net from 'node:net';
		import { spawn } from 'node:child_process';
		const [host, ...args] = process.argv.slice(2);
		const server = net.createServer();
		server.listen(0, host, () => {
			const fd = server._handle.fd;
			const child = spawn('ssed', ['-l', 'fd:3', ...args],
				{ stdio: ['ignore', 'inherit', 'inherit', fd] });
			console.log(child.pid, server.address().port);
			server.close();
			child.on('exit', (code) => process.exit(code ?? 1));
		});
	END
	node hand_over.mjs 127.0.0.1 >got 2>&1 3>&- &
	node=$!
	wait_until grep -q listening got
	read -r pid port <got
	curl -sS "http://127.0.0.1:$port/healthz"
	kill "$pid"
	wait "$node" || true

	run -2 node hand_over.mjs 0.0.0.0
	[[ $output == *'listen fd:3: other machines could connect'* ]]
	run -7 ssed -l fd:0 </dev/null
	[[ $output == 'ssed: listen fd:0: '* ]]
	run -7 ssed -l fd:99 </dev/null
	[[ $output == 'ssed: listen fd:99: Bad file descriptor' ]]
}

@test "--log-format=json writes lines of JSON" {
	start_ssed --log-format=json
	stop_ssed
	jq -es 'map(.message) == ["listening", "draining"]' "$HUB_LOG"
}

@test "--log-level=error is silent when all is well" {
	start_ssed --log-level=error
	stop_ssed
	[[ ! -s $HUB_LOG ]]
}
