/*
 * base/wheel.h - many deadlines, cheaply: a timer wheel.
 *
 * Pure: time is passed in.  A timer fires at the first wheel_advance() at or
 * after its deadline, at most WHEEL_TICK_MS late.  Setting is O(1) and lazy:
 * a deadline that only moves later costs one store, the timer's slot is put
 * right when it comes round.  Deadlines further off than a turn are looked
 * at once a turn.
 */
#ifndef BASE_WHEEL_H
#define BASE_WHEEL_H

#include <stdint.h>

#include "base/list.h"

#define WHEEL_TICK_MS INT64_C(100)
#define WHEEL_SLOTS 512

struct wheel_timer {
	struct list link;
	void (*on_due)(struct wheel_timer *t, int64_t now_ms);
	int64_t deadline_ms; /* 0: not set */
	int64_t slot_ms;     /* when its slot comes round */
};

struct wheel {
	struct list slots[WHEEL_SLOTS];
	int64_t now_ms; /* the wheel is turned up to here */
};

void wheel_init(struct wheel *w, int64_t now_ms);
void wheel_timer_init(struct wheel_timer *t,
    void (*on_due)(struct wheel_timer *t, int64_t now_ms));
void wheel_set(struct wheel *w, struct wheel_timer *t, int64_t deadline_ms);
void wheel_stop(struct wheel_timer *t);

/*
 * Turns the wheel to now_ms and calls on_due of each timer whose deadline
 * passed; the timer is then unset.  on_due may set and stop any timer.
 */
void wheel_advance(struct wheel *w, int64_t now_ms);

#endif
