#!/usr/bin/env bats
# clang-tidy finds nothing: see .clang-tidy for what it looks for.

setup() {
	cd "$BATS_TEST_DIRNAME/../.."
}

# tidy option... folder...: one file a run: clang 14 takes the va_lists of a
# second one for unset.  Without -O: libc's inline functions are not our
# nesting.
tidy() {
	local -a options=()

	while [[ $1 == --* ]]; do
		options+=("$1")
		shift
	done
	find "$@" -name '*.c' -print0 | xargs -0 -P "$(nproc)" -n 1 \
		clang-tidy --quiet --extra-arg=-O0 "${options[@]}" \
		-p "${SSE_BIN:-build/asan/bin}/.."
}

# The analyzer looks at so many states of a function at most.  A quarter of
# what it would takes a third of the time; TIDY_NODES=225000 is all of it.
@test "clang-tidy finds nothing in what is installed" {
	tidy --extra-arg=-Xclang --extra-arg=-analyzer-config \
		--extra-arg=-Xclang "--extra-arg=max-nodes=${TIDY_NODES:-50000}" \
		lib cmd
}

# The analyzer takes longest, and follows a test into all that it tests.
@test "clang-tidy finds nothing in the tests" {
	tidy '--checks=-clang-analyzer-*' tests
}
