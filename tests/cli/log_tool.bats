#!/usr/bin/env bats
# ssed log check, export and import: see LOG TOOL in ssed(8).

load ../lib/helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	stop_ssed
	[[ ! -d disk ]] || umount -q disk 2>/dev/null || true
}

# log_with line...: a.db, with these lines.
log_with() {
	printf '%s\n' "$@" | ssed log import a.db >/dev/null
}

# log_with_all: a.db, with an event of each kind.
log_with_all() {
	# Not all too far away: an event lives for ten years at most.
	LATER=$(($(date -u +%Y) + 4))-01-01T00:00:00
	sed "s/LATER/$LATER/" >all.ndjson <<-'END'
		{"id":"1","topic":"news","data":"hello","time":"2016-01-02T03:04:05.678Z"}
		{"topic":"news","data":{"a":[1,null]},"event":"alert","retry":500,"retain":true}
		{"to":["bob","ann"],"data":"for two","from":"carl","copy":"dora"}
		{"topic":"team","to":"ann","data":"for one who follows"}
		{"event":"H","id":"h1","data":"Deploy?","hold":true,"quorum":2,"expires":"LATERZ","from":"ann"}
		{"event":"C","id":"c1","re":"h1","ok":false,"data":"{\"id\":\"h1\",\"ok\":false}","from":"bob"}
		{"event":"H","id":"h2","data":"Gone?","removed":true}
		{"topic":"a","also":["c","b"],"data":"\u0000\u0001\u0085\u00fc\n\"two\\","ttl":"10m"}
		{"topic":"a","data":""}
	END
	ssed log import a.db <all.ndjson
}

@test "what is exported and imported is exported the same" {
	run -0 log_with_all
	[[ $output == '{"imported":9,"duplicates":0,"refused":0}' ]]
	ssed log export a.db >a
	[[ $(wc -l <a) == 9 ]]
	ssed log import b.db <a
	ssed log export sqlite:b.db >b
	diff a b
	run -0 ssed log check b.db
	jq -e '.events == 8 and .forgotten == 1 and .topics == 5' <<<"$output"
}

@test "an export has all that an event is, under the names of publishing" {
	log_with_all
	ssed log export a.db >a
	line() { sed -n "$1p" a; }
	[[ $(line 1) == '{"id":"1","topic":"news","data":"hello","time":"2016-01-02T03:04:05.678Z"}' ]]
	line 2 | jq -e '.event == "alert" and .data == "{\"a\":[1,null]}" and
		.retry == 500 and .retain == true'
	line 3 | jq -e '.to == ["ann","bob"] and .from == "carl" and
		.copy == "dora" and .topic == "$inbox"'
	line 4 | jq -e '.to == ["ann"] and .topic == "team"'
	line 5 | jq -e --arg later "$LATER.000Z" '.hold == true and
		.quorum == 2 and .expires == $later'
	line 6 | jq -e '.re == "h1" and .ok == false'
	line 7 | jq -e '.removed == true'
	line 8 | jq -e '.also == ["b","c"] and
		.data == "\u0000\u0001\u0085\u00fc\n\"two\\" and
		((.expires | .[0:19]) > (.time | .[0:19]))'
	line 9 | jq -e '.data == "" and (keys | length) == 4'
}

@test "what is there already is a duplicate, and another content refused" {
	log_with '{"id":"1","data":"one"}'
	printf '%s\n' '{"id":"1","data":"one"}' '{"id":"1","data":"two"}' \
		'{"id":"2","data":"two"}' >more.ndjson
	run -1 --separate-stderr ssed log import a.db <more.ndjson
	[[ $output == '{"imported":1,"duplicates":1,"refused":1}' ]]
	[[ $stderr == 'ssed log import: line 2: its id is there already, with other content' ]]
	[[ $(ssed log export a.db | jq -r .data | xargs) == 'one two' ]]
}

@test "a line that is no event is told by its number, and the rest goes on" {
	cat >bad <<-'END'
		{"data":"first"}

		no JSON
		[1]
		{"topic":"a//b","data":"x"}
		{"topic":"$inbox/ann","data":"x"}
		{"topic":"$inbox/bob","to":"ann","data":"x"}
		{"id":"a\nb","data":"x"}
		{"id":"a\u0001","data":"x"}
		{"id":"a ","data":"x"}
		{"event":"ssed.open","data":"x"}
		{"data":"x","time":"tomorrow"}
		{"data":"x","expires":1.5}
		{"data":"x","from":""}
		{"data":"x","copy":7}
		{"data":"x","also":"a"}
		{"data":"x","also":["$a"]}
		{"data":"x","quorum":65}
		{"data":"x","hold":1}
		{"data":"x","ok":"no"}
		{"data":"x","removed":"no"}
	END
	printf '{"data":"last, without an end"}' >>bad
	run -1 --separate-stderr ssed log import a.db <bad
	[[ $output == '{"imported":2,"duplicates":0,"refused":19}' ]]
	for number in {3..21}; do
		[[ $stderr == *"ssed log import: line $number: "* ]]
		[[ $stderr != *": line $number: line "* ]]
	done
	[[ $(wc -l <<<"$stderr") == 19 ]]
}

