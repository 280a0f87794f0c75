# packages.bash - what the scripts need from the system.
# shellcheck shell=bash

# Debian's names.  To build and to try it out:
PACKAGES_BUILD=(build-essential cmake ninja-build pkg-config libevent-dev
	libcurl4-openssl-dev libjansson-dev libsqlite3-dev jq curl ca-certificates)
# To run the tests:
PACKAGES_TEST=(git clang clang-tidy clang-format libcmocka-dev sqlite3 bats
	mandoc groff shellcheck bash-completion zsh fish valgrind procps)

# To run the tests of the console page; npm is asked for below.
PACKAGES_BROWSER=(chromium)

# Elsewhere, what tells whether they are there.
COMMANDS_BUILD=(cc cmake ninja pkg-config jq curl)
COMMANDS_TEST=(git gcc clang clang-tidy clang-format bats mandoc groff
	shellcheck zsh fish node)
COMMANDS_BROWSER=(chromium node npm)

# packages_ensure build|test|browser: installs what is missing on Debian and its
# kin; elsewhere says what to install, and fails.
packages_ensure() {
	if [[ -f /etc/debian_version ]] && command -v apt-get >/dev/null; then
		packages_ensure_apt "$1"
	else
		packages_ensure_commands "$1"
	fi
}

packages_ensure_apt() {
	local -a missing=()
	local name

	while read -r name; do
		packages_is_installed "$name" || missing+=("$name")
	done < <(packages_wanted "$1")
	((${#missing[@]} == 0)) && return 0
	echo "Installing ${missing[*]}"
	if ! packages_apt update -qq ||
		! packages_apt install -qq -y --no-install-recommends \
			"${missing[@]}"; then
		echo "Cannot install.  As root: apt-get install ${missing[*]}"
		return 1
	fi
}

# packages_wanted build|test|browser: their names, one a line.
packages_wanted() {
	if [[ $1 == browser ]]; then
		printf '%s\n' "${PACKAGES_BROWSER[@]}"
		command -v npm >/dev/null || echo npm
		return 0
	fi
	printf '%s\n' "${PACKAGES_BUILD[@]}"
	[[ $1 == test ]] || return 0
	printf '%s\n' "${PACKAGES_TEST[@]}"
	# Node may have come from elsewhere, under whatever name.
	command -v node >/dev/null || echo nodejs
	# The sanitizers and libFuzzer of clang carry its version in their name.
	packages_clang_rt
}

# The version is that of the clang which is there, else of Debian's.
packages_clang_rt() {
	local version

	if command -v clang >/dev/null; then
		version=$(clang -dumpversion)
	else
		version=$(apt-cache depends clang 2>/dev/null |
			sed -n 's/.*Depends: clang-\([0-9]*\)$/\1/p' | head -n 1)
	fi
	version=${version%%.*}
	echo "libclang-rt-${version:-14}-dev"
}

# packages_promtool folder: puts promtool there, which checks metrics.  It is
# taken out of its package, since to install that starts a server.
packages_promtool() {
	command -v promtool >/dev/null && return 0
	[[ -x $1/promtool ]] && return 0
	[[ -f /etc/debian_version ]] || return 0
	mkdir -p "$1"
	(cd "$1" && rm -f prometheus_*.deb &&
		apt-get -qq download prometheus 2>/dev/null &&
		dpkg-deb --fsys-tarfile prometheus_*.deb |
		tar -x --transform='s,.*/,,' ./usr/bin/promtool &&
			rm prometheus_*.deb) ||
		echo "Cannot fetch promtool: metrics are checked less."
}

# packages_nginx folder: puts nginx and its module Nchan there, to talk to.
# They are taken out of their packages, since to install them starts a server.
packages_nginx() {
	local package

	command -v nginx >/dev/null && [[ -e $NCHAN_INSTALLED ]] && return 0
	[[ -x $1/nginx && -e $1/${NCHAN_INSTALLED##*/} ]] && return 0
	[[ -f /etc/debian_version ]] || return 0
	mkdir -p "$1"
	for package in nginx libnginx-mod-nchan; do
		(cd "$1" && rm -f "$package"_*.deb &&
			apt-get -qq download "$package" 2>/dev/null &&
			dpkg-deb --fsys-tarfile "$package"_*.deb |
			tar -x --wildcards --transform='s,.*/,,' \
				'./usr/sbin/nginx' './usr/lib/nginx/modules/*.so' \
				2>/dev/null
			rm -f "$package"_*.deb)
	done
	[[ -x $1/nginx ]] ||
		echo "Cannot fetch nginx: sse-cat meets fewer servers."
}
NCHAN_INSTALLED=/usr/lib/nginx/modules/ngx_nchan_module.so

packages_is_installed() {
	local status

	status=$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)
	[[ $status == installed ]]
}

packages_apt() {
	local -a as_root=()

	if ((EUID != 0)); then
		as_root=(sudo -n)
		[[ -t 0 ]] && as_root=(sudo)
		command -v sudo >/dev/null || return 1
	fi
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "$@" \
		</dev/null
}

packages_ensure_commands() {
	local -a wanted=("${COMMANDS_BUILD[@]}") missing=()
	local name

	[[ $1 == build ]] || wanted+=("${COMMANDS_TEST[@]}")
	[[ $1 != browser ]] || wanted=("${COMMANDS_BROWSER[@]}")
	for name in "${wanted[@]}"; do
		command -v "$name" >/dev/null || missing+=("$name")
	done
	((${#missing[@]} == 0)) && return 0
	cat <<-END
		Missing: ${missing[*]}
		Please install them, and the headers of libevent, libcurl,
		jansson and, for the tests, cmocka.
	END
	return 1
}
