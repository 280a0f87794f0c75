#!/usr/bin/env bats
# A log in a file: what was answered is there after kill -9, and what can be
# wrong with a file is said.  See DURABLE LOG in ssed(8).

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	stop_followers
	stop_ssed
	[[ ! -d disk ]] || umount -q disk 2>/dev/null || true
}

# hub [option...]: starts one with its log in a.db.
hub() {
	start_ssed --log=sqlite:a.db "$@"
}

# crash: the hub is killed, at once.
crash() {
	kill -9 "$SSED_PID"
	wait "$SSED_PID" || true
	SSED_PID=
}

# kept [query]: the data of all that is kept of the topic news, on one line.
kept() {
	curl -sS --max-time 20 "$HUB/events/news?since=all&poll=1&$1" |
		data /dev/stdin | xargs
}

# refused text argument...: ssed does not start, and says why in one line.
refused() {
	run -23 --separate-stderr timeout 20 ssed -l 127.0.0.1:0 "${@:2}" \
		</dev/null
	echo "$stderr"
	[[ -z $output && $stderr == "ssed: log $1" ]]
}

@test "what was answered is there after kill -9, in its order" {
	hub
	jq -nc 'range(1; 501) | { topic: "news", id: "\(.)", data: "\(.)" }' |
		curl -sS --max-time 60 -T - -X POST "$HUB/publish" \
			-H 'Content-Type: application/x-ndjson' >receipt
	jq -e .accepted==500 receipt
	crash
	hub
	[[ $(kept) == "$(seq -s ' ' 500)" ]]
	post /events/news 501 >receipt
	crash
	hub
	[[ $(kept last_event_id=498) == '499 500 501' ]]
	run -0 ssed log check a.db
}

@test "an id of an old log that none can be any more is a place all the same" {
	local id

	hub
	for id in x1 x2 x3 x4; do
		post "/events/news?id=$id" "$id"
	done
	stop_ssed
	sqlite3 a.db "UPDATE entries SET id = char(1) WHERE id = 'x1';
		UPDATE entries SET id = ' ' WHERE id = 'x2';
		UPDATE entries SET id = 'a ' WHERE id = 'x3'"
	hub
	[[ $(kept last_event_id=%01) == 'x2 x3 x4' ]]
	[[ $(kept last_event_id=%20) == 'x3 x4' ]]
	[[ $(kept last_event_id=a%20) == x4 ]]
	[[ $(kept) == 'x1 x2 x3 x4' ]]
	curl -sSf "$HUB/messages/a%20" | jq -e '.data == "x3"'
	stop_ssed
	ssed log export a.db >old
	run -1 --separate-stderr ssed log import b.db <old
	[[ $output == '{"imported":1,"duplicates":0,"refused":3}' ]]
	for id in 1 2 3; do
		[[ $stderr == *"line $id: its id is not one"* ]]
	done
}

# ended_while_busy command...: what the hub answered is there, though the
# command ended it while many published.
ended_while_busy() {
	local publishers=() i n

	hub
	for ((i = 0; i < 8; i++)); do
		(
			for ((n = 0; n < 1000; n++)); do
				curl -fsS --max-time 20 -d "$i-$n" \
					"$HUB/events/news?id=$i-$n" || break
			done >receipts.$i 2>/dev/null
		) 3>&- &
		publishers+=($!)
	done
	wait_until publishing
	"$@"
	wait "${publishers[@]}"
	hub --keep=100000
	kept | tr ' ' '\n' | sort >there
	cat receipts.* | jq -Rr 'fromjson? | .id' | sort >answered
	[[ -s answered ]]
	[[ -z $(comm -23 answered there) ]]
	run -0 ssed log check a.db
}

# publishing: each of the publishers has an answer.
publishing() {
	local i

	for ((i = 0; i < 8; i++)); do
		[[ -s receipts.$i ]] || return
	done
}

@test "a hub that is killed while it is published to has all it answered" {
	ended_while_busy crash
}

@test "SIGTERM while it is published to loses nothing that was answered" {
	ended_while_busy stop_ssed
}

