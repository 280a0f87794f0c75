#!/usr/bin/env bats
# Files stay short enough to be read.  Functions are clang-tidy's: tidy.bats.

setup() {
	cd "$BATS_TEST_DIRNAME/../.."
}

# too_long lines file...: names the files that are longer.
too_long() {
	local max=$1 file lines

	shift
	for file in "$@"; do
		lines=$(wc -l <"$file")
		((lines <= max)) || echo "$file: $lines lines, at most $max"
	done
}

# verbs header: how many functions it declares or defines inline.
verbs() {
	sed '/^#ifdef __cplusplus/,/^#endif/d' "$1" |
		gcc -fpreprocessed -E -P -x c - |
		awk '
		/^[ \t]*#/ { next }
		{
			for (i = 1; i <= length($0); i++) {
				c = substr($0, i, 1)
				if (c == "{" && depth++ == 0)
					count(text)
				if (c == ";" && depth == 0)
					count(text)
				if (c ~ /[;}]/ && depth <= 1)
					text = ""
				else if (depth == 0)
					text = text c
				if (c == "}")
					depth--
			}
			text = text " "
		}
		function count(t) {
			n += t ~ /\(/ && t !~ /^ *(typedef|_Static_assert) *[a-z(]/
		}
		END { print n + 0 }'
}

@test "a .c file has at most 400 lines" {
	mapfile -t files < <(find lib cmd tests -name '*.c')
	output=$(too_long 400 "${files[@]}")
	echo "$output"
	[ -z "$output" ]
}

@test "a main.c has at most 60 lines" {
	mapfile -t files < <(find cmd -name main.c)
	output=$(too_long 60 "${files[@]}")
	echo "$output"
	[ -z "$output" ]
}

@test "the count of verbs counts what it should" {
	cat >"$BATS_TEST_TMPDIR/h.h" <<-'END'
		#define CALL(x) (x)
		/* not_this(one); */
		struct a { int (*call)(void); int n; };
		typedef int (*reader)(void);
		int one(void);
		struct a *two(int a,
		    int b) __attribute__((malloc));
		static inline int
		three(int a)
		{
			if (a) { return one(); }
			return 0;
		}
		#ifdef __cplusplus
		extern "C" {
		#endif
		void four(struct a *a);
	END
	[ "$(verbs "$BATS_TEST_TMPDIR/h.h")" -eq 4 ]
}

@test "a header has at most 12 verbs" {
	found=
	while read -r header; do
		count=$(verbs "$header")
		((count <= 12)) || found+="$header: $count verbs"$'\n'
	done < <(find lib cmd -name "*.h")
	echo "$found"
	[ -z "$found" ]
}
