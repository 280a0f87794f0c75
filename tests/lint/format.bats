#!/usr/bin/env bats
# The layout of the sources is that of .clang-format and .editorconfig.

setup() {
	cd "$BATS_TEST_DIRNAME/../.."
}

# scripts: every shell script that is not a bats file.
scripts() {
	find .ci tests -type f ! -path '*/corpus/*' ! -path '*/node_modules/*' \
		! -name '*.bats' -exec grep -lE '^#!.*[/ ](ba)?sh' {} +
	find tests -name '*.bash'
}

@test "clang-format changes nothing" {
	output=$(find lib cmd tests -name "*.[ch]" -print0 |
		xargs -0 clang-format --dry-run 2>&1 | grep warning: |
		cut -d: -f1 | sort | uniq -c || true)
	echo "$output"
	[ -z "$output" ]
}

@test "no line ends in a blank, and every file ends in a line end" {
	output=$(find CMakeLists.txt CMakePresets.json README.md cmd lib man \
		tests .ci .github -type f ! -path '*/corpus/*' \
		! -path '*/node_modules/*' ! -path '*/peers/*' -print |
		while read -r file; do
			grep -HnE '[ 	]+$' "$file" || true
			[[ -z $(tail -c 1 "$file") ]] || echo "$file: last line"
		done)
	echo "$output"
	[ -z "$output" ]
}

@test "shellcheck finds nothing in the scripts" {
	scripts | xargs shellcheck -x
}

@test "shellcheck finds nothing in the tests" {
	# Each test is a subshell that ends at the first failing command,
	# run sets variables, bash -c has a text: not news to bats.
	find tests -name '*.bats' -print0 |
		xargs -0 shellcheck -e SC1091,SC2016,SC2030,SC2031,SC2154,SC2164
}
