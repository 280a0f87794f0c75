#!/usr/bin/env bats
# Each folder of lib/ includes only itself and what its line allows.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.."
}

# A layer, and the layers it may include.
layers() {
	cat <<-'END'
		base
		sse base
		http base
		auth base
		hub base sse
		log base hub
		api base sse http auth hub
		net base http
		client base sse
	END
}

# includes_of layer: the layers its files include, one a line.
includes_of() {
	grep -rhoE '^#[ \t]*include[ \t]*"[a-z]+/' "lib/$1" |
		cut -d'"' -f2 | tr -d / | sort -u
}

@test "no layer includes a layer above it" {
	while read -r layer allowed; do
		[[ -d lib/$layer ]] || continue
		for dep in $(includes_of "$layer"); do
			[[ " $layer $allowed " == *" $dep "* ]] || {
				echo "lib/$layer includes $dep/"
				return 1
			}
		done
	done < <(layers)
}

@test "every folder of lib/ is a known layer" {
	for folder in lib/*/; do
		layers | grep -qE "^$(basename "$folder")( |\$)" || {
			echo "$folder is in no line of layers()"
			return 1
		}
	done
}

@test "an include names its file from lib/ on, not from beside it" {
	run -1 grep -rnE '^#[ \t]*include[ \t]*"([^/"]*"|\.\.?/)' lib
}

@test "the pure layers know no socket, no thread and no clock" {
	run -1 grep -rnE --include='*.[ch]' \
		-e '^#[ \t]*include[ \t]*<(sys/(socket|epoll|un)|netinet/|arpa/)' \
		-e '^#[ \t]*include[ \t]*<(netdb|poll|pthread|threads|event2/)' \
		-e '^#[ \t]*include[ \t]*<curl/' \
		-e '[^a-z_](clock_gettime|gettimeofday|time)\(' \
		lib/sse lib/http lib/hub
}

# The client may not include the hub's table, so it has a list of its own.
@test "what a hub can take another time is no refusal to sse-pub" {
	codes=$(sed -nE 's/.*= \{ (408|429|5[0-9]+), "(.*)" \},/\2/p' \
		lib/api/problem.c | sort)
	[ "$(wc -w <<<"$codes")" -ge 7 ]
	diff -u <(echo "$codes") <(sed -n '/^is_passing/,/^}/p' \
		lib/client/tally.c | grep -o '"[^"]*"' | tr -d '"' | sort)
}
