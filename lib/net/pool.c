#include "net/pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"

/* Small, so that threads end together; large against the lock's price. */
#define SHARE_COUNT 32

struct net_pool {
	pthread_mutex_t lock; /* of all that follows */
	pthread_cond_t offered, done;
	void (*work)(struct net_conn **items, size_t count);
	struct net_conn **items;
	size_t count, next; /* [next, count) nobody has taken */
	int busy;           /* threads that are at a share */
	bool stop;
	int helper_count;
	pthread_t helpers[];
};

/* Takes shares while there are any.  The lock is held, before and after. */
static void
help(struct net_pool *pool)
{
	pool->busy++;
	while (pool->next < pool->count) {
		struct net_conn **items = pool->items + pool->next;
		size_t left = pool->count - pool->next;
		size_t n = left < SHARE_COUNT ? left : SHARE_COUNT;

		pool->next += n;
		pthread_mutex_unlock(&pool->lock);
		pool->work(items, n);
		pthread_mutex_lock(&pool->lock);
	}
	pool->busy--;
}

static void *
helper(void *arg)
{
	struct net_pool *pool = arg;

	pthread_mutex_lock(&pool->lock);
	while (!pool->stop) {
		if (pool->next == pool->count) {
			pthread_cond_wait(&pool->offered, &pool->lock);
			continue;
		}
		help(pool);
		if (pool->busy == 0)
			pthread_cond_signal(&pool->done);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

/* Signals are the loop thread's. */
static bool
start_helper(struct net_pool *pool)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(
	    &pool->helpers[pool->helper_count], NULL, helper, pool);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error != 0) {
		log_write(LOG_WARN, "net", "no thread to help with writing",
		    LOG_FIELDS(LOG_STR("reason", strerror(error))));
		return false;
	}
	(void)pthread_setname_np(
	    pool->helpers[pool->helper_count++], "ssed flush");
	return true;
}

struct net_pool *
net_pool_new(int thread_count)
{
	struct net_pool *pool;
	int wanted = thread_count - 1;

	if (wanted < 1)
		return NULL;
	pool = mem_new(sizeof(*pool) + (size_t)wanted * sizeof(pthread_t));
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->offered, NULL);
	pthread_cond_init(&pool->done, NULL);
	while (pool->helper_count < wanted && start_helper(pool))
		continue;
	if (pool->helper_count > 0)
		return pool;
	net_pool_free(pool);
	return NULL;
}

void
net_pool_free(struct net_pool *pool)
{
	if (pool == NULL)
		return;
	pthread_mutex_lock(&pool->lock);
	pool->stop = true;
	pthread_cond_broadcast(&pool->offered);
	pthread_mutex_unlock(&pool->lock);
	for (int i = 0; i < pool->helper_count; i++)
		pthread_join(pool->helpers[i], NULL);
	pthread_cond_destroy(&pool->done);
	pthread_cond_destroy(&pool->offered);
	pthread_mutex_destroy(&pool->lock);
	free(pool);
}

void
net_pool_run(struct net_pool *pool,
    void (*work)(struct net_conn **items, size_t count),
    struct net_conn **items, size_t count)
{
	size_t shares = (count + SHARE_COUNT - 1) / SHARE_COUNT;

	pthread_mutex_lock(&pool->lock);
	pool->work = work;
	pool->items = items;
	pool->count = count;
	pool->next = 0;
	/* One share is the caller's own. */
	for (int i = 0; i < pool->helper_count && (size_t)i + 1 < shares; i++)
		pthread_cond_signal(&pool->offered);
	help(pool);
	while (pool->busy > 0)
		pthread_cond_wait(&pool->done, &pool->lock);
	pthread_mutex_unlock(&pool->lock);
}
