# servers.bash - starts and stops what is measured, one at a time.
# shellcheck shell=bash

SERVER=()      # process ids; the first one is the one to stop
SERVER_PORT=   # at 127.0.0.1
SERVER_FEED=   # a FIFO, where the server reads NDJSON

# wait_for command...: until it succeeds; fails after ten seconds.
wait_for() {
	local try

	for ((try = 0; try < 500; try++)); do
		"$@" && return 0
		sleep 0.02
	done
	echo "bench: not within ten seconds: $*" >&2
	return 1
}

# server_pin threads: the load has the last processor to itself, the server
# those before it, unless it has more threads than there are.  Otherwise the
# scheduler puts the two on one processor in some runs and not in others.
server_pin() {
	local last=$(($(nproc) - 1))

	PIN_SERVER=() PIN_LOAD=()
	(($1 <= last)) && command -v taskset >/dev/null || return 0
	PIN_SERVER=(taskset -c "0-$((last - 1))")
	# shellcheck disable=SC2034 # for run
	PIN_LOAD=(taskset -c "$last")
}

# server_start name option...: one of ssed, limit, nchan.
server_start() {
	local name=$1

	shift
	rm -f "$SCRATCH"/port "$SCRATCH"/feed
	SERVER_FEED=
	"server_start_$name" "$@" || {
		cat "$SCRATCH/server.log" >&2
		return 1
	}
}

server_has_port() {
	[[ -s $SCRATCH/port ]] || ! kill -0 "${SERVER[0]}" 2>/dev/null
}

# server_await_port: the port that the server wrote to its file.
server_await_port() {
	wait_for server_has_port && [[ -s $SCRATCH/port ]] || return 1
	SERVER_PORT=$(<"$SCRATCH/port")
}

# The option "feed" lets it read NDJSON, too; "durable=full" and
# "durable=normal" give it a new log on disk: where TMPDIR says.
server_start_ssed() {
	local input=/dev/null format=off option log=$SCRATCH/log.db
	local -a options=()

	for option; do
		case $option in
		feed)
			mkfifo "$SCRATCH/feed"
			SERVER_FEED=$SCRATCH/feed
			input=$SERVER_FEED format=ndjson
			;;
		durable=*)
			rm -f "$log" "$log-wal" "$log-shm"
			options+=(--log="sqlite:$log"
				--durability="${option#*=}")
			;;
		*) options+=("$option") ;;
		esac
	done
	# Opened for both, a FIFO does not wait for its other end.
	"${PIN_SERVER[@]}" "${SSED_UNDER[@]}" \
		"$BUILD/bin/ssed" --listen=127.0.0.1:0 \
		--port-file="$SCRATCH/port" --stdin="$format" \
		--log-level=warn "${options[@]}" \
		<>"$input" 2>"$SCRATCH/server.log" &
	SERVER=("$!")
	server_await_port
}
SSED_UNDER=() PIN_SERVER=()

server_start_limit() {
	"${PIN_SERVER[@]}" "$BENCH/bench_limit" --port-file="$SCRATCH/port" "$@" \
		</dev/null 2>"$SCRATCH/server.log" &
	SERVER=("$!")
	server_await_port
}

# Nchan is there if nginx can load it.
server_has_nchan() {
	command -v nginx >/dev/null && [[ -e $NCHAN_MODULE ]]
}
NCHAN_MODULE=/usr/lib/nginx/modules/ngx_nchan_module.so

# nginx wants to be told a port: one that the kernel just gave and took back.
server_free_port() {
	server_start limit
	server_stop
}

# server_start_nchan messages first: how many a topic keeps; oldest or newest.
server_start_nchan() {
	local root=$SCRATCH/nchan

	server_free_port
	mkdir -p "$root"
	sed -e "s|@ROOT@|$root|g" -e "s|@PORT@|$SERVER_PORT|" \
		-e "s|@MODULE@|$NCHAN_MODULE|" -e "s|@FILES@|$FILES|" \
		-e "s|@MESSAGES@|${1:-10000}|" -e "s|@FIRST@|${2:-newest}|" \
		tests/bench/nchan.conf >"$root/nginx.conf"
	"${PIN_SERVER[@]}" nginx -p "$root" -c "$root/nginx.conf" -e "$root/error.log" \
		</dev/null >"$SCRATCH/server.log" 2>&1 &
	SERVER=("$!")
	wait_for server_nchan_is_up || return 1
	mapfile -t -O 1 SERVER < <(pgrep -P "${SERVER[0]}")
}

server_nchan_is_up() {
	(: <"/dev/tcp/127.0.0.1/$SERVER_PORT") 2>/dev/null &&
		[[ -n $(pgrep -P "${SERVER[0]}") ]]
}

server_stop() {
	((${#SERVER[@]} > 0)) || return 0
	kill -TERM "${SERVER[0]}" 2>/dev/null || true
	wait "${SERVER[0]}" 2>/dev/null || true
	SERVER=()
}
