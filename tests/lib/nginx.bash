# nginx.bash - an nginx of a test's own, on a unix socket.
# shellcheck shell=bash

# Debian's own, or what packages_nginx put next to nginx.
NGINX_MODULES=/usr/lib/nginx/modules
[[ -d $NGINX_MODULES ]] || NGINX_MODULES=$ROOT/build/nginx
PATH=$PATH:/usr/sbin:$ROOT/build/nginx

# nginx_has [module]: whether there is one to run, and that module of it.
nginx_has() {
	command -v nginx >/dev/null &&
		[[ -z ${1:-} || -e $NGINX_MODULES/$1 ]]
}

# start_nginx server [line]: runs it with the server's lines, and line at the
# top of the file.  Sets NGINX_SOCKET and NGINX_LOG.
start_nginx() {
	local folder=$BATS_TEST_TMPDIR/nginx

	mkdir -p "$folder"
	# The path of a socket is short: that of a test is not.
	NGINX_ROOT=${NGINX_ROOT:-$(mktemp -d -p /tmp)}
	NGINX_SOCKET=$NGINX_ROOT/socket
	NGINX_LOG=$folder/access.log
	rm -f "$NGINX_SOCKET" "$NGINX_SOCKET-plain"
	nginx_conf "$folder" "$@" >"$folder/nginx.conf"
	nginx -p "$folder" -c "$folder/nginx.conf" -e "$folder/error.log" \
		</dev/null >&2 3>&- &
	NGINX_PID=$!
	wait_until nginx_is_up
}

# A socket is there before anyone listens.
nginx_is_up() {
	local socket=$NGINX_SOCKET

	[[ ! -S $socket-plain ]] || socket+=-plain
	curl -sf --max-time 5 --unix-socket "$socket" -o /dev/null \
		http://localhost/is-up
}

# nginx_conf folder server [line]
nginx_conf() {
	cat <<-END
		${3:-}
		$( ((EUID != 0)) || echo 'user root;')
		daemon off;
		worker_processes 1;
		pid $1/pid;
		error_log $1/error.log;
		events {
			worker_connections 256;
		}
		http {
			log_format lines '\$server_protocol \$request_uri';
			access_log $NGINX_LOG lines;
			client_body_temp_path $1/body;
			proxy_temp_path $1/proxy;
			fastcgi_temp_path $1/fastcgi;
			uwsgi_temp_path $1/uwsgi;
			scgi_temp_path $1/scgi;
			$2
		}
	END
}

# stop_nginx: all of it, at once.
stop_nginx() {
	[[ -n ${NGINX_PID:-} ]] || return 0
	kill "$NGINX_PID" 2>/dev/null || true
	wait "$NGINX_PID" 2>/dev/null || true
	NGINX_PID=
}
