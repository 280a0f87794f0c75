#include "ssed/drain.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "common/cli.h"
#include "hub/end.h"
#include "ssed/daemon.h"

/* So few are no crowd, and a drain so short has no room to spread them. */
#define CROWD_MIN 17
#define SPREAD_MS_MIN 1000

/* How much of --drain is for telling. */
#define TELLING(ms) ((ms) / 8 * 5)

static void
on_drain_over(struct wheel_timer *t, int64_t now_ms)
{
	struct daemon *d = LIST_ITEM(t, struct daemon, drain);

	(void)now_ms;
	log_write(LOG_WARN, "ssed", "drain is over",
	    LOG_FIELDS(LOG_NUM("connections", d->server.conn_count)));
	d->loop.stop = true;
}

/* Tells those whose turn has come. */
static void
on_telling(struct wheel_timer *t, int64_t now_ms)
{
	struct daemon *d = LIST_ITEM(t, struct daemon, telling);
	int64_t all_ms = TELLING(d->options->drain_ms);
	int64_t gone_ms = now_ms - d->drain_start_ms;
	double share = (double)gone_ms / (double)all_ms;

	if (share >= 1) {
		hub_drain(d->hub, "drain");
		return;
	}
	hub_drain_share(d->hub, "drain", (uint32_t)(share * HUB_DRAIN_ALL));
	wheel_set(&d->loop.wheel, t, now_ms + WHEEL_TICK_MS);
}

void
drain_init(struct daemon *d)
{
	wheel_timer_init(&d->drain, on_drain_over);
	wheel_timer_init(&d->telling, on_telling);
}

void
drain_start(struct daemon *d, const char *reason, bool spread)
{
	size_t count = hub_stream_count(d->hub);
	int64_t now_ms = d->loop.now_ms, drain_ms = d->options->drain_ms;

	if (d->draining) {
		/* Nothing is left of it, for the log neither. */
		d->drain_start_ms = now_ms - drain_ms;
		d->loop.stop = true;
		return;
	}
	d->draining = true;
	d->api.draining = true;
	d->drain_start_ms = now_ms;
	log_write(LOG_INFO, "ssed", "draining",
	    LOG_FIELDS(LOG_STR("reason", reason), LOG_NUM("streams", count)));
	net_input_close(&d->input);
	net_server_drain(&d->server);
	if (spread && count >= CROWD_MIN && drain_ms >= SPREAD_MS_MIN)
		wheel_set(&d->loop.wheel, &d->telling, now_ms + WHEEL_TICK_MS);
	else
		hub_drain(d->hub, reason);
	wheel_set(&d->loop.wheel, &d->drain, now_ms + drain_ms);
}

/* On a thread of its own: the others may never come back. */
static void
give_up(union sigval why)
{
	log_write(LOG_ERROR, "ssed", "the log hangs, and is given up", NULL);
	if (why.sival_int == 0)
		_exit(CLI_WRITE);
	signal(why.sival_int, SIG_DFL);
	kill(getpid(), why.sival_int);
}

void
drain_bound_close(const struct daemon *d)
{
	int64_t left_ms =
	    d->drain_start_ms + d->options->drain_ms - d->loop.now_ms;
	struct sigevent then = {
		.sigev_notify = SIGEV_THREAD,
		.sigev_notify_function = give_up,
		.sigev_value.sival_int = d->signal,
	};
	struct itimerspec at = { .it_value.tv_sec = 0 };
	timer_t timer;

	if (!d->draining || timer_create(CLOCK_MONOTONIC, &then, &timer) != 0)
		return;
	if (left_ms < DRAIN_CLOSE_MS)
		left_ms = DRAIN_CLOSE_MS;
	at.it_value.tv_sec = left_ms / 1000;
	at.it_value.tv_nsec = left_ms % 1000 * 1000000;
	timer_settime(timer, 0, &at, NULL);
}