@test "a follower that was away goes on where it was, over a restart" {
	hub
	post /events/news one >first
	id=$(jq -r .id first)
	post /events/news two
	stop_ssed
	hub
	post /events/news three
	curl -sS --max-time 20 "$HUB/events/news?poll=1" \
		-H "Last-Event-ID: $id" >got
	[[ $(data got | xargs) == 'two three' ]]
	run -1 grep ssed.gap got
}

@test "an id that was taken once stays so, over a restart" {
	hub
	post '/events/news?id=1' one
	crash
	hub
	[[ $(post '/events/news?id=1' one) == *'"duplicate":true'* ]]
	[[ $(post '/events/news?id=1' two -o /dev/null -w '%{http_code}') == 409 ]]
	[[ $(kept) == one ]]
}

@test "ids that the hub makes go on upwards, over a restart" {
	hub
	post /events/news one >a
	stop_ssed
	hub
	post /events/news two >b
	printf '%s\n' "$(jq -r .id a)" "$(jq -r .id b)" >ids
	sort -V ids | diff ids -
	[[ $(uniq ids | wc -l) == 2 ]]
}

@test "an open prompt and the answers to it are there after kill -9" {
	hub
	curl -sS -d '{"id":"42","data":"Deploy?","quorum":2}' "$HUB/H"
	curl -sS -d '{"id":"42"}' "$HUB/C?user=ann"
	crash
	hub
	curl -sS "$HUB/messages/42" >ledger
	jq -e '.ledger.state == "open" and .ledger.answers[0].user == "ann" and
		(.ledger.answers | length) == 1' ledger
	[[ $(curl -sS -d '{"id":"42"}' "$HUB/C?user=ann") == *'"duplicate":true'* ]]
	curl -sS -d '{"id":"42"}' "$HUB/C?user=bob" | jq -e '.state == "confirmed"'
	crash
	hub
	curl -sS "$HUB/messages/42" | jq -e '.ledger.state == "confirmed"'
}

@test "what is retained comes first, over a restart" {
	hub --keep=2
	post '/events/news?retain=1' state
	for n in 1 2 3; do
		post /events/news $n
	done
	crash
	hub --keep=2
	follow got /events/news
	wait_until grep -q state got
	[[ $(kept) == 'state 2 3' ]]
}

# keeps ids
keeps() {
	[[ $(kept) == "$1" ]]
}

@test "what is kept is by the options of the hub that runs" {
	hub
	for n in {1..10}; do
		post /events/news "$n" >/dev/null
	done
	stop_ssed
	hub --keep=3
	wait_until keeps '8 9 10'
	stop_ssed
	# Age counts from when it was published.
	hub --keep-age=1ms
	wait_until keeps ''
}

@test "sections say what a topic keeps before anything is forgotten" {
	printf 'keep = 1\n[topic "news"]\nkeep = 10\n' >ssed.conf
	hub -c ssed.conf
	for n in {1..5}; do
		post /events/news "$n" >/dev/null
	done
	stop_ssed
	hub -c ssed.conf
	[[ $(kept) == '1 2 3 4 5' ]]
}

@test "a file has one hub" {
	hub
	post /events/news one
	refused "a.db: another process has it" --log=sqlite:a.db
	ln -s a.db link.db
	refused "link.db: another process has it" --log=sqlite:link.db
	[[ $(kept) == one ]]
}

@test "no name of SQLite's own is another one of the file" {
	hub
	start_second() {
		timeout 20 ssed -l 127.0.0.1:0 --log=sqlite:file:a.db \
			--on-eof=exit --stdin=lines </dev/null
	}
	run -0 start_second
	[[ -s file:a.db && $(stat -c %a file:a.db) == 600 ]]
	ln a.db hard.db
	refused 'hard.db: another process has it' --log=sqlite:hard.db
}

# answer reason: a publish is refused, and why.
answer() {
	[[ $(post /events/news more -o answer -w '%{http_code}') == 507 ]]
	[[ $(jq -r .detail answer) == "the log could not keep it: $1" ]]
}

# not_removed path what: a DELETE is refused, and why.
not_removed() {
	[[ $(curl -sS -X DELETE "$HUB$1" -o answer -w '%{http_code}') == 507 ]]
	[[ $(jq -r '.code, .detail' answer) == "not-kept"$'\n'"$2" ]]
}

