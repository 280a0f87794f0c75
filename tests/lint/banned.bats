#!/usr/bin/env bats
# What nobody calls, and why not.

setup() {
	cd "$BATS_TEST_DIRNAME/../.."
}

# calls names path...: lines outside of comments that call one of names.
calls() {
	local names=$1

	shift
	grep -rnE --include='*.[ch]' "(^|[^A-Za-z0-9_])($names)[ ]?\(" "$@" |
		grep -vE '^[^:]*:[0-9]+:[ \t]*(/?\*|//)' || true
}

# sleeps file...: lines that sleep, outside of wait_until and wait_for.
# A producer's own pace is no waiting: such a line ends in "# its pace".
sleeps() {
	awk '
	/^wait_(until|for)\(\)/ { inside = 1 }
	inside && /^}/ { inside = 0 }
	/# its pace$/ || /^[ \t]*#/ { next }
	!inside && /(^|[^A-Za-z0-9_.\/-])sleep[ \t]+[0-9."$]/ {
		print FILENAME ":" FNR ": " $0
	}' "$@"
}

@test "no call that overflows, guesses, blocks or starts a shell" {
	output=$(calls 'strcpy|strcat|sprintf|vsprintf|gets|strtok' lib cmd
		calls 'atoi|atol|atoll|atof|alloca' lib cmd
		calls 'system|popen|usleep|sleep|nanosleep' lib cmd)
	echo "$output"
	[ -z "$output" ]
}

@test "lib/ never prints and never ends the program" {
	# Out of memory, or out of randomness, does; and so does a child that
	# could not become a command.
	output=$(calls 'printf|vprintf|puts|putchar|perror' lib
		calls 'fprintf|vfprintf|fputs|fputc|putc' lib
		calls 'exit|_exit|_Exit|quick_exit|abort|assert' lib |
			grep -vE '^lib/(base/(mem|hash)|client/command)\.c:' || true)
	echo "$output"
	[ -z "$output" ]
}

@test "a test waits for a condition, never for a time" {
	mapfile -t files < <(find tests -name '*.bats' -o -name '*.bash')
	output=$(sleeps "${files[@]}" tests/run tests/quickstart)
	echo "$output"
	[ -z "$output" ]
}

@test "nothing is left undone without an issue" {
	output=$(grep -rnE '(TO''DO|FIX''ME|\bXX''X\b)' lib cmd man tests \
		--exclude-dir=corpus --exclude-dir=node_modules \
		--exclude=banned.bats | grep -vE '#[0-9]+' || true)
	echo "$output"
	[ -z "$output" ]
}
