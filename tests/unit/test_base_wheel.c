/* Tests of base/wheel.c: many deadlines, none early, none late. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/wheel.h"

#define TIMER_COUNT 6
#define TURN_MS (INT64_C(1) * WHEEL_SLOTS * WHEEL_TICK_MS)
#define START_MS INT64_C(1000000)

static struct wheel wheel;
static struct buf fired = BUF(4096); /* "a@100 b@300 ", times from the start */

static struct named_timer {
	struct wheel_timer timer;
	char name;
	void (*then)(struct named_timer *t, int64_t now_ms);
} timers[TIMER_COUNT];

static void
on_due(struct wheel_timer *timer, int64_t now_ms)
{
	struct named_timer *t = (struct named_timer *)(void *)timer;

	assert_int_equal(timer->deadline_ms, 0);
	assert_true(
	    buf_addf(&fired, "%c@%d ", t->name, (int)(now_ms - START_MS)));
	if (t->then != NULL)
		t->then(t, now_ms);
}

static int
start(void **state)
{
	(void)state;
	wheel_init(&wheel, START_MS);
	buf_reset(&fired);
	for (int i = 0; i < TIMER_COUNT; i++) {
		wheel_timer_init(&timers[i].timer, on_due);
		timers[i].name = (char)('a' + i);
		timers[i].then = NULL;
	}
	return 0;
}

/* Sets timer name to be due so long after the start. */
static void
set(char name, int64_t after_ms)
{
	wheel_set(&wheel, &timers[name - 'a'].timer, START_MS + after_ms);
}

/* Turns the wheel on to so long after the start, step by step. */
static void
run(int64_t until_ms, int64_t step_ms)
{
	while (wheel.now_ms < START_MS + until_ms)
		wheel_advance(&wheel, wheel.now_ms + step_ms);
}

static void
expect(const char *expected)
{
	if (!slice_is(buf_slice(&fired), expected))
		fail_msg("got \"%.*s\", want \"%s\"",
		    SLICE_ARGS(buf_slice(&fired)), expected);
	buf_reset(&fired);
}

static void
timers_fire_in_order(void **state)
{
	(void)state;
	set('a', 500);
	set('b', 100);
	set('c', 2000);
	set('d', 700);
	run(3000, 100);
	expect("b@100 a@500 d@700 c@2000 ");
}

static void
a_timer_fires_once(void **state)
{
	(void)state;
	set('a', 100);
	run(2 * TURN_MS, 100);
	expect("a@100 ");
}

static void
never_early_and_at_most_a_tick_late(void **state)
{
	(void)state;
	set('a', 101);
	set('b', 199);
	set('c', 200);
	set('d', 201);
	run(400, 100);
	expect("a@200 b@200 c@200 d@300 ");
}

static void
a_deadline_that_passed_fires_next(void **state)
{
	(void)state;
	run(1000, 100);
	set('a', 10);
	set('b', 1000);
	expect("");
	run(1100, 100);
	expect("a@1100 b@1100 ");
}

static void
a_stopped_timer_does_not_fire(void **state)
{
	(void)state;
	set('a', 200);
	set('b', 200);
	wheel_stop(&timers[0].timer);
	wheel_stop(&timers[0].timer);
	wheel_stop(&timers[5].timer); /* never set */
	run(1000, 100);
	expect("b@200 ");
	set('a', 1200);
	run(2000, 100);
	expect("a@1200 ");
}

static void
a_timer_set_again_fires_at_the_new_time(void **state)
{
	(void)state;
	set('a', 500); /* later: it stays where it is until then */
	set('a', 900);
	set('b', 900); /* sooner */
	set('b', 300);
	set('c', 300); /* later, then sooner again */
	set('c', 1000);
	set('c', 600);
	set('d', 400); /* the same */
	set('d', 400);
	run(2000, 100);
	expect("b@300 d@400 c@600 a@900 ");
}

static void
what_is_further_off_than_a_turn_fires_in_its_turn(void **state)
{
	(void)state;
	set('a', 3 * TURN_MS + 300);
	set('b', TURN_MS);
	set('c', TURN_MS - 100);
	set('d', TURN_MS + 100);
	run(3 * TURN_MS + 200, 100);
	expect("c@51100 b@51200 d@51300 ");
	run(3 * TURN_MS + 1000, 100);
	expect("a@153900 ");
}

