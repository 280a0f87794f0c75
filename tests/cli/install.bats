#!/usr/bin/env bats
# What cmake --install puts where, and that others can build with it.

bats_require_minimum_version 1.5.0

RELEASE=${SSE_RELEASE:-$BATS_TEST_DIRNAME/../../build/release}

setup_file() {
	export TREE=$BATS_FILE_TMPDIR/usr
	cmake --install "$RELEASE" --prefix "$TREE"
	LIB=$(dirname "$(find "$TREE" -name libsse.a)")
	export LIB
	cat >"$BATS_FILE_TMPDIR/count.c" <<-'END'
		#include <stdio.h>
		#include <sse/parse.h>
		#include <sse/write.h>
		int main(void)
		{
			struct slice in = slice_of("id: 7\ndata: hi\n\n");
			struct sse_parser *p = sse_parser_new(1024);
			struct sse_event ev;
			while (sse_parser_next(p, &in, &ev) == SSE_EVENT)
				printf("%.*s %.*s %zu\n", SLICE_ARGS(ev.id),
				    SLICE_ARGS(ev.data), sse_event_size(&ev, -1));
			sse_parser_free(p);
			return 0;
		}
	END
}

# has file...: under the prefix.
has() {
	for file in "$@"; do
		[[ -e $TREE/$file ]] || {
			echo "not there: $file; but there are:"
			(cd "$TREE" && find . -type f)
			return 1
		}
	done
}

# flags option...: what pkg-config says of the installed libsse.
flags() {
	PKG_CONFIG_PATH=$LIB/pkgconfig pkg-config "$@" libsse
}

# globals nm_option... file: the names it gives to others.
globals() {
	nm --defined-only --format=posix "$@" | awk 'NF > 2 { print $1 }'
}

@test "the programs, their manuals and their completions stand in place" {
	local name

	for name in ssed sse-cat sse-pub; do
		has "bin/$name" "share/bash-completion/completions/$name" \
			"share/zsh/site-functions/_$name" \
			"share/fish/vendor_completions.d/$name.fish"
	done
	has share/man/man1/sse-cat.1 share/man/man1/sse-pub.1 \
		share/man/man8/ssed.8
}

@test "the installed programs start" {
	for name in ssed sse-cat sse-pub; do
		"$TREE/bin/$name" --version
		"$TREE/bin/$name" --help >/dev/null
	done
}

@test "the programs and the library are hardened" {
	for file in "$TREE"/bin/{ssed,sse-cat,sse-pub} "$LIB/libsse.so"; do
		echo "$file"
		readelf -hW "$file" | grep -q 'Type: *DYN'
		readelf -lW "$file" | grep -q GNU_RELRO
		readelf -dW "$file" | grep -q BIND_NOW
		readelf -lW "$file" | grep GNU_STACK | grep -vq E
		readelf -sW "$file" | grep -q __stack_chk_fail
	done
	readelf -dW "$TREE/bin/ssed" | grep -q 'Flags: .*PIE'
	readelf -sW "$TREE/bin/ssed" | grep -q '__[a-z]*_chk@'
}

@test "libsse, its headers and its pkg-config file stand in place" {
	has include/libsse/base/slice.h include/libsse/sse/parse.h \
		include/libsse/sse/write.h include/libsse/sse/sse.h
	[ -e "$LIB/libsse.so.0" ]
	[ -e "$LIB/libsse.so" ]
	[ -e "$LIB/pkgconfig/libsse.pc" ]
}

@test "libsse exports nothing but sse_*, and all of it" {
	run -1 grep -v '^sse_' < <(
		globals -D "$LIB/libsse.so"
		globals -g "$LIB/libsse.a"
	)
	globals -D "$LIB/libsse.so" | grep -qx sse_parser_next
	diff <(globals -D "$LIB/libsse.so" | sort) \
		<(globals -g "$LIB/libsse.a" | sort)
}

@test "libsse needs nothing but libc" {
	needed=$(readelf -d "$LIB/libsse.so" | grep NEEDED)
	echo "$needed"
	[ "$(grep -c . <<<"$needed")" -eq 1 ]
	[[ $needed == *'[libc.so.6]'* ]]
}

@test "a program builds and runs with the shared libsse" {
	cd "$BATS_TEST_TMPDIR"
	read -ra options < <(flags --cflags --libs)
	cc -Wall -Werror -o count "$BATS_FILE_TMPDIR/count.c" "${options[@]}"

	readelf -d count | grep -q 'libsse.so.0'
	LD_LIBRARY_PATH=$LIB run -0 ./count
	[ "$output" = "7 hi 16" ]
}

@test "a program builds and runs with the static libsse" {
	cd "$BATS_TEST_TMPDIR"
	read -ra options < <(flags --cflags)
	cc -Wall -Werror -o count "$BATS_FILE_TMPDIR/count.c" \
		"${options[@]}" "$LIB/libsse.a"

	run -0 ./count
	[ "$output" = "7 hi 16" ]
}

@test "every header of libsse stands on its own, in C and in C++" {
	read -ra options < <(flags --cflags)
	for header in sse/parse.h sse/write.h sse/sse.h; do
		for compiler in "cc -xc -std=c11" "c++ -xc++"; do
			# shellcheck disable=SC2086 # words, on purpose
			$compiler -Wall -Werror -fsyntax-only \
				"${options[@]}" - <<<"#include <$header>"
		done
	done
}
