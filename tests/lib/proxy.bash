# proxy.bash - a proxy, certificates, and encoded streams, for the clients.
# shellcheck shell=bash

PEER_PIDS=()

# start_peer program [argument...]: starts peers/program, which is given a file
# for its port and the arguments.  Sets PORT.
start_peer() {
	local port_file=$BATS_TEST_TMPDIR/peer.port

	rm -f "$port_file"
	node "$ROOT/tests/peers/$1" "$port_file" "${@:2}" \
		</dev/null >&2 3>&- &
	PEER_PIDS+=("$!")
	wait_until test -s "$port_file"
	PORT=$(<"$port_file")
}

stop_peers() {
	((${#PEER_PIDS[@]} > 0)) || return 0
	kill "${PEER_PIDS[@]}" 2>/dev/null || true
	wait "${PEER_PIDS[@]}" 2>/dev/null || true
	PEER_PIDS=()
}

# start_proxy: sets PROXY_ADDR to its host and port, and PROXIED to the file of
# what it was asked.
start_proxy() {
	PROXIED=$BATS_TEST_TMPDIR/proxied
	: >"$PROXIED"
	start_peer proxy.mjs "$PROXIED"
	PROXY_ADDR=127.0.0.1:$PORT
	export PROXY_ADDR PROXIED
}

# proxied filter: a member of what the proxy was asked last.
proxied() {
	tail -n 1 "$PROXIED" | jq -r "$1"
}

# make_certificates: an authority, ca.pem, and what it vouches for: server.pem
# for 127.0.0.1 and client.pem for me, each with its key in NAME.key.
make_certificates() {
	local name

	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ours \
		-keyout ca.key -out ca.pem 2>/dev/null
	for name in server client; do
		openssl req -newkey rsa:2048 -nodes -keyout "$name.key" \
			-subj "/CN=$name" -out "$name.csr" 2>/dev/null
		openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key \
			-CAcreateserial -days 2 -out "$name.pem" \
			-extfile <(echo subjectAltName=IP:127.0.0.1) \
			2>/dev/null
	done
}

# encoded name text...: the texts, in which \n is a line end, encoded as gzip,
# deflate or br, each flushed and none finished; as a script's TEXT.
encoded() {
	node -e '
		const zlib = require("node:zlib");
		const [name, ...texts] = process.argv.slice(1);
		const make = { gzip: "createGzip", deflate: "createDeflate",
			br: "createBrotliCompress" }[name];
		const z = zlib[make]();
		z.on("data", (data) => process.stdout.write(
			data.toString("hex").replace(/../g, "\\x$&")));
		const next = () => texts.length > 0 && (z.write(
			texts.shift().replaceAll("\\n", "\n")), z.flush(next));
		next();
	' "$@"
}