@test "a file that is moved away or emptied keeps nothing, and says so" {
	hub
	post '/events/news?id=1' one
	mv a.db b.db
	answer 'it was removed or moved away'
	not_removed /topics/news \
		'the log could not forget it: it was removed or moved away'
	not_removed /messages/1 \
		'the log could not remove it: it was removed or moved away'
	: >a.db
	answer 'it was removed or moved away'
	[[ ! -s a.db && $(kept) == one ]]
	wait_until grep -q 'log fails reason="a.db: it was removed' "$HUB_LOG"
	mv b.db a.db
	post /events/news two -f
	wait_until grep -q 'log is well again' "$HUB_LOG"
	crash
	hub
	[[ $(kept) == 'one two' ]]
	: >a.db
	answer 'it was emptied'
	rm a.db
	answer 'it was removed or moved away'
	# That is noticed before anybody publishes, too.
	wait_until grep -q 'log fails reason="a.db: it was emptied' "$HUB_LOG"
}

@test "without its -wal it keeps nothing, and SIGTERM saves what was in it" {
	local gone='its -wal was removed or replaced; end ssed with SIGTERM, which saves what was in it'

	hub
	post '/events/news?id=1' one -f
	mv a.db-wal away
	answer "$gone"
	: >a.db-wal
	answer "$gone"
	wait_until grep -qF "log fails reason=\"a.db: $gone" "$HUB_LOG"
	mv away a.db-wal
	post /events/news two -f
	wait_until grep -q 'log is well again' "$HUB_LOG"
	rm a.db-wal
	answer "$gone"
	[[ $(kept) == 'one two' ]]
	stop_ssed
	run -0 ssed log check a.db
	hub
	[[ $(kept) == 'one two' ]]
	post /events/news three -f
	# By another name it is the same file beside the same -wal.
	stop_ssed
	ln -s a.db link.db
	start_ssed --log=sqlite:link.db
	post /events/news four -f
	rm a.db-wal
	answer "$gone"
	stop_ssed
	hub
	[[ $(kept) == 'one two three four' ]]
}

@test "the reason is said of a long path, too, and to clients without it" {
	folder=$(printf 'a%.0s' {1..200})/$(printf 'b%.0s' {1..200})
	run -23 --separate-stderr ssed --log="sqlite:$folder/a.db" </dev/null
	[[ $stderr == *': No such file or directory' ]]
	mkdir -p "$folder"
	start_ssed --log="sqlite:$PWD/$folder/a.db"
	rm "$folder/a.db"
	answer 'it was removed or moved away'
}

@test "a folder that is not there, and what is no log, are said" {
	refused 'nope/a.db: No such file or directory' --log=sqlite:nope/a.db
	refused 'nope/a.db: No such file or directory' --check \
		--log=sqlite:nope/a.db
	echo 'no database, but a text of some length' >text
	refused 'text: it is no SQLite file' --log=sqlite:text
	refused 'text: it is no SQLite file' --check --log=sqlite:text
	[[ $(<text) == 'no database, but a text of some length' ]]
	sqlite3 other.db 'CREATE TABLE a(b)'
	cp other.db before.db
	refused "other.db: it is another program's file" --log=sqlite:other.db
	refused "other.db: it is another program's file" --check \
		--log=sqlite:other.db
	cmp other.db before.db
	refused '.: Is a directory' --log=sqlite:.
	mkfifo pipe
	refused 'pipe: it is no regular file' --log=sqlite:pipe
	refused 'pipe: it is no regular file' --check --log=sqlite:pipe
	refused '/dev/full: it is no regular file' --log=sqlite:/dev/full
	run -0 ssed --check --log=sqlite:a.db
	[[ ! -e a.db ]]
}

@test "a file of a newer ssed is left alone" {
	hub
	stop_ssed
	sqlite3 a.db 'PRAGMA user_version = 99'
	refused 'a.db: a newer ssed made it' --log=sqlite:a.db
}

