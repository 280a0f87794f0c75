#include "ssed/daemon.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "ssed/drain.h"
#include "ssed/hublog.h"
#include "ssed/measure.h"
#include "ssed/portfile.h"
#include "ssed/reload.h"
#include "ssed/reply.h"

#define TOPICS_MAX 100000
#define THREADS_DEFAULT_MAX 8
#define LISTEN_DEFAULT "127.0.0.1:8080"
#define EXIT_USAGE 2
/* Descriptors that are not connections: listeners, epoll, the log's. */
#define FDS_RESERVED 32

static void
stop_if_drained(struct daemon *d)
{
	/* What the log has still to take was nobody's to take back. */
	if (d->draining && d->server.conn_count == 0 &&
	    d->log->waiting_bytes == 0)
		d->loop.stop = true;
}

/* What the log cannot take now is left in the pipe. */
static void
settle_input(struct daemon *d)
{
	net_input_hold(&d->input, hub_is_behind(d->hub));
	if (!d->input_over || d->ingest.underway > 0)
		return;
	d->input_over = false;
	if (d->options->on_eof == SSED_EOF_EXIT && !d->draining)
		drain_start(d, "closed", false);
}

/* One turn is over: what it brought is written, then forgotten. */
static void
on_turn(struct net_loop *loop)
{
	struct daemon *d = loop->owner;

	settle_input(d);
	hub_wake(d->hub, loop->now_ms);
	net_server_flush(&d->server);
	if (hub_settle(d->hub) || d->server.dirty.count > 0)
		loop->again = true;
	if (api_turn(&d->api))
		loop->again = true;
	stop_if_drained(d);
}

static void
on_second(struct net_loop *loop)
{
	struct daemon *d = loop->owner;

	hub_tick(d->hub, clock_unix_ms());
	limits_tell(&d->told, &d->api, d->options);
}

static void
on_signal(evutil_socket_t number, short what, void *arg)
{
	struct daemon *d = arg;

	(void)what;
	d->signal = (int)number;
	drain_start(d, "drain", true);
}

static void
on_input(struct net_input *in, struct slice bytes)
{
	struct daemon *d = LIST_ITEM(in, struct daemon, input);

	api_ingest_feed(&d->ingest, bytes);
}

static void
on_input_end(struct net_input *in, int error)
{
	struct daemon *d = LIST_ITEM(in, struct daemon, input);

	api_ingest_end(&d->ingest);
	if (error != 0)
		log_write(LOG_ERROR, "ssed", "standard input failed",
		    LOG_FIELDS(LOG_STR("reason", strerror(error))));
	else
		log_write(LOG_INFO, "ssed", "standard input ended", NULL);
	d->input_over = true;
}

static void
on_refused(struct api_ingest *in, const struct err *err)
{
	(void)in;
	log_write(LOG_WARN, "ssed", "input refused",
	    LOG_FIELDS(LOG_STR("reason", err->text)));
}

/* Returns what standard input holds: auto means lines, if it is there. */
static int
input_format(int choice)
{
	struct stat st;
	bool piped = fstat(STDIN_FILENO, &st) == 0 &&
		     (S_ISFIFO(st.st_mode) || S_ISREG(st.st_mode));

	if (choice == SSED_STDIN_AUTO)
		return piped ? SSED_STDIN_LINES : SSED_STDIN_OFF;
	return choice;
}

static void
open_input(struct daemon *d)
{
	static const enum api_ingest_format formats[] = {
		[SSED_STDIN_LINES] = API_INGEST_LINES,
		[SSED_STDIN_NDJSON] = API_INGEST_NDJSON,
		[SSED_STDIN_SSE] = API_INGEST_SSE,
	};
	int format = input_format(d->options->input);

	if (format == SSED_STDIN_OFF)
		return;
	d->ingest.hub = d->hub;
	d->ingest.format = formats[format];
	d->ingest.topic = slice_of(d->options->topic);
	d->ingest.wall_ms = clock_unix_ms;
	d->ingest.on_refused = on_refused;
	api_ingest_init(&d->ingest);
	d->input.loop = &d->loop;
	d->input.fd = STDIN_FILENO;
	d->input.on_bytes = on_input;
	d->input.on_end = on_input_end;
	net_input_open(&d->input);
}

/* Returns how many connections the descriptors allow, once raised. */
static size_t
conns_max(const struct ssed_options *o)
{
	rlim_t reserved =
	    FDS_RESERVED + (o->static_dir != NULL ? API_STATIC_OPEN_MAX : 0);
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 1024 - reserved;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	getrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur <= FDS_RESERVED + reserved)
		return FDS_RESERVED;
	return limit.rlim_cur - reserved;
}

/* Reads an address, and whether ssed may listen there. */
static int
read_addr(const struct ssed_options *o, const char *text, struct net_addr *addr,
    struct err *err)
{
	if (net_addr_parse(addr, text, o->open, err) != 0)
		return -1;
	if (o->open || net_addr_is_local(addr))
		return 0;
	return err_set(err, EXIT_USAGE,
	    "listen %s: other machines could connect without a password; "
	    "--open allows it",
	    text);
}

int
daemon_check(const struct ssed_options *o, struct err *err)
{
	struct net_addr addr;

	for (size_t i = 0; i < o->listen.count; i++)
		if (read_addr(o, o->listen.items[i], &addr, err) != 0)
			return -1;
	if (reply_check(o, err) != 0 || hublog_check(o, err) != 0)
		return -1;
	return api_static_check(o->static_dir, err);
}

