#include "log/sqlite/sqlite.h"

#include <stdlib.h>

#include "base/mem.h"
#include "log/page.h"
#include "log/sqlite/lock.h"
#include "log/sqlite/sqlite_inner.h"
#include "log/sqlite/sqlite_ops.h"

/*
 * A commit of many costs little more than one of few, but those who wait for
 * it wait for all of it.
 */
#define CHANGES_MAX 1024
#define QUESTIONS_MAX 4

/* Who reads what is old waits for who is live, not the other way round. */
#define READING_NICE 10

static void
sqlite_restore(struct hub_log *log, struct hub_restore *r)
{
	struct sqlite_log *s = (struct sqlite_log *)log;

	/* No question was posted yet: the thread does not touch it. */
	if (!reader_restore(&s->reader, r) && s->options.on_trouble != NULL)
		s->options.on_trouble(s->reader.db.err.text);
	r->on_done(r);
}

static void
sqlite_measure(const struct hub_log *log, struct hub_log_size *size)
{
	const struct sqlite_log *s = (const struct sqlite_log *)log;

	*size = s->size;
}

static int
sqlite_fd(const struct hub_log *log)
{
	return ((const struct sqlite_log *)log)->outlet.fd;
}

static void
sqlite_run(struct hub_log *log)
{
	worker_outlet_run(&((struct sqlite_log *)log)->outlet);
}

static void
sqlite_log_free(struct sqlite_log *s)
{
	reader_close(&s->reader);
	writer_close(&s->writer);
	lock_close(s->lock_fd);
	worker_outlet_close(&s->outlet);
	recent_clear(&s->recent);
	buf_clear(&s->page);
	free(s->wal.path);
	free(s->path);
	free(s->vfs);
	free(s);
}

static void
sqlite_close(struct hub_log *log)
{
	struct sqlite_log *s = (struct sqlite_log *)log;

	s->is_closing = true;
	worker_close(&s->writing);
	worker_close(&s->reading);
	worker_outlet_run(&s->outlet);
	sqlite_question_catch_up(s);
	sqlite_change_again(s);
	sqlite_log_free(s);
}

struct loading {
	struct reader_newest newest;
	struct sqlite_log *owner;
	uint64_t count, first_pos;
};

static void
on_newest(struct reader_newest *newest, struct hub_event *ev)
{
	struct loading *l = LIST_ITEM(newest, struct loading, newest);

	if (l->count++ == 0)
		l->first_pos = ev->pos;
	recent_add(&l->owner->recent, ev);
}

/* Takes over what the file says. */
static int
load(struct sqlite_log *s, struct err *err)
{
	const struct writer_state *state = &s->writer.state;
	struct loading l = {
		.newest = {
		    .count_max = s->options.recent_max,
		    .bytes_max = SQLITE_LOG_RECENT_BYTES,
		    .on_event = on_newest,
		},
		.owner = s,
	};

	if (!reader_newest(&s->reader, &l.newest)) {
		*err = s->reader.db.err;
		return -1;
	}
	if (l.count > 0)
		s->log.newest_id =
		    recent_at(&s->recent, s->recent.count - 1)->event->id;
	if (l.count < state->events)
		s->recent.floor_pos =
		    l.count > 0 ? l.first_pos - 1 : state->last;
	s->log.newest_pos = state->last;
	s->log.kept_count = state->kept;
	s->n = state->n;
	s->missed = state->missed;
	s->now_ms = s->log.had_ms = state->time;
	s->size = (struct hub_log_size){
		.events = state->events,
		.bytes = (uint64_t)state->bytes,
		.bytes_max = (uint64_t)s->writer.options.bytes_max,
		.topics = state->topics,
		.topics_max = s->writer.options.topics_max,
	};
	return 0;
}

static void
on_nothing(struct hub_restore *r, const struct hub_event *ev, bool removed)
{
	(void)r;
	(void)ev;
	(void)removed;
}

/* Ledgers that cannot be read are told now, while it can be refused. */
static int
try_ledgers(struct sqlite_log *s, struct err *err)
{
	struct hub_restore nobody = { .on_event = on_nothing };

	if (reader_restore(&s->reader, &nobody))
		return 0;
	*err = s->reader.db.err;
	return -1;
}

static int
open_file(struct sqlite_log *s, struct err *err)
{
	const struct writer_options to_write = {
		.path = s->path,
		.vfs = s->vfs,
		.is_full = !s->options.is_normal,
		.bytes_max = s->options.bytes_max,
		.keep = s->options.keep,
	};
	const struct reader_options to_read = { s->path, s->vfs };

	s->lock_fd = lock_open(s->path, err);
	if (s->lock_fd < 0 || writer_open(&s->writer, &to_write, err) != 0 ||
	    reader_open(&s->reader, &to_read, err) != 0 ||
	    try_ledgers(s, err) != 0)
		return -1;
	s->wal.path = mem_copy(slice_of(db_wal_path(&s->writer.db)));
	if (lock_check_wal(&s->wal, err) != 0)
		return -1;
	return load(s, err);
}

static int
start(struct sqlite_log *s, struct err *err)
{
	s->writing.outlet = s->reading.outlet = &s->outlet;
	s->writing.name = "ssed log write";
	s->writing.work = sqlite_write;
	s->writing.round_max = CHANGES_MAX;
	s->reading.name = "ssed log read";
	s->reading.work = sqlite_read;
	s->reading.round_max = QUESTIONS_MAX;
	s->reading.nice = READING_NICE;
	if (worker_open(&s->writing, err) != 0)
		return -1;
	if (worker_open(&s->reading, err) == 0)
		return 0;
	worker_close(&s->writing);
	return -1;
}

struct hub_log *
sqlite_log_new(const struct sqlite_log_options *o, struct err *err)
{
	static const struct hub_log_ops ops = {
		.append = sqlite_append,
		.seek = sqlite_seek,
		.read = sqlite_page,
		.find = sqlite_find,
		.remove = sqlite_remove,
		.release = sqlite_release,
		.restore = sqlite_restore,
		.forget = sqlite_forget,
		.topics = sqlite_topics,
		.tick = sqlite_tick,
		.set_keep = sqlite_set_keep,
		.fd = sqlite_fd,
		.run = sqlite_run,
		.measure = sqlite_measure,
		.close = sqlite_close,
	};
	struct sqlite_log *s = mem_new(sizeof(*s));

	s->log.ops = &ops;
	s->options = *o;
	s->path = mem_copy(slice_of(o->path));
	s->vfs = o->vfs != NULL ? mem_copy(slice_of(o->vfs)) : NULL;
	s->lock_fd = s->outlet.fd = -1;
	if (s->options.recent_max == 0)
		s->options.recent_max = SQLITE_LOG_RECENT_COUNT;
	recent_init(&s->recent, s->options.recent_max, SQLITE_LOG_RECENT_BYTES);
	buf_init(&s->page, PAGE_ROOM_MAX);
	list_init(&s->early);
	list_init(&s->undone);
	if (worker_outlet_open(&s->outlet, err) == 0 &&
	    open_file(s, err) == 0 && start(s, err) == 0)
		return &s->log;
	sqlite_log_free(s);
	return NULL;
}
