/*
 * log/sqlite/worker.h - a thread that does jobs in the order in which they
 * came, and gives them back.
 *
 * Jobs are posted and come back on the loop thread; between the two they are
 * the worker's.  Several workers may give back to one outlet.  How many jobs
 * wait is bounded by who posts them.
 *
 * What waits is taken together, as a round.  Who had an answer often asks again
 * at once, but not all in the same moment: so a round may wait a little, until
 * it is as large as the one before.
 *
 * Not for others: they have log/sqlite/sqlite.h.
 */
#ifndef LOG_WORKER_H
#define LOG_WORKER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/list.h"

/* Something to do.  The first member of what a job knows besides. */
struct worker_job {
	struct list link;
	void (*on_done)(struct worker_job *job); /* on the loop thread */
};

/* Where jobs come back. */
struct worker_outlet {
	pthread_mutex_t mutex;
	struct list done;
	int fd; /* can be read while there are some */
};

struct worker {
	const char *name; /* of the thread, for who looks at it; 15 bytes */
	struct worker_outlet *outlet;
	/* Does jobs, at most round_max, on the thread; may add some */
	void (*work)(struct worker *w, struct list *jobs);
	size_t round_max;
	int64_t
	    linger_us; /* how long a round waits so, at most; work sets it */
	int nice; /* how far it stands back, where processors are few: nice(2) */

	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	struct list queue;
	size_t waiting, wanted; /* jobs in the queue, and for which it wakes */
	bool is_ending;
};

int worker_outlet_open(struct worker_outlet *out, struct err *err);
void worker_outlet_close(struct worker_outlet *out);

/* Calls on_done of what came back, in the order of each worker. */
void worker_outlet_run(struct worker_outlet *out);

/*
 * Starts the thread; name, work, round_max and outlet are set before.  It touches
 * nothing before the first job.
 */
int worker_open(struct worker *w, struct err *err);

/* Does what is posted already, and ends the thread. */
void worker_close(struct worker *w);

/* job is w's from here on, until it is done. */
void worker_post(struct worker *w, struct worker_job *job);

#endif