@test "a line that is too long is refused, and what follows is not" {
	{
		printf '{"data":"'
		head -c 9000000 /dev/zero | tr '\0' x
		printf '"}\n{"data":"next"}\n'
	} >long
	run -1 --separate-stderr ssed log import a.db <long
	[[ $output == '{"imported":1,"duplicates":0,"refused":1}' ]]
	[[ $stderr == *'line 1: it is too long' ]]
}

@test "events keep their time, unless it is before that of the newest" {
	log_with '{"id":"1","data":"x","time":"2016-02-01T00:00:00.001Z"}' \
		'{"id":"2","data":"x","time":"2016-01-01T00:00:00Z"}' \
		'{"id":"3","data":"x","time":1454284800002}' \
		'{"id":"4","data":"x","time":"2016-02-01T01:00:00.5+01:00"}' \
		'{"id":"5","data":"x","time":"9999-01-01T00:00:00Z"}'
	ssed log export a.db | jq -r .time >times.txt
	head -4 times.txt | diff - <(printf '%s\n' 2016-02-01T00:00:00.001Z \
		2016-02-01T00:00:00.001Z 2016-02-01T00:00:00.002Z \
		2016-02-01T00:00:00.500Z)
	# What is yet to come is now.
	[[ $(tail -1 times.txt) < $(date -u +%Y-%m-%dT%H:%M:%S.999Z) ]]
}

@test "what is not UTF-8 in a damaged log is exported as U+FFFD" {
	log_with '{"id":"1","to":["ann","bob"],"data":"one"}'
	sqlite3 a.db "UPDATE entries SET data = CAST(x'41e285c22241' AS TEXT),
		recipients = CAST(x'61ff0a620a' AS TEXT)"
	ssed log export a.db >a
	jq -e '.data == "A\ufffd\ufffd\"A" and .to == ["a\ufffd","b"]' a
}

@test "an event that is larger than any is damage, not half a line" {
	log_with '{"id":"1","data":"one"}' '{"id":"2","data":"two"}'
	sqlite3 a.db "UPDATE entries SET data =
		CAST(zeroblob(9000000) AS TEXT) WHERE id = 2"
	run -1 --separate-stderr ssed log export a.db
	[[ $stderr == *damaged* ]]
	[[ $(jq -r .data <<<"$output") == one ]]
}

@test "check says what a log holds, and nothing else where it is well" {
	log_with '{"id":"1","data":"one"}' '{"id":"2","topic":"b","data":"two"}'
	run -0 --separate-stderr ssed log check a.db
	[[ -z $stderr ]]
	jq -e '.events == 2 and .topics == 2 and .forgotten == 0 and
		.newest == "2" and .bytes > 0' <<<"$output"
	run -0 ssed log check sqlite:a.db
}

# damaged sql text: check finds text in a log that sql was done to.
damaged() {
	rm -f a.db*
	log_with '{"id":"1","data":"one"}' '{"id":"2","topic":"b","data":"two"}' \
		'{"id":"3","topic":"b","data":"three"}'
	sqlite3 a.db "$1"
	run -1 --separate-stderr ssed log check a.db
	echo "$stderr"
	[[ $stderr == *"ssed log check: "$2* ]]
	jq -e '.events >= 0' <<<"$output"
}

@test "check finds what is not as it should be" {
	damaged "UPDATE entries SET data = 'uno' WHERE id = 1" \
		"event '1': it is not what was published"
	damaged "UPDATE entries SET topic = 'c' WHERE id = 2" \
		"event '2': it is not what was published"
	damaged "UPDATE entries SET data = CAST(x'ff41' AS TEXT) WHERE id = 1" \
		"event '1': not all of it is UTF-8"
	damaged "UPDATE entries SET data = NULL WHERE id = 1" \
		"event '1': its data is gone"
	damaged "UPDATE entries SET time = 5 WHERE id = 3" \
		"event '3': it is older than the one before it"
	damaged "DELETE FROM entries WHERE id = 2" \
		"state: events is 3, not 2"
	damaged "DELETE FROM entries WHERE id = 2" \
		"topic 'b': count is 2, not 1"
	damaged "UPDATE topics SET held = 1 WHERE name = 'b'" \
		"topic 'b': held is 1, not 0"
	damaged "UPDATE state SET last = 1" "state: last is 1, not 3"
	damaged "UPDATE state SET bytes = bytes + 1" "state: bytes is "
}

