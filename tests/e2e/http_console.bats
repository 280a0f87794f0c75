#!/usr/bin/env bats
# The console page as a client has it: what comes with it, and that it can be
# switched off (CONSOLE in ssed(8)).  What it does: tests/browser.

load ../lib/helpers

teardown() {
	stop_ssed
}

# policy: what the page may do, by the head of an answer, with its nonce as N.
policy() {
	tr -d '\r' <fields | sed -n 's/^Content-Security-Policy: //p' |
		sed "s/nonce-$1/nonce-N/g"
}

# get [curl option...]: asks for the page; its head goes to fields.
get() {
	curl -sS --max-time 20 -D fields "$@" "$HUB/?user=jack&topics=a|b"
}

# nonces: what the style and the script of a page carry, each once.
nonces() {
	sed -n 's/.*<\(style\|script\).* nonce="\([^"]*\)".*/\2/p' "$1" | sort -u
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

@test "the page comes with a policy that names its style and its script" {
	start_ssed
	get >page
	grep -q '^HTTP/1.1 200' fields
	grep -q '^Content-Type: text/html; charset=utf-8' fields
	grep -q '^Cache-Control: no-store' fields
	grep -q '^Referrer-Policy: no-referrer' fields
	nonce=$(nonces page)
	[[ $nonce =~ ^[0-9a-f]{32}$ ]]
	[[ $(policy "$nonce") == "default-src 'none'; connect-src 'self'; \
img-src data:; style-src 'nonce-N'; script-src 'nonce-N'; base-uri 'none'; \
form-action 'none'; frame-ancestors 'none'; \
require-trusted-types-for 'script'" ]]
}

@test "each answer has a nonce of its own" {
	start_ssed
	for name in one two three; do
		get >"$name"
	done
	[[ $(nonces one)$(nonces two)$(nonces three) =~ ^[0-9a-f]{96}$ ]]
	[[ $(nonces one) != $(nonces two) ]]
	[[ $(nonces two) != $(nonces three) ]]
}

@test "the page is whole, and names no other address" {
	start_ssed
	page=$(get)
	for part in style.css {dom,wire,stream,messages,prompts}.js \
		{publish,rates,main}.js; do
		[[ $page == *"$(<"$ROOT/lib/api/console/$part")"* ]]
	done
	[[ $page != *@STYLE@* && $page != *@SCRIPT@* && $page != *@NONCE@* ]]
	[[ $page == *'</html>' ]]
	# The icon is in the page; w3.org is the name of a language.
	others=$(grep -oE "((src|href)=|https?://)[^ ]*" <<<"$page" |
		grep -vE "^href=\"data:|^http://www.w3.org/" || true)
	[[ -z $others ]]
}

@test "HEAD has the fields of the page, and not the page" {
	start_ssed
	size=$(get | wc -c)
	get -I >/dev/null
	grep -q "^Content-Length: $size" fields
	grep -q '^Content-Security-Policy: ' fields
}

@test "the page takes no other method, and is at no other path" {
	start_ssed
	run -0 get -d x -o /dev/null -w '%{http_code}'
	[[ $output == 405 ]]
	grep -q '^Allow: GET, HEAD, OPTIONS' fields
	for path in // /x /index.html /console.js; do
		run -0 curl -sS --path-as-is -o /dev/null -w '%{http_code}' \
			"$HUB$path"
		[[ $output == 404 ]]
	done
}

@test "--console=off leaves the page out" {
	start_ssed --console=off
	run -0 get
	[[ $output == *'"status":404'*'--console=off'* ]]
	run -0 get -I
	[[ $output == 'HTTP/1.1 404'* ]]
	run -0 post /events/a x
	[[ $output == *'"delivered":0'* ]]
}

@test "index.html in the folder of --static goes before the page" {
	mkdir web
	start_ssed --static=web
	run -0 get
	[[ $output == *'<title>ssed</title>'* ]]
	echo '<title>mine</title>' >web/index.html
	run -0 get
	[[ $output == '<title>mine</title>' ]]
	stop_ssed
	start_ssed --static=web --console=off
	run -0 get
	[[ $output == '<title>mine</title>' ]]
	rm web/index.html
	run -0 get
	[[ $output == *'"status":404'* ]]
}
