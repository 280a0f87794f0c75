#include "net/loop.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

#define TICK_US (WHEEL_TICK_MS * 1000)

static void
on_event_log(int severity, const char *text)
{
	enum log_level level = severity >= EVENT_LOG_ERR    ? LOG_ERROR
			       : severity == EVENT_LOG_WARN ? LOG_WARN
							    : LOG_DEBUG;

	log_write(level, "libevent", text, NULL);
}

/*
 * The tick is late by what the loop was busy with.  As in libevent, the next
 * one is due an interval after this one was, or after now where that is past.
 */
static void
note_lag(struct net_loop *loop, int64_t now_us)
{
	int64_t late_us = now_us - loop->tick_due_us;

	metric_histogram_add(&loop->lag, late_us > 0 ? (uint64_t)late_us : 0);
	loop->tick_due_us += TICK_US;
	if (loop->tick_due_us < now_us)
		loop->tick_due_us = now_us + TICK_US;
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct net_loop *loop = arg;
	int64_t now_us = clock_us();

	(void)fd;
	(void)what;
	note_lag(loop, now_us);
	loop->now_ms = now_us / 1000;
	wheel_advance(&loop->wheel, loop->now_ms);
	if (loop->now_ms - loop->last_second_ms < 1000)
		return;
	loop->last_second_ms = loop->now_ms;
	if (loop->on_second != NULL)
		loop->on_second(loop);
}

void
net_loop_init(struct net_loop *loop)
{
	const struct timeval tick = { 0, TICK_US };

	*loop = (struct net_loop){ 0 };
	event_set_log_callback(on_event_log);
	loop->base = mem_check(event_base_new());
	loop->now_ms = clock_ms();
	wheel_init(&loop->wheel, loop->now_ms);
	event_assign(&loop->tick, loop->base, -1, EV_PERSIST, on_tick, loop);
	loop->tick_due_us = clock_us() + TICK_US;
	event_add(&loop->tick, &tick);
}

void
net_loop_clear(struct net_loop *loop)
{
	event_del(&loop->tick);
	event_base_free(loop->base);
	loop->base = NULL;
	libevent_global_shutdown();
}

void
net_loop_did(struct net_loop *loop)
{
	/* What is ready still, stays so, and comes first in the next turn. */
	if (++loop->done_count == NET_READS_A_TURN)
		event_base_loopbreak(loop->base);
}

void
net_loop_run(struct net_loop *loop)
{
	while (!loop->stop) {
		int flags = EVLOOP_ONCE | (loop->again ? EVLOOP_NONBLOCK : 0);

		loop->again = false;
		loop->done_count = 0;
		if (event_base_loop(loop->base, flags) < 0)
			break;
		loop->now_ms = clock_ms();
		loop->on_turn(loop);
	}
}