@test "check finds a page that is damaged" {
	seq -f '{"id":"%g","topic":"t","data":"some data of some length"}' 2000 |
		ssed log import a.db
	size=$(stat -c %s a.db)
	head -c 8192 /dev/urandom | dd of=a.db bs=1 seek=$((size / 2)) \
		conv=notrunc status=none
	run -1 --separate-stderr ssed log check a.db
	[ -z "$output" ] # it cannot be counted: 0 would be a lie
	[[ $stderr == 'ssed log check: '* ]]
	[[ $(grep -cv '^ssed log check: [^*]' <<<"$stderr") == 0 ]]
}

@test "where nothing can be written, a log without a -wal is read" {
	local name

	mkdir disk
	mount -t tmpfs -o size=4m none disk 2>/dev/null || {
		rmdir disk
		skip "no file system to be mounted here"
	}
	log_with '{"id":"1","data":"x"}' '{"id":"2","data":"y"}'
	cp a.db 'disk/a?b%20#c.db'
	cp a.db disk/b.db
	cp a.db disk/c.db
	start_ssed --log=sqlite:disk/b.db
	post /events/main more -f
	cp disk/b.db disk/d.db
	cp disk/b.db-wal disk/d.db-wal
	stop_ssed
	mount -o remount,ro disk
	ln -s disk/b.db link.db
	for name in 'disk/a?b%20#c.db' "$PWD/disk/c.db" "/$PWD/disk/c.db"; do
		[[ $(ssed log check "$name" | jq -c '[.events, .newest]') == \
			'[2,"2"]' ]]
		[[ $(ssed log export "$name" | jq -r .data | xargs) == 'x y' ]]
	done
	[[ $(ssed log export link.db | jq -r .data | xargs) == 'x y more' ]]
	for command in check export; do
		run -1 --separate-stderr ssed log $command disk/d.db
		[[ $stderr == *'d.db: it has a -wal beside it, and its file system is read-only; copy both to another one' ]]
		run -1 --separate-stderr ssed log $command disk/nope.db
		[[ $stderr == *'nope.db: it cannot be opened (No such file or directory)' ]]
	done
	cp disk/d.db disk/d.db-wal .
	[[ $(ssed log export d.db | jq -r .data | xargs) == 'x y more' ]]
}

@test "what is no log is told from one" {
	echo 'no database, but a text of some length' >text
	sqlite3 other.db 'CREATE TABLE entries(a)'
	: >empty.db
	sqlite3 bare.db 'VACUUM'
	sqlite3 marked.db 'PRAGMA application_id = 7'
	for command in check export; do
		run -1 --separate-stderr ssed log $command text
		[[ $stderr == "ssed log $command: text: it is no SQLite file" ]]
		run -1 --separate-stderr ssed log $command other.db
		[[ $stderr == *"other.db: it is another program's file" ]]
		run -1 --separate-stderr ssed log $command nope.db
		[[ $stderr == *'nope.db: it cannot be opened (No such file or directory)' ]]
		[[ ! -e nope.db ]]
		run -1 --separate-stderr ssed log $command empty.db
		[[ $stderr == *'empty.db: it is empty, there is no log in it' ]]
		run -1 --separate-stderr ssed log $command bare.db
		[[ $stderr == *'bare.db: it is empty, there is no log in it' ]]
		run -1 --separate-stderr ssed log $command marked.db
		[[ $stderr == *"marked.db: it is another program's file" ]]
	done
	mkfifo pipe
	for command in check export; do
		run -1 --separate-stderr timeout 20 ssed log $command pipe
		[[ $stderr == *'pipe: it is no regular file' ]]
	done
	for name in '' sqlite: :memory:; do
		run -2 ssed log import "$name" <<<'{"data":"x"}'
		run -2 --separate-stderr ssed log check "$name"
		[[ $stderr == "ssed log check: '$name' is no log"* ]]
	done
	[[ ! -e :memory: ]]
	cp other.db before.db
	run -23 --separate-stderr ssed log import other.db <<<'{"data":"x"}'
	[[ $stderr == *"other.db: it is another program's file" ]]
	cmp other.db before.db
	run -23 --separate-stderr ssed log import text <<<'{"data":"x"}'
	[[ $(<text) == 'no database, but a text of some length' ]]
	run -23 ssed log import nope/a.db <<<'{"data":"x"}'
	ssed log import empty.db <<<'{"data":"x"}'
}

@test "a log that a hub has can be checked and exported, not imported to" {
	start_ssed --log=sqlite:a.db
	post /events/news one
	run -0 ssed log check a.db
	jq -e .events==1 <<<"$output"
	[[ $(ssed log export a.db | jq -r .data) == one ]]
	run -23 --separate-stderr ssed log import a.db <<<'{"data":"x"}'
	[[ $stderr == 'ssed log import: a.db: another process has it' ]]
	post /events/news two
	stop_ssed
	run -0 ssed log import a.db <<<'{"data":"three"}'
	[[ $(ssed log export a.db | jq -r .data | xargs) == 'one two three' ]]
}

