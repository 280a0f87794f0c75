/*
 * net/loop.h - the event loop: turns, time and timers.
 *
 * One thread.  A turn is: wait for readiness, run what is ready, then
 * on_turn (the flush, and what must follow it).  A turn has a bound, so that
 * many publishers cannot put the flush off.  Readiness comes from libevent,
 * on our own descriptors.
 */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/metrics.h"
#include "base/wheel.h"

#define NET_SCRATCH_BYTES (64 << 10)
#define NET_READS_A_TURN 512

struct net_loop {
	struct event_base *base;
	struct event tick;
	struct wheel wheel;
	int64_t now_ms; /* monotonic, of this turn */
	bool stop;      /* set: the loop ends after this turn */
	bool again;     /* set: do not wait, there is more to do */
	int done_count; /* reads of this turn */
	void (*on_turn)(struct net_loop *loop);
	void (*on_second)(struct net_loop *loop); /* about once a second */
	void *owner;                              /* of on_turn and on_second */
	int64_t last_second_ms;
	int64_t tick_due_us;             /* when the next tick shall be */
	struct metric_histogram lag;     /* how much later than that it was */
	char scratch[NET_SCRATCH_BYTES]; /* what is read, while it is handled */
};

/* Ends the program if the kernel gives no poll descriptor. */
void net_loop_init(struct net_loop *loop);
void net_loop_clear(struct net_loop *loop);

/* Runs turns until loop->stop. */
void net_loop_run(struct net_loop *loop);

/* A read was handled: after many of them the turn ends, so others get on. */
void net_loop_did(struct net_loop *loop);

#endif