@test "a folder that cannot be written to is said" {
	[[ $EUID != 0 ]] || setpriv --reuid=65534 --clear-groups true ||
		skip "no other user to be"
	as() { "$@"; }
	((EUID != 0)) || as() { setpriv --reuid=65534 --clear-groups "$@"; }
	mkdir locked
	chmod 555 locked
	chmod 755 .
	as test -x "$SSE_BIN/ssed" || skip "the build is not for others"
	run -23 --separate-stderr as "$SSE_BIN/ssed" --check \
		--log="sqlite:$PWD/locked/a.db"
	[[ $stderr == "ssed: log $PWD/locked/a.db: Permission denied" ]]
	run -23 --separate-stderr as "$SSE_BIN/ssed" -l 127.0.0.1:0 \
		--log="sqlite:$PWD/locked/a.db" </dev/null
	[[ $stderr == "ssed: log $PWD/locked/a.db: Permission denied" ]]
	# SQLite wants a file beside it even of who only reads.
	away=$(mktemp -d)
	ssed log import "$away/a.db" <<<'{"data":"x"}'
	chmod 644 "$away/a.db"
	chmod 555 "$away"
	run -1 --separate-stderr as "$SSE_BIN/ssed" log check "$away/a.db"
	rm -r "$away"
	[[ $stderr == *": its folder cannot be written to" ]]
}

@test "a log that there is none of, is a usage error" {
	for log in redis://localhost file a.db sqlite: sqlite::memory:; do
		run -2 --separate-stderr ssed --log="$log"
		[[ ${stderr%%$'\n'*} == "ssed: --log: '$log' is no log; there are memory and sqlite:PATH" ]]
	done
	run -2 ssed --durability=some
}

@test "a disk that is full refuses with 507, and serves on once it is not" {
	mkdir disk
	mount -t tmpfs -o size=2m none disk 2>/dev/null || {
		rmdir disk
		skip "no file system to be mounted here"
	}
	start_ssed --log=sqlite:disk/a.db
	post /events/news before >/dev/null
	dd if=/dev/zero of=disk/ballast bs=4k status=none || true
	head -c 200000 /dev/zero | tr '\0' x >large
	refuses() {
		[[ $(post /events/news @large -o answer \
			-w '%{http_code}') == 507 ]]
	}
	wait_until refuses
	jq -e '.code == "not-kept"' answer
	grep -q 'error ssed log fails reason=.*the disk is full' "$HUB_LOG"
	(($(grep -c 'log fails' "$HUB_LOG") == 1))
	curl -sS "$HUB/metrics" | grep -qx 'ssed_log_failing 1'
	[[ $(curl -sS "$HUB/readyz") == '{"status":"ready"}' ]]
	# Who follows is served what there is.
	[[ $(kept) == before* ]]
	rm disk/ballast
	takes() {
		[[ $(post /events/news after -o /dev/null \
			-w '%{http_code}') == 200 ]]
	}
	wait_until takes
	wait_until grep -q 'info ssed log is well again' "$HUB_LOG"
	curl -sS "$HUB/metrics" | grep -qx 'ssed_log_failing 0'
	[[ $(kept) == 'before'*'after' ]]
	stop_ssed
	start_ssed --log=sqlite:disk/a.db
	[[ $(kept) == 'before'*'after' ]]
	stop_ssed
	ssed log check disk/a.db
}