@test "prompts and their answers are imported as such" {
	printf '%s\n' '{"event":"H","id":"h","data":"Deploy?","hold":true,"quorum":2}' \
		'{"event":"C","id":"c","re":"h","from":"ann","data":"{}"}' \
		'{"event":"H","id":"gone","data":"Deploy?","removed":true}' |
		ssed log import a.db
	start_ssed --log=sqlite:a.db
	curl -sS "$HUB/messages/h" | jq -e '.ledger.state == "open" and
		.ledger.quorum == 2 and .ledger.answers[0].user == "ann"'
	curl -sS -d '{"id":"h"}' "$HUB/C?user=bob" |
		jq -e '.state == "confirmed"'
	[[ $(curl -sS "$HUB/events/main?since=all&poll=1") != *gone* ]]
}

@test "check finds nothing wrong with a log that forgot much" {
	start_ssed --log=sqlite:a.db --keep=5 --keep-bytes=20k
	jq -nc 'range(3000) | { topic: "t\(. % 30)", data: "\(.)",
		retain: (. % 50 == 0), id: "\(.)",
		to: (if . % 7 == 0 then ["ann", "bob"] else null end),
		ttl: (if . % 11 == 0 then "1ms" else null end) }' |
		curl -sS --max-time 100 -T - -X POST "$HUB/publish" \
			-H 'Content-Type: application/x-ndjson'
	for topic in 1 2 3; do
		curl -sS -X DELETE "$HUB/topics/t$topic"
	done
	curl -sS -X DELETE "$HUB/messages/2999"
	for id in 1 2 3 4; do
		curl -sS -d "{\"id\":\"h$id\"}" "$HUB/H"
	done
	curl -sS -d '{"id":"h1"}' "$HUB/C?user=ann"
	curl -sS -X DELETE "$HUB/messages/h2"
	run -0 --separate-stderr ssed log check a.db
	[[ -z $stderr ]]
	stop_ssed
	start_ssed --log=sqlite:a.db --keep=2
	post /events/t5 more
	stop_ssed
	run -0 --separate-stderr ssed log check a.db
	[[ -z $stderr ]]
	jq -e '.events > 20 and .forgotten > 2000' <<<"$output"
	ssed log export a.db >a
	ssed log import b.db <a
	ssed log export b.db | diff a -
	ssed log check b.db
}

@test "standard output that cannot be written is an error, one that left none" {
	seq -f '{"topic":"t","data":"%g"}' 20000 | ssed log import a.db
	run -23 --separate-stderr bash -c 'ssed log export a.db >/dev/full'
	[[ $stderr == 'ssed log export: standard output: No space left on device' ]]
	run -0 --separate-stderr bash -c \
		'ssed log export a.db | head -1; ((PIPESTATUS[0] == 23))'
	[[ -z $stderr && $(jq .data <<<"$output") == '"1"' ]]
	run -23 bash -c 'ssed log check a.db >/dev/full'
}

@test "what a full disk did not take is not counted" {
	seq -f '{"topic":"t","data":"%g"}' 20000 >lines
	# Blocks of 1 KiB: less than all of it takes.
	run -23 --separate-stderr bash -c '
		ulimit -f 1000
		trap "" XFSZ
		ssed log import a.db <lines'
	[[ $stderr == 'ssed log import: a.db: '* ]]
	imported=$(jq .imported <<<"$output")
	((imported > 0 && imported < 20000))
	[[ $(ssed log check a.db | jq .events) == "$imported" ]]
	run -0 ssed log import a.db <lines
}

@test "the largest event comes back as it was" {
	head -c 1048576 /dev/zero | tr '\0' '\1' >data
	start_ssed --log=sqlite:a.db
	curl -sS --data-binary @data "$HUB/events/t"
	stop_ssed
	ssed log export a.db | ssed log import b.db
	sqlite3 b.db "SELECT data FROM events" -newline '' | head -c 1048576 |
		cmp - data
}

@test "each command has --help, and says what it wants" {
	for command in check export import; do
		run -0 --separate-stderr ssed log $command --help
		[[ ${lines[0]} == "Usage: ssed log $command PATH" ]]
		run -2 --separate-stderr ssed log $command
		[[ $stderr == "ssed log $command: the path of one log is wanted"*"Try 'ssed log $command --help'." ]]
		run -2 ssed log $command a b
		run -2 ssed log $command --nope a
	done
	run -0 ssed log --help
	[[ $output == *'check PATH'*'export PATH'*'import PATH'* ]]
	run -2 ssed log
	run -2 --separate-stderr ssed log chekc a
	[[ $stderr == "ssed log: 'chekc': there are check, export and import"* ]]
}
