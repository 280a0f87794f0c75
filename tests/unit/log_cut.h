/*
 * log_cut.h - a SQLite log at work until the power fails: what was asked for,
 * what was answered by then, and the file that is left.
 */
#ifndef LOG_CUT_H
#define LOG_CUT_H

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "fault_disk.h"
#include "fault_vfs.h"
#include "log/sqlite/sqlite.h"

#define STEPS 40
#define EVENTS_MAX 4096
#define NEVER INT32_MAX

/* What was appended, in its order. */
struct event {
	struct hub_publish p;
	char id[32], data[16], topic[8];
	bool is_ours; /* the id is */
	int answer;   /* when it was answered; NEVER: not yet */

	/* When it was asked for, as a number of events before it. */
	int released_at, forgotten_at, removed_at;
	int removal_answer;
};

static struct event events[EVENTS_MAX];
static int posted, answered;
static int64_t now_ms;
static atomic_int answers; /* of all kinds, ever */
static int answers_then;   /* ... when the power failed */
static char folders[2][64];
static int folder; /* in use */
static int64_t keep_count;
static bool is_normal, is_lying; /* the disk is */
static uint32_t draw_state;

static uint32_t
draw(uint32_t below)
{
	draw_state = draw_state * 1103515245 + 12345;
	return (draw_state >> 8) % below;
}

static void
on_done(struct hub_publish *p)
{
	struct event *e = (struct event *)p;

	assert_ptr_equal(e, &events[answered]);
	assert_int_equal(p->outcome, HUB_TAKEN);
	assert_int_equal(p->event->pos, answered + 1);
	snprintf(e->id, sizeof(e->id), "%.*s", SLICE_ARGS(p->id));
	e->answer = ++answers;
	answered++;
}

static void
on_taken(struct hub_log_sink *unused, struct hub_publish *p)
{
	(void)unused;
	p->on_done(p);
}

static void
on_cut(void)
{
	answers_then = answers;
}

static char *
file_in(int which, const char *end)
{
	static char path[100];

	snprintf(path, sizeof(path), "%s/log.db%s", folders[which], end);
	return path;
}

static void
remove_files(int which)
{
	unlink(file_in(which, ""));
	unlink(file_in(which, "-wal"));
	unlink(file_in(which, "-shm"));
	unlink(file_in(which, "-journal"));
}

static struct hub_log *
open_log(struct err *err)
{
	static struct hub_log_sink sink = { .on_taken = on_taken };
	const struct sqlite_log_options options = {
		.path = file_in(folder, ""),
		.vfs = FAULT_VFS,
		.is_normal = is_normal,
		.recent_max = 16,
		.keep = { .count = keep_count },
	};
	struct hub_log *log = sqlite_log_new(&options, err);

	if (log != NULL)
		log->sink = &sink;
	return log;
}

/* Takes the answers that come, if any are due. */
static void
run_once(struct hub_log *log)
{
	struct pollfd p = { .fd = log->ops->fd(log), .events = POLLIN };

	if (answered == posted)
		return;
	assert_int_equal(poll(&p, 1, 30000), 1);
	log->ops->run(log);
}

static void
append_drawn(struct hub_log *log)
{
	struct event *e = &events[posted];
	bool is_prompt = draw(6) == 0;

	assert_true(posted < EVENTS_MAX);
	now_ms += draw(3);
	*e = (struct event){ .answer = NEVER,
		.is_ours = draw(3) == 0,
		.released_at = NEVER,
		.forgotten_at = NEVER,
		.removed_at = NEVER,
		.removal_answer = NEVER };
	if (e->is_ours)
		snprintf(e->id, sizeof(e->id), "id%d", posted);
	snprintf(e->data, sizeof(e->data), "n%d", posted);
	snprintf(e->topic, sizeof(e->topic), "t%u", draw(4));
	e->p = (struct hub_publish){
		.message = { .id = slice_of(e->id),
		    .topic = slice_of(e->topic),
		    .type = is_prompt ? slice_of("H") : slice_empty(),
		    .data = slice_of(e->data),
		    .retry_ms = -1,
		    .extra = { .retain = draw(5) == 0, .hold = draw(5) == 0 } },
		.wall_ms = now_ms,
		.on_done = on_done,
	};
	posted++;
	log->ops->append(log, &e->p);
}

struct removal {
	struct hub_removal r;
	struct event *event;
};

static void
on_removed(struct hub_removal *r)
{
	struct removal *removal = (struct removal *)r;

	assert_true(r->count >= 0);
	removal->event->removal_answer = ++answers;
	free(removal);
}

static void
remove_event(struct hub_log *log, struct event *e)
{
	struct removal *removal = calloc(1, sizeof(*removal));

	removal->event = e;
	removal->r.id = slice_of(e->id);
	removal->r.on_done = on_removed;
	log->ops->remove(log, &removal->r);
}

static void
note(int *at)
{
	if (*at == NEVER)
		*at = posted;
}

/* Something is done to an event of which we know the id. */
static void
change_drawn(struct hub_log *log)
{
	struct event *e;

	if (answered == 0)
		return;
	e = &events[draw((uint32_t)answered)];
	switch (draw(4)) {
	case 0:
		note(&e->released_at);
		log->ops->release(log, slice_of(e->id));
		break;
	case 1:
		note(&e->forgotten_at);
		log->ops->forget(log, slice_of(e->id));
		break;
	case 2:
		if (e->removed_at != NEVER)
			break;
		e->removed_at = posted;
		remove_event(log, e);
		break;
	default:
		log->ops->tick(log, now_ms);
	}
}

/* Works until the power fails, and a while longer. */
static void
work(struct hub_log *log)
{
	for (int i = 0; i < STEPS && !fault_cut_is_over(); i++) {
		for (uint32_t n = draw(12); n > 0; n--)
			append_drawn(log);
		for (uint32_t n = draw(4); n > 0; n--)
			change_drawn(log);
		for (uint32_t n = draw(3); n > 0; n--)
			run_once(log);
	}
}

/* What the power leaves is in the other folder. */
static void
work_and_fail(struct hub_log *log)
{
	const struct fault_cut cut = {
		.after = 1 + draw(250),
		.seed = draw_state,
		.dir = folders[!folder],
		.on_cut = on_cut,
	};
	const struct fault_cut now = {
		.seed = cut.seed, .dir = cut.dir, .on_cut = on_cut
	};

	fault_cut(&cut);
	work(log);
	if (!fault_cut_is_over())
		fault_cut(&now);
	log->ops->close(log);
	assert_int_equal(answered, posted);
	fault_disk_clear();
	remove_files(folder);
	folder = !folder;
}

#endif