@test "other programs read the file while the hub runs" {
	hub
	post '/events/news?event=alert&id=1' '{"disk":"full"}'
	post /events/other two
	got=$(sqlite3 -readonly -json a.db \
		"SELECT id, data FROM events WHERE topic = 'news'")
	[[ $got == '[{"id":"1","data":"{\"disk\":\"full\"}"}]' ]]
	[[ $(sqlite3 -readonly a.db "SELECT data ->> 'disk' FROM events
		WHERE type = 'alert'") == full ]]
	# One that reads for long is in nobody's way.
	coproc sqlite3 -readonly a.db 3>&-
	echo 'BEGIN; SELECT count(*) FROM events;' >&"${COPROC[1]}"
	read -r -t 20 count <&"${COPROC[0]}"
	[[ $count == 2 ]]
	post /events/news three
	[[ $(kept) == *three ]]
	echo 'SELECT count(*) FROM events;' >&"${COPROC[1]}"
	read -r -t 20 count <&"${COPROC[0]}"
	[[ $count == 2 ]]
}

@test "a copy that is made while the hub runs is whole" {
	hub
	post /events/news one
	sqlite3 a.db "VACUUM INTO 'vacuumed.db'"
	sqlite3 a.db ".backup backup.db"
	post /events/news two
	for copy in vacuumed.db backup.db; do
		run -0 ssed log check $copy
		[[ $(ssed log export $copy | jq -r .data) == one ]]
	done
	stop_ssed
	start_ssed --log=sqlite:vacuumed.db
	[[ $(kept) == one ]]
}

@test "a log of a wrong clock is warned of, and mended by an import" {
	hub
	post /events/news one
	stop_ssed
	[[ $(<"$HUB_LOG") != *'ahead of the clock'* ]]
	sqlite3 a.db 'UPDATE state SET time = time + 86400000;
		UPDATE entries SET time = time + 86400000;'
	hub
	grep -q 'warn ssed log is ahead of the clock seconds=86[34]' "$HUB_LOG"
	stop_ssed
	ssed log export a.db | ssed log import b.db
	start_ssed --log=sqlite:b.db
	[[ $(kept) == one ]]
	(($(grep -c 'ahead of the clock' "$HUB_LOG") == 1))
}

@test "an older copy brought back is a gap to who saw more" {
	hub
	post /events/news one
	sqlite3 a.db ".backup old.db"
	post /events/news two >second
	stop_ssed
	rm a.db*
	mv old.db a.db
	hub
	curl -sS --max-time 20 "$HUB/events/news?poll=1" \
		-H "Last-Event-ID: $(jq -r .id second)" >got
	grep -q '"reason":"unknown"' got
	[[ $(data got) == one ]]
}

@test "a hub that ends with its input has all of it" {
	seq 20000 >input
	SSED_INPUT=input hub --stdin=lines --topic=news --on-eof=exit \
		--keep=100000 --drain=60s
	wait "$SSED_PID"
	SSED_PID=
	hub --keep=100000
	[[ $(kept) == "$(seq -s ' ' 20000)" ]]
}

@test "the end of input is told to followers after all that was read" {
	mkfifo pipe
	exec 9<>pipe
	SSED_INPUT=pipe hub --stdin=lines --topic=news --on-eof=exit \
		--drain=60s --lag-bytes=64M 9>&-
	follow got /events/news
	seq 5000 >&9
	exec 9>&-
	wait "$SSED_PID"
	SSED_PID=
	followers_ended
	[[ $(data got | xargs) == "$(seq -s ' ' 5000)" ]]
	grep -q '"reason":"closed"' got
}

@test "SIGTERM ends a hub that waits for its file when --drain is over" {
	hub --drain=1s
	coproc sqlite3 a.db 3>&-
	echo 'BEGIN IMMEDIATE; SELECT 1;' >&"${COPROC[1]}"
	read -r -t 20 _ <&"${COPROC[0]}"
	post /events/news one >/dev/null 2>&1 3>&- &
	waits() {
		curl -sS "$HUB/metrics" |
			grep -q '^ssed_log_waiting_bytes [1-9]'
	}
	wait_until waits
	stop_ssed
	grep -q 'error ssed the log hangs, and is given up' "$HUB_LOG"
	# After a second signal it does not wait that long.
	hub --drain=100s
	post /events/news two >/dev/null 2>&1 3>&- &
	wait_until waits
	kill "$SSED_PID"
	wait_until grep -q draining "$HUB_LOG"
	kill "$SSED_PID"
	ends() {
		! kill -0 "$SSED_PID" 2>/dev/null
	}
	wait_until ends
	stop_ssed
	echo 'COMMIT;' >&"${COPROC[1]}"
}

@test "SIGTERM leaves one file, which is whole" {
	hub
	post /events/news one
	stop_ssed
	[[ $(echo a.db*) == a.db ]]
	run -0 ssed log check a.db
}

@test "with --durability=normal a hub that is killed keeps what it had" {
	hub --durability=normal
	post /events/news one
	crash
	hub --durability=normal
	[[ $(kept) == one ]]
}

@test "another log, or durability, needs a restart" {
	printf 'log = sqlite:a.db\n' >ssed.conf
	start_ssed -c ssed.conf
	printf 'log = sqlite:b.db\ndurability = normal\n' >ssed.conf
	kill -HUP "$SSED_PID"
	wait_until grep -q 'needs a restart option=log$' "$HUB_LOG"
	wait_until grep -q 'needs a restart option=durability' "$HUB_LOG"
	wait_until grep -q 'reloaded' "$HUB_LOG"
	post /events/news one
	[[ ! -e b.db && $(kept) == one ]]
}
