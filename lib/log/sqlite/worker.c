#include "log/sqlite/worker.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

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

/* Waits for jobs, and takes some; false: there will be no more. */
static bool
take_round(struct worker *w, struct list *round)
{
	pthread_mutex_lock(&w->mutex);
	while (list_is_empty(&w->queue) && !w->is_ending)
		pthread_cond_wait(&w->wake, &w->mutex);
	for (size_t n = 0; n < w->round_max; n++) {
		struct list *link = list_take(&w->queue);

		if (link == NULL)
			break;
		list_add(round, link);
	}
	pthread_mutex_unlock(&w->mutex);
	return !list_is_empty(round);
}

static void *
run(void *arg)
{
	struct worker *w = arg;
	struct list round;

	list_init(&round);
	/* On Linux that is the thread's alone; it may be refused. */
	if (w->nice > 0)
		(void)setpriority(PRIO_PROCESS, (id_t)gettid(), w->nice);
	while (take_round(w, &round)) {
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

	list_init(&w->queue);
	pthread_mutex_init(&w->mutex, NULL);
	pthread_cond_init(&w->wake, NULL);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	errno = pthread_create(&w->thread, NULL, run, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (errno == 0)
		return 0;
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
