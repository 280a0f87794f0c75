#include "log/sqlite/load.h"

#include <stdlib.h>

#include "base/mem.h"
#include "log/sqlite/lock.h"
#include "log/sqlite/writer.h"

/* So much that no topic is ever forgotten a part of. */
#define KEEP_ALL (INT64_MAX / 4)

struct load {
	struct writer writer;
	int lock_fd;
	bool is_begun;
};

struct load *
load_open(const char *path, struct err *err)
{
	const struct writer_options options = {
		.path = path,
		.is_full = true,
		.keep = { .count = KEEP_ALL },
	};
	struct load *l = mem_new(sizeof(*l));

	l->lock_fd = lock_open(path, err);
	if (l->lock_fd >= 0 && writer_open(&l->writer, &options, err) == 0)
		return l;
	load_close(l);
	return NULL;
}

void
load_close(struct load *l)
{
	if (l == NULL)
		return;
	writer_close(&l->writer);
	lock_close(l->lock_fd);
	free(l);
}

/* The hub counts from when it took an event, and so does the log. */
static int64_t
ttl_of(const struct load_event *ev, int64_t time_ms)
{
	if (ev->expires_ms == 0)
		return 0;
	return ev->expires_ms > time_ms ? ev->expires_ms - time_ms : 1;
}

enum hub_outcome
load_add(struct load *l, const struct load_event *ev)
{
	struct writer *w = &l->writer;
	int64_t newest_ms = w->state.time;
	struct hub_message m = ev->message;
	struct writer_append a = {
		.message = &m,
		.wall_ms = ev->time_ms > newest_ms ? ev->time_ms : newest_ms,
	};

	if (!l->is_begun)
		writer_begin(w);
	l->is_begun = true;
	m.extra.ttl_ms = ttl_of(ev, a.wall_ms);
	writer_append(w, &a);
	if (a.outcome == HUB_TAKEN && ev->removed)
		writer_remove(w, &(struct writer_removal){
				     .id = m.id, .wall_ms = a.wall_ms });
	hub_event_unref(a.event);
	return a.outcome;
}

int
load_commit(struct load *l, struct err *err)
{
	if (!l->is_begun)
		return 0;
	l->is_begun = false;
	return writer_commit(&l->writer, err) ? 0 : -1;
}
