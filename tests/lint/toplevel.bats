#!/usr/bin/env bats
# The top of the tree stays a page that one can take in.

@test "the top level holds the fixed names, and dot-files" {
	cd "$BATS_TEST_DIRNAME/../.."
	allowed=' CMakeLists.txt CMakePresets.json README.md LICENSE cmd lib '
	allowed+='man tests completions build ' # build is made, and ignored
	for name in *; do
		[[ $allowed == *" $name "* ]] || {
			echo "$name does not belong there"
			return 1
		}
	done
}
