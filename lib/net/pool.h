/*
 * net/pool.h - threads that help the loop thread to write.
 *
 * The costly part of a fan-out is the kernel's send, so only that is spread.
 * The loop thread offers a list of connections and takes part itself; each
 * thread takes a share at a time, and touches nothing but the connections of
 * its share.  The loop thread goes on when all shares are done, so nothing
 * else needs a lock.  A thread that wakes late finds nothing to do, and is
 * not waited for.
 */
#ifndef NET_POOL_H
#define NET_POOL_H

#include <stddef.h>

struct net_conn;
struct net_pool;

#define NET_THREADS_MAX 64

/*
 * Returns a pool in which thread_count threads write, the caller's among
 * them: NULL where that is one, or where the system gives no other.
 */
struct net_pool *net_pool_new(int thread_count);

/* Ends its threads. */
void net_pool_free(struct net_pool *pool);

/* Calls work for all items, in shares, on all threads; returns when done. */
void net_pool_run(struct net_pool *pool,
    void (*work)(struct net_conn **items, size_t count),
    struct net_conn **items, size_t count);

#endif
