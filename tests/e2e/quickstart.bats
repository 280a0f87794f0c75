#!/usr/bin/env bats
# The first command of README.md works as it says.

bats_require_minimum_version 1.5.0

@test "tests/quickstart builds, publishes, shows the events, and ends" {
	run -0 "$BATS_TEST_DIRNAME/../quickstart" --once

	[[ $output == *'{"event":"message",'*'"data":"hello, world"'* ]]
	[[ $output == *'{"event":"alert","id":"42",'* ]]
	[[ $output == *'"data":"and from curl"'* ]]
	[[ $output == *'curl -N http://127.0.0.1:'* ]]
}