static void
after_a_long_sleep_all_that_was_due_fires(void **state)
{
	(void)state;
	set('a', 100);
	set('b', TURN_MS - 100);
	set('c', 3 * TURN_MS);
	set('d', 9 * TURN_MS);
	set('e', 20 * TURN_MS);
	wheel_advance(&wheel, START_MS + 10 * TURN_MS);
	assert_int_equal(timers[4].timer.deadline_ms, START_MS + 20 * TURN_MS);
	for (int i = 0; i < 4; i++)
		assert_int_equal(timers[i].timer.deadline_ms, 0);
	buf_reset(&fired);
	run(20 * TURN_MS, 100);
	expect("e@1024000 ");
}

static void
time_that_stands_or_goes_back_fires_nothing(void **state)
{
	(void)state;
	run(1000, 100);
	set('a', 1100);
	wheel_advance(&wheel, START_MS + 1000);
	wheel_advance(&wheel, START_MS + 500);
	expect("");
	run(1100, 100);
	expect("a@1100 ");
}

static void
again_soon(struct named_timer *t, int64_t now_ms)
{
	if (now_ms < START_MS + 500)
		wheel_set(&wheel, &t->timer, now_ms + 100);
}

static void
again_at_once(struct named_timer *t, int64_t now_ms)
{
	t->then = NULL;
	wheel_set(&wheel, &t->timer, now_ms);
}

static void
stop_b_and_c(struct named_timer *t, int64_t now_ms)
{
	(void)t;
	(void)now_ms;
	wheel_stop(&timers[1].timer);
	wheel_stop(&timers[2].timer);
}

static void
put_b_off(struct named_timer *t, int64_t now_ms)
{
	(void)t;
	wheel_set(&wheel, &timers[1].timer, now_ms + 300);
}

static void
a_timer_may_set_itself(void **state)
{
	(void)state;
	timers[0].then = again_soon;
	timers[1].then = again_at_once;
	set('a', 100);
	set('b', 1000);
	run(2000, 100);
	expect("a@100 a@200 a@300 a@400 a@500 b@1000 b@1100 ");
}

static void
a_timer_may_stop_others_that_are_due_with_it(void **state)
{
	(void)state;
	timers[0].then = stop_b_and_c;
	set('a', 100);
	set('b', 100);
	set('c', 300);
	set('d', 100);
	run(1000, 100);
	expect("a@100 d@100 ");
}

static void
a_timer_may_put_off_another_that_is_due_with_it(void **state)
{
	(void)state;
	timers[0].then = put_b_off;
	set('a', 100);
	set('b', 100);
	run(1000, 100);
	expect("a@100 b@400 ");
}

static uint32_t dice = 1;

static int64_t
roll(int64_t below)
{
	dice = dice * 1664525 + 1013904223;
	return (int64_t)(dice >> 8) % below;
}

/* What should have fired by now has; what should not, has not. */
static void
check_all(const int64_t *deadlines, int64_t now_ms)
{
	for (int i = 0; i < TIMER_COUNT; i++) {
		bool is_set = timers[i].timer.deadline_ms != 0;

		if (now_ms >= deadlines[i] + WHEEL_TICK_MS)
			assert_false(is_set);
		if (now_ms < deadlines[i])
			assert_true(is_set);
	}
}

/* Any deadlines, set again at any time, with steps of any size. */
static void
any_order_of_things_keeps_the_promise(void **state)
{
	int64_t deadlines[TIMER_COUNT] = { 0 }, now_ms = START_MS + 37;

	(void)state;
	wheel_init(&wheel, now_ms);
	for (int turn = 0; turn < 200000; turn++) {
		int i = (int)roll(TIMER_COUNT);

		if (roll(3) == 0) {
			deadlines[i] = now_ms + 1 +
				       roll(roll(9) == 0 ? 3 * TURN_MS : 2000);
			wheel_set(&wheel, &timers[i].timer, deadlines[i]);
		}
		now_ms += roll(roll(999) == 0 ? 5 * TURN_MS : 250);
		wheel_advance(&wheel, now_ms);
		buf_reset(&fired);
		check_all(deadlines, now_ms);
	}
}

static int
stop(void **state)
{
	(void)state;
	buf_clear(&fired);
	return 0;
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(timers_fire_in_order),
		CASE(a_timer_fires_once),
		CASE(never_early_and_at_most_a_tick_late),
		CASE(a_deadline_that_passed_fires_next),
		CASE(a_stopped_timer_does_not_fire),
		CASE(a_timer_set_again_fires_at_the_new_time),
		CASE(what_is_further_off_than_a_turn_fires_in_its_turn),
		CASE(after_a_long_sleep_all_that_was_due_fires),
		CASE(time_that_stands_or_goes_back_fires_nothing),
		CASE(a_timer_may_set_itself),
		CASE(a_timer_may_stop_others_that_are_due_with_it),
		CASE(a_timer_may_put_off_another_that_is_due_with_it),
		CASE(any_order_of_things_keeps_the_promise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
