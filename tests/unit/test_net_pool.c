/*
 * Tests of net/pool.c: each item is worked on once, by whichever thread, and
 * none is still worked on when the run is over.  Run under ThreadSanitizer,
 * too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "net/conn.h"
#include "net/pool.h"

#define ITEMS_MAX 1000
#define RUNS 3000

static struct net_conn conns[ITEMS_MAX];

/* A descriptor that nobody opens serves as a counter. */
static void
count(struct net_conn **items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		items[i]->fd++;
}

static void
work_once(struct net_pool *pool, size_t item_count)
{
	struct net_conn *items[ITEMS_MAX];

	for (size_t i = 0; i < item_count; i++)
		items[i] = &conns[i];
	net_pool_run(pool, count, items, item_count);
	for (size_t i = 0; i < ITEMS_MAX; i++) {
		assert_int_equal(conns[i].fd, i < item_count ? 1 : 0);
		conns[i].fd = 0;
	}
}

static void
each_item_has_its_turn_once(void **state)
{
	static const int thread_counts[] = { 2, 3, 8 };

	(void)state;
	for (size_t t = 0; t < 3; t++) {
		struct net_pool *pool = net_pool_new(thread_counts[t]);

		assert_non_null(pool);
		for (size_t i = 0; i < RUNS; i++)
			work_once(pool, i % (ITEMS_MAX + 1));
		net_pool_free(pool);
	}
}

static void
one_thread_needs_no_pool(void **state)
{
	(void)state;
	assert_null(net_pool_new(1));
	assert_null(net_pool_new(0));
	net_pool_free(NULL);
}

static void
a_pool_that_never_worked_ends(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++)
		net_pool_free(net_pool_new(4));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_item_has_its_turn_once),
		cmocka_unit_test(one_thread_needs_no_pool),
		cmocka_unit_test(a_pool_that_never_worked_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
