#include "log/sqlite/worker.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

int
worker_outlet_open(struct worker_outlet *out, struct err *err)
{
	list_init(&out->done);
	pthread_mutex_init(&out->mutex, NULL);
	out->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return out->fd < 0 ? err_errno(err, 1, "eventfd") : 0;
}

void
worker_outlet_close(struct worker_outlet *out)
{
	if (out->fd < 0)
		return;
	close(out->fd);
	out->fd = -1;
	pthread_mutex_destroy(&out->mutex);
}

/* Moves all of from to the end of to. */
static void
move_all(struct list *to, struct list *from)
{
	struct list *link;

	while ((link = list_take(from)) != NULL)
		list_add(to, link);
}

static void
give_back(struct worker_outlet *out, struct list *jobs)
{
	const uint64_t one = 1;
	bool was_empty;

	pthread_mutex_lock(&out->mutex);
	was_empty = list_is_empty(&out->done);
	move_all(&out->done, jobs);
	pthread_mutex_unlock(&out->mutex);
	/* Its count never comes near what it can hold: it cannot fail. */
	if (was_empty && write(out->fd, &one, sizeof(one)) != sizeof(one))
		mem_fail();
}

void
worker_outlet_run(struct worker_outlet *out)
{
	struct list jobs, *link;
	uint64_t count;
	ssize_t n = read(out->fd, &count, sizeof(count));

	/* Not a moment later: what comes from here on can be read again. */
	(void)n;
	list_init(&jobs);
	pthread_mutex_lock(&out->mutex);
	move_all(&jobs, &out->done);
	pthread_mutex_unlock(&out->mutex);
	while ((link = list_take(&jobs)) != NULL) {
		struct worker_job *job =
		    LIST_ITEM(link, struct worker_job, link);

		job->on_done(job);
	}
}

/* Waits until so many jobs are there, until_us at the latest; 0: for ever. */
static void
await(struct worker *w, size_t count, int64_t until_us)
{
	struct timespec until = { (time_t)(until_us / 1000000),
		(long)(until_us % 1000000 * 1000) };
	int error = 0;

	w->wanted = count;
	while (w->waiting < count && !w->is_ending && error == 0)
		error = until_us == 0 ? pthread_cond_wait(&w->wake, &w->mutex)
				      : pthread_cond_timedwait(
					    &w->wake, &w->mutex, &until);
	w->wanted = 0;
}

/* Takes a round; returns how many jobs it has.  None: there will be no more. */
static size_t
take_round(struct worker *w, size_t before, struct list *round)
{
	size_t count;

	pthread_mutex_lock(&w->mutex);
	await(w, 1, 0);
	if (w->linger_us > 0 && w->waiting < before)
		await(w, before, clock_us() + w->linger_us);
	count = w->waiting < w->round_max ? w->waiting : w->round_max;
	for (size_t n = 0; n < count; n++)
		list_add(round, list_take(&w->queue));
	w->waiting -= count;
	pthread_mutex_unlock(&w->mutex);
	return count;
}

static void *
run(void *arg)
{
	struct worker *w = arg;
	struct list round;
	size_t count = 0;

	list_init(&round);
	/* On Linux that is the thread's alone; it may be refused. */
	if (w->nice > 0)
		(void)setpriority(PRIO_PROCESS, (id_t)gettid(), w->nice);
	while ((count = take_round(w, count, &round)) > 0) {
		w->work(w, &round);
		give_back(w->outlet, &round);
	}
	return NULL;
}

/* Signals are the loop thread's. */
int
worker_open(struct worker *w, struct err *err)
{
	sigset_t all, before;
	pthread_condattr_t clock;

	list_init(&w->queue);
	w->waiting = w->wanted = 0;
	pthread_mutex_init(&w->mutex, NULL);
	pthread_condattr_init(&clock);
	/* As clock_us() is. */
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&w->wake, &clock);
	pthread_condattr_destroy(&clock);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	errno = pthread_create(&w->thread, NULL, run, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (errno == 0) {
		(void)pthread_setname_np(w->thread, w->name);
		return 0;
	}
	pthread_mutex_destroy(&w->mutex);
	pthread_cond_destroy(&w->wake);
	return err_errno(err, 1, "thread");
}

void
worker_post(struct worker *w, struct worker_job *job)
{
	list_init(&job->link);
	pthread_mutex_lock(&w->mutex);
	list_add(&w->queue, &job->link);
	if (++w->waiting == w->wanted)
		pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->mutex);
}

void
worker_close(struct worker *w)
{
	pthread_mutex_lock(&w->mutex);
	w->is_ending = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->mutex);
	pthread_join(w->thread, NULL);
	pthread_mutex_destroy(&w->mutex);
	pthread_cond_destroy(&w->wake);
}
