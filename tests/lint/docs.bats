#!/usr/bin/env bats
# --help, the man pages, the completions and the README say the same: what
# the option tables of the programs say.  See tests/gen/update.

bats_require_minimum_version 1.5.0

load ../lib/helpers

PROGRAMS=(ssed sse-cat sse-pub)

setup() {
	cd "$ROOT"
	GEN=$SSE_BIN/../tests/sse_gen
	[ -x "$GEN" ]
}

# page program: its man page.
page() {
	echo man/"$1".[1-8]
}

# generated page: what stands between the marks.
generated() {
	sed '1,/^\.\\" begin options/d; /^\.\\" end options/,$d' "$1"
}

# options program: its long options, as --help has them, sorted.
options() {
	"$1" --help | sed -n 's/^  \(-., \|    \)--\([a-z0-9.-]*\).*/\2/p' | sort
}

# all_options: those of all programs.
all_options() {
	for program in "${PROGRAMS[@]}"; do
		options "$program"
	done | sort -u
}

# commands_in file program: what the code blocks have it do, a line each.
commands_in() {
	awk -v program="$2" '
	/^```/ { inside = !inside; next }
	!inside { next }
	sub(/\\$/, "") { line = line $0; next }
	{
		count = split(line $0, commands, /[|&;]|#.*/)
		line = ""
		for (i = 1; i <= count; i++)
			if (commands[i] ~ "^[$ ]*(sudo )?" program "( |$)")
				print commands[i]
	}' "$1"
}

# same what expected got: fails, and tells, unless both are the same.
same() {
	diff -u --label "options of $1, by --help" <(echo "$2") \
		--label "$3" <(echo "$4")
}

# with_bash program word...: what bash offers for the last word, a line each.
# It finds the completion as it does once that is installed.
with_bash() {
	mkdir -p "$BATS_TEST_TMPDIR/user"
	ln -sfn "$ROOT/completions/bash" "$BATS_TEST_TMPDIR/user/completions"
	BASH_COMPLETION_USER_DIR=$BATS_TEST_TMPDIR/user bash --norc -c '
		source /usr/share/bash-completion/bash_completion
		_completion_loader "$1"
		found=$(complete -p "$1")
		[[ $found =~ -F\ ([a-z_]+) ]] || exit 1
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		"${BASH_REMATCH[1]}" "$1" "${!#}" "${*: -2:1}"
		((${#COMPREPLY[@]} == 0)) || printf "%s\n" "${COMPREPLY[@]}"
	' bash "$@"
}

# with_zsh line: what a terminal shows after the line and a tab.
with_zsh() {
	timeout 20 zsh -f tests/lint/complete.zsh "$ROOT/completions/zsh" "$1"
}

# with_fish line: what fish offers, without its explanations.
with_fish() {
	# shellcheck disable=SC2016 # it is fish that expands
	HOME=$BATS_TEST_TMPDIR XDG_CONFIG_HOME=$BATS_TEST_TMPDIR fish \
		--no-config -c '
		for file in completions/fish/*.fish
			source $file
		end
		complete -C $argv[1]' "$1" | cut -f1
}

@test "the option lists of the man pages are made from the tables" {
	for program in "${PROGRAMS[@]}"; do
		diff -u --label "$(page "$program")" \
			<(generated "$(page "$program")") \
			--label "its table" <("$GEN" "$program" man)
	done
}

@test "the completions are made from the tables" {
	for program in "${PROGRAMS[@]}"; do
		"$GEN" "$program" bash | diff -u "completions/bash/$program" -
		"$GEN" "$program" zsh | diff -u "completions/zsh/_$program" -
		"$GEN" "$program" fish |
			diff -u "completions/fish/$program.fish" -
	done
}

@test "what --help prints is made from the tables" {
	for program in "${PROGRAMS[@]}"; do
		run -0 "$program" --help
		diff -u <(echo "$output") <("$GEN" "$program" help)
	done
}

@test "--help, man page and completions have the same options" {
	for program in "${PROGRAMS[@]}"; do
		help=$(options "$program")
		[ "$(wc -w <<<"$help")" -ge 10 ]
		same "$program" "$help" "man page" "$(
			sed -n 's/^\.It .*Fl -\([a-z0-9.-]*\).*/\1/p' \
				"$(page "$program")" | sort
		)"
		same "$program" "$help" "bash" "$(
			sed -n 's/^\t\t\t--\([a-z0-9.-]*\).*/\1/p' \
				"completions/bash/$program" | sort
		)"
		same "$program" "$help" "zsh" "$(
			sed -n 's/^\t[^[]*--\([a-z0-9.-]*\).*/\1/p' \
				"completions/zsh/_$program" | sort
		)"
		same "$program" "$help" "fish" "$(
			sed -n 's/.* -l \([a-z0-9.-]*\) .*/\1/p' \
				"completions/fish/$program.fish" | sort
		)"
	done
}

@test "a man page mentions no option that its program does not have" {
	for program in "${PROGRAMS[@]}"; do
		output=$(grep -oE 'Fl -[a-z][a-z0-9.-]+' "$(page "$program")" |
			sed 's/^Fl -//; /^name$/d' | sort -u |
			comm -23 - <(options "$program"))
		echo "$output"
		[ -z "$output" ]
	done
}

@test "an option written out in a man page is one that a program has" {
	# jq has its own.
	output=$(sed '/^\.\\" begin/,/^\.\\" end/d; /^ *jq /d' man/*.[1-8] |
		grep -oE -e '--[a-z][a-z0-9.-]*[a-z0-9]' | sed 's/^--//' | sort -u |
		comm -23 - <(all_options))
	echo "$output"
	[ -z "$output" ]
}

@test "--help fits on a screen" {
	for program in "${PROGRAMS[@]}"; do
		run -0 "$program" --help
		[ "${#lines[@]}" -gt 20 ]
		[ "$(wc -l <<<"$output")" -le 80 ]
		wide=$(awk 'length > 80' <<<"$output")
		echo "$wide"
		[ -z "$wide" ]
	done
}

@test "mandoc finds nothing in the man pages" {
	# But for pages that are not installed, or not known to be.
	output=$(mandoc -Tlint -Wstyle man/*.[1-8] 2>&1 | grep -vE \
		'referenced manual not found|outdated mandoc.db' || true)
	echo "$output"
	[ -z "$output" ]
}

@test "groff finds nothing in the man pages" {
	for page in man/*.[1-8]; do
		output=$(groff -ww -mandoc -z "$page" 2>&1)
		echo "$output"
		[ -z "$output" ]
	done
}

@test "every man page has the sections that a reader looks for" {
	for page in man/*.[1-8]; do
		for section in NAME SYNOPSIS DESCRIPTION OPTIONS ENVIRONMENT \
			'EXIT STATUS' EXAMPLES 'SEE ALSO'; do
			grep -qx "\.Sh $section" "$page" || {
				echo "$page has no $section"
				return 1
			}
		done
	done
}

@test "the exit statuses of the clients stand in sse-cat(1)" {
	statuses=$(sed -n 's/^\tSTATUS_[A-Z_]* = \([0-9]*\),.*/\1/p' \
		lib/client/status.h | grep -vx 75 | sort -n) # that is a spool's
	[ "$(wc -w <<<"$statuses")" -ge 10 ]
	diff -u <(echo "$statuses") <(sed -n \
		'/^\.Sh EXIT STATUS/,/^\.El/s/^\.It \([0-9]*\)$/\1/p' \
		man/sse-cat.1 | sort -n)
}

@test "an exit status in sse-pub(1) is one of the clients'" {
	output=$(sed -n '/^\.Sh EXIT STATUS/,/^\.El/s/^\.It \([0-9]*\)$/\1/p' \
		man/sse-pub.1 | while read -r status; do
		grep -q " = $status," lib/client/status.h || echo "$status"
	done)
	echo "$output"
	[ -z "$output" ]
}

@test "the variables that sse-pub reads stand in sse-pub(1)" {
	keys=$("$GEN" sse-pub config | sed -n 's/^\(# \)\?\([a-z-]*\) =.*/\2/p')
	[ -n "$keys" ]
	for key in $keys; do
		key=${key^^}
		grep -qx "\.It Ev SSE_${key//-/_}" man/sse-pub.1
	done
}

@test "what is for the command line alone is said in ssed(8)" {
	keys=$("$GEN" ssed config | sed -n 's/^\(# \)\?\([a-z-]*\) =.*/\2/p')
	[ -n "$keys" ]
	for option in $(options ssed | comm -23 - <(sort <<<"$keys")); do
		letter=$(ssed --help | sed -n "s/^  -\(.\), --$option.*/\1/p")
		sed -n '/^\.Sh FILES/,/^\.Sh EXIT/p' man/ssed.8 |
			grep -qE "^\.Fl ${letter:--$option}( ,)?\$" || {
			echo "$option is missing in FILES"
			return 1
		}
	done
}

@test "the metrics in ssed(8) are those of GET /metrics, in their words" {
	start_ssed
	curl -sS --max-time 20 "$HUB/metrics" >"$BATS_TEST_TMPDIR/metrics"
	stop_ssed
	sed -n 's/^# HELP \([^ ]*\) \(.*\)/\1: \2./p' \
		"$BATS_TEST_TMPDIR/metrics" >"$BATS_TEST_TMPDIR/endpoint"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/endpoint")" -ge 30 ]
	sed -n '/^\.Sh METRICS/,/^\.El/{
		/^\.It Va /{N;s/^\.It Va \(.*\)\n/\1: /p}
	}' man/ssed.8 | diff -u - "$BATS_TEST_TMPDIR/endpoint"
}

@test "the secrets that ssed(8) says are left out of the log are those" {
	sed -n '/^static .* words/,/;/p' lib/http/redact.c |
		grep -o '"[a-z]*"' | tr -d '"' >"$BATS_TEST_TMPDIR/words"
	[ -s "$BATS_TEST_TMPDIR/words" ]
	sed -n '/^Of parameters whose name/,/^in it/s/^\.Ql \([a-z]*\).*/\1/p' \
		man/ssed.8 | diff -u - "$BATS_TEST_TMPDIR/words"
}

@test "what README.md has ssed, sse-cat and sse-pub do, they can" {
	for program in "${PROGRAMS[@]}"; do
		[ -n "$(commands_in README.md "$program")" ]
		output=$(commands_in README.md "$program" |
			grep -oE -e '--[a-z][a-z0-9.-]*[a-z0-9]' | sed 's/^--//' |
			sort -u | comm -23 - <(options "$program"))
		echo "$program has none of these: $output"
		[ -z "$output" ]
	done
}

@test "bash offers the options that begin so" {
	run -0 with_bash ssed --std
	[ "$output" = --stdin ]
	run -0 with_bash sse-cat -v --retry-
	[ "$output" = $'--retry-delay\n--retry-max' ]
	run -0 with_bash sse-pub -
	[[ $output == *--message* && $output == *-m* ]]
}

@test "bash offers the choices of an option, however it is written" {
	choices=$'auto\noff\nlines\nndjson\nsse'
	run -0 with_bash ssed --stdin =
	[ "$output" = "$choices" ]
	run -0 with_bash ssed --stdin = l
	[ "$output" = lines ]
	run -0 with_bash ssed --stdin ''
	[ "$output" = "$choices" ]
	run -0 with_bash ssed --stdin=l # where '=' does not part words
	[ "$output" = --stdin=lines ]
}

@test "bash offers files where an option wants one, and nowhere else" {
	touch "$BATS_TEST_TMPDIR/my file.conf"
	for words in '-c' '--config' '--config ='; do
		# shellcheck disable=SC2086 # words are several
		run -0 with_bash ssed $words "$BATS_TEST_TMPDIR/my"
		[ "$output" = "$BATS_TEST_TMPDIR/my file.conf" ]
	done
	run -0 with_bash ssed --keep "$BATS_TEST_TMPDIR/my"
	[ -z "$output" ]
	run -0 with_bash sse-cat "$BATS_TEST_TMPDIR/my"
	[ -z "$output" ]
}

@test "what follows an option whose value may be left out is no value" {
	run -0 with_bash sse-pub H --wait --quo
	[ "$output" = --quorum ]
	run -0 with_bash sse-pub H --wait = 5
	[ -z "$output" ]
	run -0 with_fish 'sse-pub H --wait --quo'
	[ "$output" = --quorum ]
	[[ -e /dev/pts/ptmx ]] || skip "no pseudo-terminal here"
	run -0 with_zsh 'sse-pub H --wait --quo'
	[ "$output" = 'sse-pub H --wait --quorum=' ]
}

@test "the words that are no options are offered, too" {
	run -0 with_bash ssed log ch
	[ "$output" = check ]
	run -0 with_bash sse-pub ''
	[ "$output" = $'H\nC' ]
	touch "$BATS_TEST_TMPDIR/my.db"
	run -0 with_bash ssed log check "$BATS_TEST_TMPDIR/my"
	[ "$output" = "$BATS_TEST_TMPDIR/my.db" ]
	run -0 with_fish 'ssed log exp'
	[ "$output" = export ]
	[[ -e /dev/pts/ptmx ]] || skip "no pseudo-terminal here"
	run -0 with_zsh 'ssed log imp'
	[ "$output" = 'ssed log import ' ]
	run -0 with_zsh "ssed log check $BATS_TEST_TMPDIR/my"
	[ "$output" = "ssed log check $BATS_TEST_TMPDIR/my.db " ]
	run -0 with_zsh 'sse-pub H --wait --quo'
	[ "$output" = 'sse-pub H --wait --quorum=' ]
}

@test "fish offers options, choices and files" {
	for file in completions/fish/*.fish; do
		fish --no-execute "$file"
	done
	run -0 with_fish 'ssed --std'
	[ "$output" = --stdin ]
	run -0 with_fish 'ssed --stdin='
	[[ $output == *--stdin=lines* && $output == *--stdin=sse* ]]
	touch "$BATS_TEST_TMPDIR/my.conf"
	run -0 with_fish "ssed --config $BATS_TEST_TMPDIR/my"
	[ "$output" = "$BATS_TEST_TMPDIR/my.conf" ]
}

@test "zsh offers options, choices and files" {
	[[ -e /dev/pts/ptmx ]] || skip "no pseudo-terminal here"
	for file in completions/zsh/_*; do
		zsh -n "$file"
	done
	run -0 with_zsh 'ssed --std'
	[ "$output" = 'ssed --stdin=' ]
	run -0 with_zsh 'ssed --stdin=nd'
	[ "$output" = 'ssed --stdin=ndjson ' ]
	run -0 with_zsh 'sse-cat -E x --verb'
	[ "$output" = 'sse-cat -E x --verbose ' ]
	touch "$BATS_TEST_TMPDIR/my.conf"
	run -0 with_zsh "ssed -c $BATS_TEST_TMPDIR/my"
	[ "$output" = "ssed -c $BATS_TEST_TMPDIR/my.conf " ]
}