static int
listen_all(struct daemon *d, struct err *err)
{
	struct opt_list list = d->options->listen;
	struct buf ports = BUF(1024);
	int status = 0;

	if (list.count == 0)
		list.items[list.count++] = LISTEN_DEFAULT;
	for (size_t i = 0; i < list.count && status == 0; i++) {
		const char *text = list.items[i];
		char got[NET_ADDR_TEXT_MAX];
		struct net_addr addr;

		status = read_addr(d->options, text, &addr, err);
		if (status == 0)
			status = net_server_listen(&d->server, &addr, err);
		if (status != 0)
			break;
		net_addr_format(&addr, got);
		log_write(LOG_INFO, "ssed", "listening",
		    LOG_FIELDS(LOG_STR("addr", got)));
		if (net_addr_port(&addr) != 0)
			buf_addf(&ports, "%d\n", net_addr_port(&addr));
	}
	if (status == 0 && d->options->port_file != NULL)
		status = portfile_write(
		    d->options->port_file, buf_slice(&ports), err);
	buf_clear(&ports);
	return status;
}

void
daemon_hub_options(const struct ssed_options *o, struct hub_options *options)
{
	*options = (struct hub_options){
		.retry_ms = o->retry_ms,
		.lag_bytes = (uint64_t)o->lag_bytes,
		.slow_skips = o->slow == SSED_SLOW_SKIP,
		.streams_max = (size_t)o->streams_max,
		.topics_max = TOPICS_MAX,
	};
}

static void
open_hub(struct daemon *d)
{
	const struct ssed_options *o = d->options;
	struct hub_options options;

	daemon_hub_options(o, &options);
	d->hub = hub_new(&options, d->log, api_on_ready);
	api_init(&d->api, d->hub, o->heartbeat_ms, clock_unix_ms);
	limits_set(&d->api, o);
	d->api.measure = measure;
	d->api.wheel = &d->loop.wheel;
	d->api.has_console = o->console == SSED_CONSOLE_ON;
}

/* Its terminal is gone, and it ends; else somebody wants it to reload. */
static void
on_hangup(evutil_socket_t number, short what, void *arg)
{
	struct daemon *d = arg;

	if (d->has_terminal && !isatty(STDERR_FILENO))
		on_signal(number, what, arg);
	else
		reload(d);
}

static void
watch_signal(
    struct daemon *d, struct event *ev, int number, event_callback_fn on_it)
{
	event_assign(
	    ev, d->loop.base, number, EV_SIGNAL | EV_PERSIST, on_it, d);
	event_add(ev, NULL);
}

static int
thread_count(const struct ssed_options *o)
{
	cpu_set_t cpus;
	int count;

	if (o->threads > 0)
		return (int)o->threads;
	if (sched_getaffinity(0, sizeof(cpus), &cpus) != 0)
		return 1;
	count = CPU_COUNT(&cpus);
	return count < THREADS_DEFAULT_MAX ? count : THREADS_DEFAULT_MAX;
}

static int
daemon_open(
    struct daemon *d, const struct ssed_options *options, struct err *err)
{
	const struct net_limits limits = {
		.idle_ms = 75000,
		.head_ms = 10000,
		.body_ms = 60000,
		.stall_ms = options->peer_timeout_ms,
		.linger_ms = 2000,
		.log_access = options->access_log,
		.conns_max = conns_max(options),
		.threads = thread_count(options),
	};

	d->options = options;
	d->start_wall_ms = clock_unix_ms();
	net_loop_init(&d->loop);
	d->loop.owner = d;
	d->loop.on_turn = on_turn;
	d->loop.on_second = on_second;
	drain_init(d);
	open_hub(d);
	hublog_watch(d);
	net_server_init(&d->server, &d->loop, &d->api.handler, &limits);
	signal(SIGPIPE, SIG_IGN);
	d->has_terminal = isatty(STDERR_FILENO) != 0;
	watch_signal(d, &d->sigterm, SIGTERM, on_signal);
	watch_signal(d, &d->sigint, SIGINT, on_signal);
	watch_signal(d, &d->sighup, SIGHUP, on_hangup);
	if (reply_set(&d->api.reply, options, err) != 0)
		return -1;
	if (api_static_open(&d->api.files, options->static_dir, err) != 0)
		return -1;
	reload_apply(d, d->config);
	if (listen_all(d, err) != 0)
		return -1;
	open_input(d);
	return 0;
}

static void
daemon_clear(struct daemon *d)
{
	net_input_close(&d->input);
	net_server_clear(&d->server);
	api_ingest_clear(&d->ingest);
	api_clear(&d->api);
	hublog_unwatch(d);
	/* From here on one more signal ends it at once. */
	event_del(&d->sigterm);
	event_del(&d->sigint);
	event_del(&d->sighup);
	if (d->options->port_file != NULL)
		unlink(d->options->port_file);
	drain_bound_close(d);
	hub_free(d->hub);
	net_loop_clear(&d->loop);
	if (d->config != d->first)
		ssed_config_free(d->config);
}

int
daemon_serve(struct ssed_config *config, struct err *err)
{
	struct daemon *d = mem_new(sizeof(*d));
	int status, number;

	d->first = d->config = config;
	d->log = hublog_new(&config->options, err); /* d->hub's, once open */
	if (d->log == NULL) {
		free(d);
		return -1;
	}
	status = daemon_open(d, &config->options, err);
	if (status == 0)
		net_loop_run(&d->loop);
	number = d->signal;
	daemon_clear(d);
	free(d);
	if (number != 0) {
		signal(number, SIG_DFL);
		raise(number);
	}
	return status;
}
