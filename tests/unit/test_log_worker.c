/* What waits for a worker is taken together, and lingers for more. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "log/sqlite/worker.h"

#define JOBS 8
#define LONG_US 60000000 /* a test that waits for so long has failed */

static struct worker_outlet outlet;
static struct worker worker;
static struct worker_job jobs[JOBS];
static size_t posted, done;

/* The rounds' sizes, and how long the next one may linger. */
static size_t rounds[JOBS], round_count;
static int64_t linger_us;

/* Holds a round until it is opened. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool is_shut, is_met;

static void
set(bool *flag, bool value)
{
	pthread_mutex_lock(&mutex);
	*flag = value;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&mutex);
}

static void
await(const bool *flag, bool value)
{
	pthread_mutex_lock(&mutex);
	while (*flag != value)
		pthread_cond_wait(&changed, &mutex);
	pthread_mutex_unlock(&mutex);
}

static void
work(struct worker *w, struct list *round)
{
	size_t count = 0;

	for (struct list *link = round->next; link != round; link = link->next)
		count++;
	rounds[round_count++] = count;
	w->linger_us = linger_us;
	set(&is_met, true);
	await(&is_shut, false);
}

static void
on_done(struct worker_job *job)
{
	assert_ptr_equal(job, &jobs[done]);
	done++;
}

static void
post(size_t count)
{
	while (count-- > 0) {
		jobs[posted].on_done = on_done;
		worker_post(&worker, &jobs[posted++]);
	}
}

static void
await_all(void)
{
	while (done < posted) {
		struct pollfd p = { outlet.fd, POLLIN, 0 };

		assert_int_equal(poll(&p, 1, 30000), 1);
		worker_outlet_run(&outlet);
	}
}

static void
start(int64_t us)
{
	struct err err = { 0 };

	posted = done = round_count = 0;
	linger_us = us;
	assert_int_equal(worker_outlet_open(&outlet, &err), 0);
	worker = (struct worker){
		.name = "test",
		.outlet = &outlet,
		.work = work,
		.round_max = 3,
	};
	assert_int_equal(worker_open(&worker, &err), 0);
}

static void
stop(void)
{
	worker_close(&worker);
	worker_outlet_run(&outlet);
	worker_outlet_close(&outlet);
}

/* Posts count while a round of one is held. */
static void
post_behind_one(size_t count)
{
	is_met = false;
	is_shut = true;
	post(1);
	await(&is_met, true);
	post(count);
	set(&is_shut, false);
}

/* A round of one, and one of three. */
static void
post_three(void)
{
	post_behind_one(3);
	await_all();
	assert_int_equal(round_count, 2);
	assert_int_equal(rounds[1], 3);
}

static void
a_round_waits_for_as_many_as_the_one_before_had(void **state)
{
	(void)state;
	start(LONG_US);
	post_three();
	post(1);
	post(1);
	post(1);
	await_all();
	assert_int_equal(round_count, 3);
	assert_int_equal(rounds[2], 3);
	stop();
}

static void
it_does_not_wait_for_ever(void **state)
{
	(void)state;
	start(1);
	post_three();
	post(1);
	await_all();
	post(1);
	await_all();
	assert_int_equal(round_count, 4);
	assert_int_equal(rounds[2], 1);
	stop();
}

static void
at_the_end_it_does_not_wait_at_all(void **state)
{
	(void)state;
	start(LONG_US);
	post_three();
	post(2);
	stop();
	assert_int_equal(done, 6);
	assert_int_equal(rounds[2], 2);
}

static void
no_round_has_more_than_its_bound(void **state)
{
	(void)state;
	start(0);
	post_behind_one(JOBS - 1);
	await_all();
	assert_int_equal(round_count, 4);
	assert_int_equal(rounds[1], 3);
	assert_int_equal(rounds[2], 3);
	assert_int_equal(rounds[3], 1);
	stop();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_round_waits_for_as_many_as_the_one_before_had),
		cmocka_unit_test(it_does_not_wait_for_ever),
		cmocka_unit_test(at_the_end_it_does_not_wait_at_all),
		cmocka_unit_test(no_round_has_more_than_its_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
