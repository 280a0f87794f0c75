#include "ssed/drain.h"

#include "base/log.h"
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
